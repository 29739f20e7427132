//! What a floor remembers of a lead.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::event::{AssignedHow, ClosedHow, FollowUpDue, HeldWhy};
use crate::id::{AgentSlot, CounterSlot, LeadSlot, PlanSlot, QueueSlot, RuleSlot, SheetSlot, StageSlot};
use crate::lead::Lead;
use crate::outcome::Unroutable;
use crate::state::waitlist::WaitKey;
use crate::time::Timestamp;

/// One lead. Everything here is canonical; what can be computed from it is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeadRow {
    pub(crate) doc: Lead,
    /// As it was submitted, once corrected.
    pub(crate) original: Option<Lead>,
    /// The lead's number, counting every lead the floor has ever seen.
    pub(crate) sequence: u64,
    /// When the enquiry came in; its age counts from here.
    pub(crate) born: Timestamp,
    pub(crate) rule: Option<RuleSlot>,
    /// The plan and the stage, once it has been routed.
    pub(crate) course: Option<(PlanSlot, StageSlot)>,
    /// Since when it has waited in this stage's queue; survives offers that come to nothing.
    pub(crate) waiting_since: Timestamp,
    /// Offers made in this stage.
    pub(crate) attempts: u32,
    /// Times it has had an owner.
    pub(crate) assignments: u32,
    /// Times it has rested in a recycle stage.
    pub(crate) cycles: u32,
    pub(crate) standing: Standing,
    /// What it takes of an agent's capacity.
    pub(crate) held: Option<Held>,
    /// Where it is counted under caps.
    pub(crate) counted: SmallVec<[Count; 2]>,
    /// The turn it has cost somebody, until it is given back.
    pub(crate) turn: Option<(SheetSlot, AgentSlot)>,
    pub(crate) previous: SmallVec<[Previous; 1]>,
    /// Who has passed it up in this cycle.
    pub(crate) passed: SmallVec<[AgentSlot; 2]>,
    /// When they may be asked again.
    pub(crate) again_at: Timestamp,
    /// What its present owner has done with it.
    pub(crate) progress: Progress,
    /// When it was first offered, first owned, first tried and first reached, whoever did it.
    pub(crate) first: Firsts,
    /// Where it stands in its holder's list; computed.
    #[serde(skip)]
    pub(crate) place: usize,
}

/// Where a lead is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    /// Between two events of one decision.
    Passing,
    InLine {
        queue: QueueSlot,
        pool: bool,
        key: (i64, i64),
        until: Option<Timestamp>,
    },
    Offered {
        agent: AgentSlot,
        queue: Option<QueueSlot>,
        until: Timestamp,
    },
    Owned {
        agent: AgentSlot,
        queue: Option<QueueSlot>,
        how: AssignedHow,
        since: Timestamp,
        /// What is due is counted from here: the assignment, or the last call-back.
        due_from: Timestamp,
        lease_until: Option<Timestamp>,
        snoozed_until: Option<Timestamp>,
        follow_up: Option<FollowUpDue>,
    },
    Held {
        until: Timestamp,
        why: HeldWhy,
    },
    Stranded {
        why: Unroutable,
    },
    Closed {
        how: ClosedHow,
        code: Arc<str>,
        by: Option<AgentSlot>,
        at: Timestamp,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) agent: AgentSlot,
    pub(crate) kind: Option<u32>,
    pub(crate) units: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) counter: CounterSlot,
    /// What it counts as: 1, or what it costs under a cap on money.
    pub(crate) amount: u32,
    /// The instant it was counted at.
    pub(crate) at: Timestamp,
}

/// A former owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Previous {
    pub(crate) agent: AgentSlot,
    /// When the lead left them.
    pub(crate) left_at: Timestamp,
    /// Gave it back or passed it on: never gets it again.
    pub(crate) for_good: bool,
    /// Let a claim run out.
    pub(crate) lease_expired: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) attempts: u32,
    pub(crate) contacted: bool,
    pub(crate) disposed: bool,
    /// Like `attempts` and `contacted`, but kept over call-backs: anything, ever, since the lead became theirs.
    pub(crate) ever_attempted: bool,
    pub(crate) ever_contacted: bool,
}

impl Progress {
    /// What is left of it once a call-back is due: everything is to be done again.
    pub(crate) fn after_call_back(self) -> Progress {
        Progress { attempts: 0, contacted: false, disposed: false, ..self }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Firsts {
    pub(crate) offered: Option<Timestamp>,
    pub(crate) owned: Option<Timestamp>,
    pub(crate) attempted: Option<Timestamp>,
    pub(crate) contacted: Option<Timestamp>,
}

impl LeadRow {
    #[inline]
    pub(crate) fn new(doc: Lead, sequence: u64, at: Timestamp) -> LeadRow {
        let born = doc.received().map_or(at, |received| received.min(at));
        LeadRow {
            doc,
            original: None,
            sequence,
            born,
            rule: None,
            course: None,
            waiting_since: at,
            attempts: 0,
            assignments: 0,
            cycles: 0,
            standing: Standing::Passing,
            held: None,
            counted: SmallVec::new(),
            turn: None,
            previous: SmallVec::new(),
            passed: SmallVec::new(),
            again_at: Timestamp::MAX,
            progress: Progress::default(),
            first: Firsts::default(),
            place: 0,
        }
    }

    /// The next instant at which something happens to this lead by itself.
    pub(crate) fn deadline(&self) -> Timestamp {
        let never = Timestamp::MAX;
        match &self.standing {
            Standing::InLine { until, .. } => until.unwrap_or(never),
            Standing::Offered { until, .. } | Standing::Held { until, .. } => *until,
            Standing::Owned { lease_until, snoozed_until, follow_up, .. } => {
                let lease = lease_until.unwrap_or(never);
                let snooze = snoozed_until.unwrap_or(never);
                lease.min(snooze).min(follow_up.map_or(never, |due| due.at))
            }
            Standing::Passing | Standing::Stranded { .. } | Standing::Closed { .. } => never,
        }
    }

    /// Who holds the lead or has it on offer.
    pub(crate) fn holder(&self) -> Option<AgentSlot> {
        match self.standing {
            Standing::Offered { agent, .. } | Standing::Owned { agent, .. } => Some(agent),
            _ => None,
        }
    }

    /// Since when a call-back is due with its owner that has not been tried.
    pub(crate) fn call_back_due(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Owned { since, due_from, snoozed_until: None, .. } if due_from > since => {
                let tried = self.progress.attempts > 0 || self.progress.disposed;
                (!tried).then_some(due_from)
            }
            _ => None,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.standing, Standing::Closed { .. })
    }

    pub(crate) fn wait_key(&self, lead: LeadSlot) -> Option<(QueueSlot, bool, WaitKey)> {
        match self.standing {
            Standing::InLine { queue, pool, key, .. } => {
                Some((queue, pool, WaitKey { key, sequence: self.sequence, lead }))
            }
            _ => None,
        }
    }
}
