//! Members whose weight grows since they joined.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, QueueSlot};
use crate::state::QueueRow;
use crate::state::timers::{Due, Timers};
use crate::time::Timestamp;

/// How far the weight of a member has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ramp {
    pub(crate) agent: AgentSlot,
    /// Of the whole weight.
    pub(crate) percent: u32,
    /// When it grows next; `Timestamp::MAX` where it grows by turns.
    pub(crate) next: Timestamp,
    /// After how many turns it grows next; 0 where it grows by time.
    pub(crate) turns: u32,
}

impl QueueRow {
    /// How far the weight of a member has come who joined a while ago.
    pub(crate) fn ramp(&self, agent: AgentSlot) -> Option<Ramp> {
        self.ramps.iter().find(|ramp| ramp.agent == agent).copied()
    }

    /// What counts of a member's weight, in percent: all of it unless they joined a while ago.
    pub(crate) fn ramp_percent(&self, agent: AgentSlot) -> u32 {
        self.ramp(agent).map_or(100, |ramp| ramp.percent)
    }

    /// So much of a member's weight counts from now on, until an instant; all of it with none.
    pub(in crate::state) fn set_ramp(
        &mut self,
        (slot, agent): (QueueSlot, AgentSlot),
        ramp: Option<Ramp>,
        timers: &mut Timers,
    ) {
        let place = self.ramps.partition_point(|other| other.agent < agent);
        if let Some(old) = self.ramps.get(place).copied().filter(|old| old.agent == agent) {
            timers.remove(old.next, Due::Ramp(slot, agent));
            self.ramps.remove(place);
        }
        if let Some(ramp) = ramp {
            timers.insert(ramp.next, Due::Ramp(slot, agent));
            self.ramps.insert(place, ramp);
        }
    }

    /// Has the timers of this queue's members, or has them no longer.
    pub(in crate::state) fn arm_ramps(&self, slot: QueueSlot, armed: bool, timers: &mut Timers) {
        for ramp in &self.ramps {
            let due = Due::Ramp(slot, ramp.agent);
            if armed { timers.insert(ramp.next, due) } else { timers.remove(ramp.next, due) }
        }
    }
}
