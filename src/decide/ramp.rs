//! The weight of whoever joins a queue grows step by step.

use crate::agent::AgentDoc;
use crate::decide::{Answer, Draft};
use crate::event::{Event, RampStep};
use crate::explain::Trace;
use crate::id::{AgentSlot, QueueSlot};
use crate::outcome::Outcome;

impl<T: Trace> Draft<'_, T> {
    /// Wherever an agent of this document becomes a member, of a queue or of the first queue of a rotation, their weight begins to grow.
    pub(super) fn begin_ramps(&mut self, agent: AgentSlot, doc: &AgentDoc) {
        let state = self.floor.state;
        for (queue, _) in state.layout.place(doc).seats {
            let ramp = self.floor.policy.queue(queue).and_then(|queue| queue.ramp);
            // Who takes part in a rotation by another of its queues joins nothing.
            let main = state.sheets_of(queue).next();
            let sits = main.is_some_and(|sheet| state.entry_in(sheet, agent).is_some());
            if let Some(ramp) = ramp.filter(|_| !sits) {
                let (percent, (next, turns)) = (ramp.start_percent, ramp.step_from(self.floor.now));
                self.events.push(Event::RampStepped(RampStep { queue, agent, percent, next, turns }));
            }
        }
    }

    /// The weight of a member grows by a step.
    pub(super) fn ramp_due(&mut self, queue: QueueSlot, agent: AgentSlot) -> Answer {
        let policy = self.floor.policy.queue(queue);
        let now = self.floor.state.queue(queue).map_or(100, |row| row.ramp_percent(agent));
        let ramp = policy.and_then(|queue| queue.ramp);
        self.ramp_on((queue, agent), ramp, now);
        match self.floor.agent_id(agent) {
            Some(agent) => Ok(Outcome::AgentNoted { agent: agent.clone() }),
            None => Ok(Outcome::Unchanged { lead: None }),
        }
    }
}
