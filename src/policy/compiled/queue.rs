//! A queue, names resolved.

use smallvec::SmallVec;

use crate::calendar::Zone;
use crate::id::Name;
use crate::lead::Lead;
use crate::meter::make_up::Pace;
use crate::policy::compiled::{
    Discipline, MeritDraw, OneTurn, Pull, QueueAffinity, QueueMerit, Ramp, Score, Sheets, SkillRule,
    Standard, TurnSize,
};
use crate::policy::doc::{
    AbsenceDoc, AccrualDoc, BoundDoc, CountsAsTurnDoc, DelayDoc, HoldsCapacity, IdleDoc, RankKeyDoc,
    RequeueDoc,
};
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) id: Name,
    /// What members are compared by, in order; what is still a tie ends in the agents' ids.
    pub(crate) keys: SmallVec<[RankKeyDoc; 4]>,
    /// The first of the keys that deals turns.
    pub(crate) rotation: Option<RankKeyDoc>,
    /// Whether it is a turn to be asked: where members are compared by who was last, of other leads than all the queue's own.
    pub(crate) recency: bool,
    /// Where the turns of its leads are written down.
    pub(crate) sheets: Sheets,
    /// What lots are drawn by, beside the lead and the agent, or the number of the offer.
    pub(crate) seed: u64,
    pub(crate) discipline: Discipline,
    /// The share of picks that goes to the oldest lead, in basis points.
    pub(crate) oldest_share_bp: u32,
    pub(crate) requeue: RequeueDoc,
    pub(crate) max_waiting: Option<BoundDoc>,
    pub(crate) max_pooled: Option<BoundDoc>,
    /// Tiers that open late, by tier; a tier not listed is open at once.
    pub(crate) tiers: Vec<Tier>,
    pub(crate) open_next_tier_when_empty: bool,
    /// Index into the policy's kinds of work.
    pub(crate) work_kind: Option<usize>,
    /// What one lead costs.
    pub(crate) units: u32,
    pub(crate) holds_until: HoldsCapacity,
    pub(crate) wrap_up: Span,
    /// Other times for some dispositions, by code, sorted.
    pub(crate) wrap_up_by_code: Vec<(String, Span)>,
    pub(crate) wrap_up_may_end: bool,
    pub(crate) decline_delay: Span,
    pub(crate) timeout_delay: Span,
    pub(crate) cycle_wait: Span,
    /// Asked of whoever takes a lead.
    pub(crate) skills: Vec<SkillRule>,
    /// What waiting costs, and how long a lead takes.
    pub(crate) delay: DelayDoc,
    /// For `longest_idle`.
    pub(crate) idle: IdleDoc,
    /// For `cumulative_idle`.
    pub(crate) idle_over: IdleOver,
    /// For `fastest`: how many leads, and what stands in for one.
    pub(crate) response: (u32, Span),
    /// For how long a lead waits for the very member whose turn it is.
    pub(crate) strict: Option<Span>,
    /// What the turn of a lead counts as, where not all are alike.
    pub(crate) turn_size: Option<TurnSize>,
    /// How fast members may make up for turns missed, where that is held in check.
    pub(crate) catch_up: Option<Pace>,
    /// Which leads take one turn together, where some do.
    pub(crate) one_turn: Option<OneTurn>,
    pub(crate) standard: Option<Standard>,
    /// How the weight of whoever joins grows, where it does.
    pub(crate) ramp: Option<Ramp>,
    /// What is asked of the working time to come, where something is.
    pub(crate) ahead: Option<Ahead>,
    pub(crate) absence: AbsenceDoc,
    pub(crate) counts_as_turn: CountsAsTurnDoc,
    pub(crate) pull: Option<Pull>,
    pub(crate) merit: Option<QueueMerit>,
    /// How members are told apart by what they make of leads like the one in question, where the keys ask.
    pub(crate) affinity: Option<QueueAffinity>,
    /// What members are scored by, where the queue says it.
    pub(crate) score: Option<Score>,
    /// How members are drawn by merit, where the strategy does that.
    pub(crate) draw: Option<MeritDraw>,
}

impl Queue {
    /// The time to finish up after a disposition.
    pub(crate) fn wrap_up_after(&self, code: &str) -> Span {
        let found = self.wrap_up_by_code.binary_search_by(|(other, _)| other.as_str().cmp(code));
        found.ok().and_then(|at| self.wrap_up_by_code.get(at)).map_or(self.wrap_up, |(_, span)| *span)
    }

    /// What the turn of a lead counts as.
    #[inline]
    pub(crate) fn size_of(&self, lead: &Lead) -> u32 {
        self.turn_size.as_ref().map_or(1, |own| own.of(lead).0)
    }

    /// What a turn counts as at the most.
    pub(crate) fn largest_turn(&self) -> u32 {
        self.turn_size.as_ref().map_or(1, |own| own.most)
    }

    /// Whether nothing of the queue's own but its keys says who of those here is next.
    #[inline]
    pub(crate) fn asks_no_more_than_keys(&self) -> bool {
        let turns_alike = self.turn_size.is_none() && self.catch_up.is_none() && self.one_turn.is_none();
        let own = self.sheets == Sheets::Own;
        // Picks by affinity are counted value by value.
        own && self.ahead.is_none()
            && self.tiers.is_empty()
            && self.strict.is_none()
            && turns_alike
            && self.standard.is_none()
            && self.affinity.is_none()
    }

    /// Whether of all who are absent only those a manager has blocked may be owed a part of a turn.
    #[inline]
    pub(crate) fn only_blocked_accrue(&self) -> bool {
        let AbsenceDoc { leave, shift, presence, capacity, cap, .. } = self.absence;
        [leave, shift, presence, capacity, cap].iter().all(|accrual| *accrual == AccrualDoc::None)
    }

    /// Whether turns are shared by everybody who could have taken them.
    #[inline]
    pub(crate) fn shares_turns(&self) -> bool {
        self.rotation.is_some_and(RankKeyDoc::shares_turns)
    }

    /// Whether a turn is its taker's own affair and written down.
    #[inline]
    pub(crate) fn tallies_turns(&self) -> bool {
        self.counts_each() || self.rotation == Some(RankKeyDoc::Pointer) || self.recency
    }

    /// Whether each member's turns are counted apart, however they came by them.
    pub(crate) fn counts_each(&self) -> bool {
        use RankKeyDoc::{LowestCount, Quota, Stride};
        matches!(self.rotation, Some(LowestCount | Stride | Quota))
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tier {
    pub(crate) tier: u32,
    pub(crate) opens_after: Span,
}

/// What a queue asks of its members' working time to come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ahead {
    /// So long before it ends a member is given no more.
    pub(crate) stop_before_end: Option<Span>,
    /// Who begins so soon is able already.
    pub(crate) look_ahead: Option<Span>,
}

/// The time over which idle time adds up.
#[derive(Clone, Debug)]
pub(crate) enum IdleOver {
    Day(Zone),
    Rolling(Span),
}
