//! The weight of whoever joins a queue grows step by step.

use crate::agent::AgentDoc;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::{AgentSlot, QueueSlot};
use crate::outcome::Outcome;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Wherever an agent of this document becomes a member, their weight begins to grow.
    pub(super) fn begin_ramps(&mut self, agent: AgentSlot, doc: &AgentDoc) {
        let state = self.floor.state;
        for (queue, _) in state.layout.place(doc).seats {
            let ramp = self.floor.policy.queue(queue).and_then(|queue| queue.ramp);
            let sits = state.queue(queue).is_some_and(|row| row.seat(agent).is_some());
            if let Some(ramp) = ramp.filter(|_| !sits) {
                let (percent, next) = (ramp.start_percent, self.floor.now.plus(ramp.step));
                self.events.push(Event::RampStepped { queue, agent, percent, next });
            }
        }
    }

    /// The weight of a member grows by a step.
    pub(super) fn ramp_due(&mut self, queue: QueueSlot, agent: AgentSlot) -> Answer {
        let policy = self.floor.policy.queue(queue);
        let now = self.floor.state.queue(queue).map_or(100, |row| row.ramp_percent(agent));
        let ramp = policy.and_then(|queue| queue.ramp);
        let percent = ramp.map_or(100, |ramp| ramp.after(now));
        let next = match ramp {
            Some(ramp) if percent < 100 => self.floor.now.plus(ramp.step),
            _ => Timestamp::MAX,
        };
        self.events.push(Event::RampStepped { queue, agent, percent, next });
        match self.floor.agent_id(agent) {
            Some(agent) => Ok(Outcome::AgentNoted { agent: agent.clone() }),
            None => Ok(Outcome::Unchanged { lead: None }),
        }
    }
}
