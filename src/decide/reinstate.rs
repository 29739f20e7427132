//! Whether a lead was worked in time, and a manager's word on who was not good enough.

use crate::decide::{Answer, Draft};
use crate::event::{Event, StandardEvent};
use crate::explain::Trace;
use crate::id::{AgentId, LeadSlot, Name};
use crate::outcome::Outcome;

impl<T: Trace> Draft<'_, T> {
    /// A member's record by the standard of a queue begins anew.
    pub(super) fn reinstate(&mut self, queue: &Name, agent: &AgentId) -> Answer {
        let queue = self.find_queue(queue)?;
        let who = self.find_agent(agent)?;
        if self.floor.state.standard(queue, who).is_none() {
            return Ok(Outcome::Unchanged { lead: None });
        }
        self.events.push(Event::Standard(StandardEvent::Reinstated { queue, agent: who }));
        Ok(Outcome::AgentNoted { agent: agent.clone() })
    }

    /// A lead was not worked in time.
    pub(super) fn work_due(&mut self, lead: LeadSlot) -> Answer {
        self.judge(lead, false);
        let id = self.floor.state.lead(lead).map(|row| row.doc.id().clone());
        Ok(id.map_or(Outcome::Unchanged { lead: None }, |lead| Outcome::Noted { lead }))
    }
}
