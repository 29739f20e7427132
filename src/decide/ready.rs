//! An agent says they are ready: a pause is over, and so is a wrap-up that may be ended.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::AgentId;
use crate::outcome::{Outcome, Reason, Refused};

impl<T: Trace> Draft<'_, T> {
    pub(super) fn ready(&mut self, id: &AgentId) -> Answer {
        let agent = self.find_agent(id)?;
        let (state, now) = (self.floor.state, self.floor.now);
        let row = state.agent(agent).filter(|row| !row.left);
        let row = row.ok_or_else(|| refusal(Reason::AgentLeft { agent: id.clone() }))?;
        if row.ready_at <= now {
            return Ok(Outcome::Unchanged { lead: None });
        }
        let duty = state.duty(agent);
        let fixed_until = duty.map_or(row.ready_at, |duty| duty.fixed_until).max(now);
        let paused = duty.is_some_and(|duty| duty.paused(now).is_some());
        if fixed_until < row.ready_at || paused {
            self.events.push(Event::AgentReady { agent, ready_at: fixed_until });
            return Ok(Outcome::AgentNoted { agent: id.clone() });
        }
        let reason = Reason::NotReady { agent: id.clone(), until: row.ready_at };
        Err(Refused { reason, clears_at: Some(row.ready_at) })
    }
}
