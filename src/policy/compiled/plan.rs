//! A plan, names resolved.

use std::sync::Arc;

use crate::id::{Name, QueueSlot, StageSlot};
use crate::matching::Condition;
use crate::policy::Policy;
use crate::policy::compiled::{Batch, Follows, HandOff, SkillRule, StickTo};
use crate::policy::doc::{MilestoneDoc, ReturnReason, WhenEmptiedDoc};
use crate::time::{Span, Timestamp};

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) id: Name,
    pub(crate) stages: Vec<Stage>,
    /// In the order of the document, the steps of each before it.
    pub(crate) follow_up: Vec<FollowUp>,
    /// In the order of the document.
    pub(crate) on_change: Vec<(Change, StageSlot)>,
    pub(crate) hand_off: Option<HandOff>,
    pub(crate) exclusion: Exclusion,
    /// Returns for these reasons give the turn back.
    pub(crate) creditable_returns: Vec<ReturnReason>,
    pub(crate) transfer_credits_turn: bool,
    pub(crate) max_assignments: Option<u32>,
    pub(crate) exhausted: Option<StageSlot>,
    /// Whether the rules are asked again for a lead that waits or is held and is different.
    pub(crate) revised_routed: bool,
    pub(crate) cadence: Option<Follows>,
}

#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) id: Name,
    pub(crate) when: Option<Condition>,
    /// Asked of whoever takes a lead here, beside what the queue asks.
    pub(crate) skills: Vec<SkillRule>,
    /// Whether the last owner comes first.
    pub(crate) sticky: Option<StickTo>,
    /// The utilisation above which a lead goes on, in basis points.
    pub(crate) spill_above_bp: Option<u32>,
    /// The hours of the contact that are kept to: an index into the policy's.
    pub(crate) contact: Option<usize>,
    /// Whether nothing is asked of a lead before its queue is: no condition, nor whether anybody is busy or shut.
    pub(crate) plain: bool,
    pub(crate) action: Action,
    pub(crate) next: Next,
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    OfferOwner {
        accept_within: Option<Timer>,
    },
    Queue {
        queue: QueueSlot,
        accept_within: Option<Timer>,
        attempts: u32,
        wait: Option<Timer>,
        inside: Inside,
    },
    Pool {
        queue: QueueSlot,
        wait: Option<Timer>,
        roll_out: Vec<Span>,
    },
    Recycle {
        rest: Timer,
        back_to: StageSlot,
        cycles: u32,
        batch: Option<Batch>,
    },
    Hold {
        until: HoldUntil,
    },
    Archive {
        reason: Arc<str>,
    },
}

/// What holds inside an office that a lead goes to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inside {
    /// How long each of its people has to accept; none is as long as the office has.
    pub(crate) accept_within: Option<Timer>,
    /// Whether the lead may wait there for its people.
    pub(crate) waits: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum HoldUntil {
    Timer(Timer),
    Field {
        /// Index into the schema.
        attribute: usize,
        at_most: Timer,
    },
    /// Index into the policy's calendars.
    Open {
        calendar: usize,
    },
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Next {
    pub(crate) declined: Option<StageSlot>,
    pub(crate) timed_out: Option<StageSlot>,
    pub(crate) waited_out: Option<StageSlot>,
    pub(crate) filled: Option<StageSlot>,
    pub(crate) nobody_eligible: Option<StageSlot>,
    pub(crate) cap_full: Option<StageSlot>,
    pub(crate) spilled: Option<StageSlot>,
    pub(crate) shut: Option<StageSlot>,
    pub(crate) contact_shut: Option<StageSlot>,
    pub(crate) pushed_out: Option<StageSlot>,
}

/// What may be different about an owned lead.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Inquired,
    Becomes(Condition),
}

/// One step of a follow-up, or its end.
#[derive(Clone, Debug)]
pub(crate) struct FollowUp {
    pub(crate) missing: MilestoneDoc,
    pub(crate) within: Timer,
    pub(crate) then: StageSlot,
    pub(crate) action: StepAction,
}

/// What happens when something has not happened in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepAction {
    /// The lead is taken away.
    Take,
    Remind,
    TellTeamLead,
    Tell(Name),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Exclusion {
    pub(crate) last: u32,
    pub(crate) forget_after: Option<Span>,
    pub(crate) when_emptied: WhenEmptiedDoc,
}

/// A length of time on one clock.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Timer {
    Wall(Span),
    Business {
        open: Span,
        /// Index into the policy's calendars.
        calendar: usize,
    },
}

impl Timer {
    /// The same clock, so much longer.
    pub(crate) fn longer(self, by: Span) -> Timer {
        match self {
            Timer::Wall(span) => Timer::Wall(span.plus(by)),
            Timer::Business { open, calendar } => Timer::Business { open: open.plus(by), calendar },
        }
    }

    /// When the time is over, counted from `start`. A calendar that never opens again means never.
    pub(crate) fn due(self, policy: &Policy, start: Timestamp) -> Timestamp {
        match self {
            Timer::Wall(span) => start.plus(span),
            Timer::Business { open, calendar } => policy
                .calendars
                .get(calendar)
                .and_then(|(_, calendar)| calendar.add_business(start, open))
                .unwrap_or(Timestamp::MAX),
        }
    }
}
