//! A claim where picking is held in check.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, QueueSlot};

/// An agent claimed a lead from a queue that holds picking in check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickNoted {
    /// The queue.
    pub queue: QueueSlot,
    /// Who.
    pub agent: AgentSlot,
    /// The limits under which the claim was picked, the first limit being the lowest bit.
    pub limits: u32,
    /// How many of the agent's claims are to be remembered, this one included.
    pub keep: u32,
}
