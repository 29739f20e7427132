//! A lead goes to an office, and leaves it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, LeadSlot, QueueSlot, SheetSlot, StickySlot};
use crate::time::Timestamp;

/// What happens between leads and offices, and to the deals that are registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeEvent {
    /// A lead went to an office, for one of its people to take.
    Sent {
        /// The lead.
        lead: LeadSlot,
        /// The office.
        office: AgentSlot,
        /// The queue that dealt it to the office.
        from: QueueSlot,
        /// The queue of the office's people.
        queue: QueueSlot,
        /// The first instant at which it is too late for them to accept; `Timestamp::MAX` where they may take their time.
        until: Timestamp,
    },
    /// One of the office's people has taken it.
    Accepted {
        /// The lead.
        lead: LeadSlot,
        /// The office.
        office: AgentSlot,
    },
    /// A lead left an office.
    Left {
        /// The lead.
        lead: LeadSlot,
        /// The office.
        office: AgentSlot,
        /// How.
        how: OfficeLeft,
        /// The sheet to which the office's turn is given back, and what it counted as; none where it stays spent.
        credit: Option<(SheetSlot, u32)>,
    },
    /// An agent, an office or a person, holds the deal of a key from now on.
    Registered {
        /// By what leads belong together.
        sticky: StickySlot,
        /// The key.
        key: Arc<str>,
        /// The holder.
        agent: AgentSlot,
        /// From when on it is theirs no longer.
        until: Timestamp,
    },
    /// A deal is registered no longer.
    RegistrationWithdrawn {
        /// By what leads belong together.
        sticky: StickySlot,
        /// The key.
        key: Arc<str>,
    },
}

/// How a lead left an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeLeft {
    /// Recalled: nobody in it accepted in time.
    TimedOut,
    /// Recalled: the office declined it.
    Declined,
    /// Withdrawn, by a manager, by another policy, or since the lead went on to another stage.
    Withdrawn,
    /// It left whoever in the office owned it.
    Released {
        /// It was given back, or passed on.
        for_good: bool,
        /// A claim ran out.
        lease_expired: bool,
    },
}
