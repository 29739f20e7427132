//! Events of members whose weight grows.

use crate::id::{AgentSlot, QueueSlot};
use crate::state::FloorState;
use crate::state::ramp::Ramp;
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn ramp_stepped(
        &mut self,
        (queue, agent): (QueueSlot, AgentSlot),
        percent: u32,
        (next, turns): (Timestamp, u32),
    ) {
        let own = self.agent(agent).map(|row| &row.place.seats);
        let own = own.and_then(|seats| seats.iter().find(|(other, _)| *other == queue));
        let Some(seat) = own.map(|(_, seat)| *seat) else { return };
        let Some(row) = self.queues.get_mut(queue.index()).filter(|row| row.seat(agent).is_some()) else {
            return;
        };
        let ramp = (percent < 100).then_some(Ramp { agent, percent, next, turns });
        row.set_ramp((queue, agent), ramp, &mut self.timers);
        self.set_seat(queue, agent, Some(seat));
        self.seat_beside(queue, agent);
        self.moved(agent);
        self.wake_if_strict(queue);
    }
}
