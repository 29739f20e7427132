//! What events say of merit and of counters.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, CapSlot, CounterSlot, LeadSlot, QueueSlot};
use crate::meter::merit::{Adjusted, Affinity, FullFrom, Grade, Loads, Score};
use crate::time::{Span, Timestamp};

/// What is counted for an agent's merit, and in which period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The lead's value of what leads are told apart by, if they are and it has one.
    pub value: Option<Arc<str>>,
    /// The period's first instant.
    pub from: Timestamp,
    /// The first instant after it: when weights are reviewed.
    pub until: Timestamp,
    /// What.
    pub score: Score,
    /// How many other leads the owner held when the lead was dealt to them, where the merit tells leads apart by that and
    /// it is known.
    #[serde(default)]
    pub held: Option<u32>,
}

/// What a period's end made of the counts of a merit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The first instant of the window looked at; what was counted before is dropped.
    pub from: Timestamp,
    /// When weights are reviewed again; `Timestamp::MAX` when only a lead's end can bring it.
    pub next: Timestamp,
    /// The members of each queue that deals by it; whoever is left out has the weight of newcomers.
    pub queues: Vec<(QueueSlot, Vec<(AgentSlot, Grade)>)>,
    /// The agents of each cap that follows it, with enough leads to be measured; the others have the limit as it is.
    pub caps: Vec<(CapSlot, Vec<(AgentSlot, Adjusted)>)>,
    /// The members of each queue that deals by affinity with leads that ended in the window; the others are as the group.
    #[serde(default)]
    pub affinities: Vec<(QueueSlot, Vec<(AgentSlot, Affinity)>)>,
    /// What came of the leads by how many others their owner held, where the merit tells them apart by that.
    #[serde(default)]
    pub loads: Option<Loads>,
    /// From where on members are full, in each queue that makes them so by it; the others are not.
    #[serde(default)]
    pub full: Vec<(QueueSlot, Vec<(AgentSlot, FullFrom)>)>,
}

/// What a count is where nothing else is said.
pub(super) fn one() -> u32 {
    1
}

/// Under another policy a cap counts in other windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapRecounted {
    /// The cap.
    pub cap: CapSlot,
    /// The window of this instant: its first instant.
    pub from: Timestamp,
    /// First instant after the window.
    pub until: Timestamp,
    /// How counters keep their windows from now on.
    pub window: CounterWindow,
}

/// A lead is reserved under a cap and counts no longer unless it comes to what counts in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// The lead.
    pub lead: LeadSlot,
    /// The counter.
    pub counter: CounterSlot,
    /// The first instant at which it is too late.
    pub until: Timestamp,
}

/// A lead has come to what it was reserved for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The lead.
    pub lead: LeadSlot,
    /// The counter.
    pub counter: CounterSlot,
}

/// A cap that is spread over its window has opened no more for now, and leads wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paced {
    /// The counter.
    pub counter: CounterSlot,
    /// The first instant at which more is open.
    pub opens_at: Timestamp,
}

/// How a counter keeps its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterWindow {
    /// From one instant to another, then from nothing again.
    Fixed,
    /// The span before the instant of the decision.
    Rolling(Span),
    /// As long as the lead is held.
    Open,
}
