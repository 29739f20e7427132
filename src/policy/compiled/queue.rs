//! A queue, names resolved.

use smallvec::SmallVec;

use crate::id::Name;
use crate::policy::compiled::QueueMerit;
use crate::policy::doc::{AbsenceDoc, CountsAsTurnDoc, HoldsCapacity, PullWaysDoc, RankKeyDoc};
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) id: Name,
    /// What members are compared by, in order; what is still a tie ends in the agents' ids.
    pub(crate) keys: SmallVec<[RankKeyDoc; 4]>,
    pub(crate) discipline: Discipline,
    /// Tiers that open late, by tier; a tier not listed is open at once.
    pub(crate) tiers: Vec<Tier>,
    pub(crate) open_next_tier_when_empty: bool,
    /// Index into the policy's kinds of work.
    pub(crate) work_kind: Option<usize>,
    /// What one lead costs.
    pub(crate) units: u32,
    pub(crate) holds_until: HoldsCapacity,
    pub(crate) wrap_up: Span,
    pub(crate) decline_delay: Span,
    pub(crate) timeout_delay: Span,
    pub(crate) cycle_wait: Span,
    pub(crate) absence: AbsenceDoc,
    pub(crate) counts_as_turn: CountsAsTurnDoc,
    pub(crate) pull: Option<Pull>,
    pub(crate) merit: Option<QueueMerit>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tier {
    pub(crate) tier: u32,
    pub(crate) opens_after: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Discipline {
    Fifo,
    Lifo,
    LifoThenFifo {
        fresh_for: Span,
        oldest_share_bp: u32,
    },
    Priority {
        /// Index into the schema.
        attribute: usize,
        point_per: Option<Span>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Pull {
    pub(crate) lease: Span,
    pub(crate) undisposed_limit: Option<u32>,
    pub(crate) max_claimed: Option<u32>,
    pub(crate) cooldown: Span,
    pub(crate) ways: PullWaysDoc,
    pub(crate) visible: Vec<Name>,
    pub(crate) filter_by: Vec<Name>,
}
