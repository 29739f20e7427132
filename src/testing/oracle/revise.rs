//! Something about a lead is different.

use super::condition::holds;
use super::model::Standing;
use super::place::Start;
use super::release::Left;
use super::{Answer, Back, Fault, Oracle, refusal};
use crate::command::Correction;
use crate::event::HeldWhy;
use crate::id::{LeadId, Name};
use crate::lead::Lead;
use crate::outcome::{Outcome, Reason, Unroutable};
use crate::policy::ChangeDoc;

impl Oracle {
    pub(super) fn revise(&mut self, lead: &LeadId, corrections: &[Correction], inquired: bool) -> Answer {
        let state = self.find(lead)?;
        if matches!(state.standing, Standing::Closed { .. }) {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        let mut doc = state.doc.clone();
        for correction in corrections {
            doc = doc.with(correction.attribute.as_str(), correction.value.clone());
        }
        self.readable(&doc)?;
        let changed = doc != state.doc;
        if !changed && !inquired {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let then = self.goes_to(lead, &doc, inquired);
        self.change(lead, |state| state.doc = doc);
        match (&state.standing, then) {
            (Standing::Owned { agent, .. }, Some(then)) => {
                self.release(
                    lead,
                    Left { returned: None, for_good: false, credits: false, lease_expired: false },
                );
                self.leaving = Some(agent.clone());
                self.back = Some(Back::Redistributed);
                Ok(self.place(lead, Start::At(then)))
            }
            (Standing::Waiting { .. }, _) if changed => {
                let (until, why) = (self.now, HeldWhy::Revised);
                self.change(lead, |state| state.standing = Standing::Held { until, why });
                Ok(Outcome::Held { lead: lead.clone(), until, why })
            }
            (Standing::Unroutable { why: Unroutable::NoRule }, _) if changed => {
                Ok(self.place(lead, Start::Rules))
            }
            _ if changed => Ok(Outcome::Noted { lead: lead.clone() }),
            _ => Ok(Outcome::Unchanged { lead: Some(lead.clone()) }),
        }
    }

    /// Where an owned lead goes by the first word on such a change.
    fn goes_to(&self, lead: &LeadId, doc: &Lead, inquired: bool) -> Option<Name> {
        let state = self.leads.get(lead)?;
        let words = &self.plan_of(state)?.on_change;
        let applies = |change: &ChangeDoc| match change {
            _ if self.is(Fault::ChangesIgnored) => false,
            ChangeDoc::Inquired {} => inquired,
            ChangeDoc::Becomes(when) => {
                holds(&self.policy, when, doc) && !holds(&self.policy, when, &state.doc)
            }
        };
        words.iter().find(|own| applies(&own.change)).map(|own| own.then.clone())
    }
}
