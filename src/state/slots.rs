//! The slots there are, for whoever looks at everything.

use crate::id::{AgentSlot, CounterSlot, LeadSlot};
use crate::state::FloorState;

impl FloorState {
    /// The slots of the leads that are remembered, in their order.
    pub(crate) fn lead_slots(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let known = self.leads.iter().enumerate().filter(|(_, row)| row.is_some());
        known.filter_map(|(at, _)| LeadSlot::from_index(at))
    }

    /// The slots of everybody who has ever been on the floor, in the order they joined.
    pub(crate) fn agent_slots(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        (0..self.agents.len()).filter_map(AgentSlot::from_index)
    }

    /// The slots of all counters, in the order they were made.
    pub(crate) fn counter_slots(&self) -> impl Iterator<Item = CounterSlot> + '_ {
        (0..self.counters.len()).filter_map(CounterSlot::from_index)
    }
}
