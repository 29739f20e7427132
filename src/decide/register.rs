//! Deals are registered, one holder at a time.

use std::sync::Arc;

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{Event, OfficeEvent};
use crate::explain::Trace;
use crate::id::{AgentId, Name, StickySlot};
use crate::outcome::{OfficeReason, Outcome, Reason, Refused};
use crate::policy::plain;
use crate::time::Span;

impl<T: Trace> Draft<'_, T> {
    pub(super) fn register(&mut self, by: &Name, key: &str, agent: &AgentId) -> Answer {
        let (sticky, plain, span) = self.registry(by, key)?;
        let (who, _) = self.find_present(agent)?;
        let until = self.floor.now.plus(span);
        let held = self.floor.state.owners(sticky).and_then(|own| own.holder(&plain, self.floor.now));
        match held {
            Some((holder, until)) if holder != who => {
                let (by, key, agent) = (by.clone(), key.to_owned(), agent.clone());
                let holder = self.floor.agent_id(holder).unwrap_or(&agent).clone();
                let reason = OfficeReason::RegisteredByOther { by, key, holder, until, agent };
                Err(Refused { reason: Reason::Office(reason), clears_at: Some(until) })
            }
            Some((_, before)) if before == until => Ok(Outcome::Unchanged { lead: None }),
            _ => {
                let own = OfficeEvent::Registered { sticky, key: plain, agent: who, until };
                self.events.push(Event::Office(own));
                Ok(Outcome::AgentNoted { agent: agent.clone() })
            }
        }
    }

    pub(super) fn withdraw_deal(&mut self, by: &Name, key: &str, agent: &AgentId) -> Answer {
        let (sticky, plain, _) = self.registry(by, key)?;
        let who = self.find_agent(agent)?;
        let held = self.floor.state.owners(sticky).and_then(|own| own.holder(&plain, self.floor.now));
        if held.is_none_or(|(holder, _)| holder != who) {
            let (by, key, agent) = (by.clone(), key.to_owned(), agent.clone());
            return Err(refusal(Reason::Office(OfficeReason::NotRegistered { by, key, agent })));
        }
        self.events.push(Event::Office(OfficeEvent::RegistrationWithdrawn { sticky, key: plain }));
        Ok(Outcome::AgentNoted { agent: agent.clone() })
    }

    /// By what a deal is registered, the text as it is compared, and for how long.
    fn registry(&self, by: &Name, key: &str) -> Result<(StickySlot, Arc<str>, Span), Refused> {
        let at = self.floor.policy.sticky.iter().position(|own| own.id == *by);
        let own = at.and_then(|at| self.floor.policy.sticky.get(at));
        let slot = at.and_then(StickySlot::from_index);
        let span = own.and_then(|own| own.registered_for);
        match (slot, plain(key), span) {
            (Some(slot), Some(plain), Some(span)) => Ok((slot, plain.into(), span)),
            _ => {
                let (by, key) = (by.clone(), key.to_owned());
                Err(refusal(Reason::Office(OfficeReason::NoRegistration { by, key })))
            }
        }
    }
}
