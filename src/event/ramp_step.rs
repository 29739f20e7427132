//! A ramp goes up a step.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, QueueSlot};
use crate::time::Timestamp;

/// What counts of a joiner's weight from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RampStep {
    /// The queue.
    pub queue: QueueSlot,
    /// Who.
    pub agent: AgentSlot,
    /// What counts of it from now on, in percent.
    pub percent: u32,
    /// When it grows again; `Timestamp::MAX` when all of it counts, and where it grows by turns.
    pub next: Timestamp,
    /// After how many turns of theirs it grows again; 0 where it grows by time.
    pub turns: u32,
}
