//! A closed lead need not be remembered any longer.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::LeadId;
use crate::outcome::{Outcome, Reason};

impl<T: Trace> Draft<'_, T> {
    pub(super) fn forget(&mut self, lead: &LeadId) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        if !row.is_closed() {
            return Err(refusal(Reason::LeadOpen { lead: lead.clone() }));
        }
        self.events.push(Event::Forgotten { lead: slot });
        Ok(Outcome::Noted { lead: lead.clone() })
    }
}
