//! A new lead.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::LeadId;
use crate::lead::Lead;
use crate::matching::{AttributeFault, Encoded};
use crate::outcome::{Outcome, Reason, Refused};
use crate::plan::{Course, Start};

impl<T: Trace> Draft<'_, T> {
    pub(super) fn submit(&mut self, lead: &Lead) -> Answer {
        let state = self.floor.state;
        if let Some(row) = state.slot_of(lead).and_then(|slot| state.lead(slot)) {
            let first = row.original.as_ref().unwrap_or(&row.doc);
            return if first == lead {
                Ok(Outcome::Unchanged { lead: Some(lead.id().clone()) })
            } else {
                Err(refusal(Reason::DuplicateLead { lead: lead.id().clone() }))
            };
        }
        let full = || refusal(Reason::FloorFull { of: "leads".to_owned(), limit: u64::from(u32::MAX) });
        let slot = state.next_lead_slot().ok_or_else(full)?;
        let located = if self.floor.policy.fills_in { self.locate(lead) } else { None };
        let own = located.as_ref().unwrap_or(lead);
        let mut encoded = Encoded::default();
        let read = self.floor.policy.schema.encode_into(own, &mut encoded);
        read.map_err(|fault| unreadable(lead.id(), fault))?;
        self.events.push(Event::LeadArrived { lead: slot, doc: lead.clone() });
        if let Some(doc) = &located {
            self.events.push(Event::LeadRevised { lead: slot, doc: doc.clone() });
        }
        if let Some(rest) = self.straight(slot, own, &encoded) {
            return Ok(self.told(lead.id(), rest));
        }
        let mut course = Course { encoded, ..Course::arriving(self.floor, slot, own, state.arrivals()) };
        Ok(self.place(&mut course, Start::Rules))
    }
}

/// The refusal of a lead whose attributes are not as the policy declares them.
pub(super) fn unreadable(lead: &LeadId, fault: AttributeFault) -> Refused {
    refusal(match fault {
        AttributeFault::WrongType { attribute, expected, found } => {
            Reason::AttributeType { attribute, expected, found }
        }
        other => Reason::LeadTooLarge { lead: lead.clone(), what: other.to_string() },
    })
}
