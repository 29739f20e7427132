//! Closers are rung for a lead.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::time::Timestamp;

/// Closers are rung for a lead that its owner hands off; whoever was rung for it before is not any longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rang {
    /// The lead.
    pub lead: LeadSlot,
    /// The queue of closers.
    pub queue: QueueSlot,
    /// Which of the plan's rings, from 0.
    pub ring: u32,
    /// Which of its rounds, from 0.
    pub round: u32,
    /// Who is rung, by the queue's strategy.
    pub agents: Vec<AgentSlot>,
    /// The first instant at which it is too late to accept.
    pub until: Timestamp,
}
