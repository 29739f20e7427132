//! How many leads have begun another round today, stage by stage, where a policy bounds that.

use crate::id::{PlanSlot, StageSlot};
use crate::state::FloorState;
use crate::state::timers::Due;
use crate::time::Timestamp;

impl FloorState {
    /// How many leads of a recycle stage have begun another round in the day that began then.
    pub(crate) fn begun_rounds(&self, plan: PlanSlot, stage: StageSlot, from: Timestamp) -> u32 {
        let own = self.rounds.get(&(plan, stage)).filter(|(day, _)| *day == from);
        own.map_or(0, |(_, begun)| *begun)
    }

    /// Everything due at the first instant at which something is, if that is this one.
    pub(crate) fn due_at(&self, at: Timestamp) -> impl Iterator<Item = Due> + '_ {
        self.timers
            .iter()
            .take_while(move |(due, _)| *due <= at)
            .filter(move |(due, _)| *due == at)
            .map(|(_, due)| due)
    }

    pub(in crate::state) fn round_begun(&mut self, plan: PlanSlot, stage: StageSlot, from: Timestamp) {
        let begun = self.begun_rounds(plan, stage, from).saturating_add(1);
        self.rounds.insert((plan, stage), (from, begun));
    }
}
