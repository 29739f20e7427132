//! A queue that is full sends a lead on.

use serde::{Deserialize, Serialize};

use crate::id::{LeadSlot, QueueSlot};

/// A lead that had to make room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedOut {
    /// The lead.
    pub lead: LeadSlot,
    /// The queue.
    pub queue: QueueSlot,
    /// Whether from the open pool rather than from the line.
    pub pool: bool,
    /// How many waited, this one included.
    pub waiting: u32,
    /// How many may.
    pub most: u32,
}
