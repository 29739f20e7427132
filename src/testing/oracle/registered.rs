//! Deals that offices and people have registered.

use super::{Answer, Oracle, refusal};
use crate::id::{AgentId, Name};
use crate::outcome::{OfficeReason, Outcome, Reason, Refused};
use crate::time::{Span, Timestamp};

impl Oracle {
    pub(super) fn register(&mut self, by: &Name, key: &str, agent: &AgentId) -> Answer {
        let (text, span) = self.registry(by, key)?;
        self.here(agent)?;
        let until = self.now.plus(span);
        match self.deal_held(&text) {
            Some((holder, until)) if holder != *agent => {
                let (by, key, agent) = (by.clone(), key.to_owned(), agent.clone());
                let reason = OfficeReason::RegisteredByOther { by, key, holder, until, agent };
                Err(Refused { reason: Reason::Office(reason), clears_at: Some(until) })
            }
            Some((_, before)) if before == until => Ok(Outcome::Unchanged { lead: None }),
            _ => {
                self.deals.insert(text, (agent.clone(), until));
                Ok(Outcome::AgentNoted { agent: agent.clone() })
            }
        }
    }

    pub(super) fn withdraw_deal(&mut self, by: &Name, key: &str, agent: &AgentId) -> Answer {
        let (text, _) = self.registry(by, key)?;
        self.known(agent)?;
        if self.deal_held(&text).is_none_or(|(holder, _)| holder != *agent) {
            let (by, key, agent) = (by.clone(), key.to_owned(), agent.clone());
            return Err(refusal(Reason::Office(OfficeReason::NotRegistered { by, key, agent })));
        }
        self.deals.remove(&text);
        Ok(Outcome::AgentNoted { agent: agent.clone() })
    }

    fn deal_held(&self, text: &(Name, String)) -> Option<(AgentId, Timestamp)> {
        self.deals.get(text).filter(|(_, until)| self.now < *until).cloned()
    }

    fn registry(&self, by: &Name, key: &str) -> Result<((Name, String), Span), Refused> {
        let own = self.policy.sticky.iter().find(|own| own.id == *by);
        let seconds = own.and_then(|own| own.registered_for_s);
        let plain = key.trim_matches(|c: char| c.is_ascii_whitespace()).to_ascii_lowercase();
        match seconds.filter(|_| !plain.is_empty()) {
            Some(seconds) => Ok(((by.clone(), plain), Span::seconds(seconds))),
            None => {
                let (by, key) = (by.clone(), key.to_owned());
                Err(refusal(Reason::Office(OfficeReason::NoRegistration { by, key })))
            }
        }
    }
}
