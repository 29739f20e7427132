//! Whether members keep to the standard of follow-up of their queue.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::time::Timestamp;

/// What happens by the standard of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandardEvent {
    /// A lead was accepted that has to be worked in time.
    ToBeWorked {
        /// The lead.
        lead: LeadSlot,
        /// The queue.
        queue: QueueSlot,
        /// Its member: an office, or whoever has the lead.
        agent: AgentSlot,
        /// The first instant at which it is too late.
        until: Timestamp,
    },
    /// It was worked in time, or was not.
    Judged {
        /// The lead.
        lead: LeadSlot,
        /// The queue.
        queue: QueueSlot,
        /// Its member.
        agent: AgentSlot,
        /// Whether it was.
        met: bool,
        /// How many of the last leads are remembered.
        of_last: u32,
        /// What changes for the member by that.
        then: Option<StandardChange>,
    },
    /// By a manager's word a member's record begins anew, and nothing is held against them.
    Reinstated {
        /// The queue.
        queue: QueueSlot,
        /// Its member.
        agent: AgentSlot,
    },
}

/// What changes for a member by the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandardChange {
    /// Put down: so much of their weight counts from now on.
    PutDown {
        /// In percent.
        percent: u32,
    },
    /// Suspended: no leads of the queue until then, and a new record.
    Suspended {
        /// `Timestamp::MAX` is until a manager says so.
        until: Timestamp,
    },
    /// They keep to it again: all of their weight counts.
    Restored {},
}
