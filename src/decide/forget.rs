//! A closed lead need not be remembered any longer.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{Event, OfficeEvent};
use crate::explain::Trace;
use crate::id::{LeadId, QueueSlot, StickySlot};
use crate::outcome::{Outcome, Reason};
use crate::state::LeadRow;

impl<T: Trace> Draft<'_, T> {
    pub(super) fn forget(&mut self, lead: &LeadId, keys: bool) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        if !row.is_closed() {
            return Err(refusal(Reason::LeadOpen { lead: lead.clone() }));
        }
        if keys {
            self.forget_keys(row);
        }
        self.events.push(Event::Forgotten { lead: slot });
        Ok(Outcome::Noted { lead: lead.clone() })
    }

    /// Every key the lead has had a part in. O(keys remembered).
    fn forget_keys(&mut self, row: &LeadRow) {
        for (at, own) in self.floor.policy.sticky.iter().enumerate() {
            let Some(sticky) = StickySlot::from_index(at) else { break };
            let docs = core::iter::once(&row.doc).chain(&row.original);
            let named: Vec<String> = docs.filter_map(|doc| own.key(doc)).collect();
            let keys = self.floor.state.owners(sticky).map(|owners| owners.keys_of(row.sequence, &named));
            let forgotten = keys.unwrap_or_default().into_iter();
            self.events.extend(forgotten.map(|key| Event::OwnerForgotten { sticky, key }));
            let deals = self.floor.state.owners(sticky).map(|owners| owners.deals_of(&named));
            let withdrawn = deals.unwrap_or_default().into_iter();
            let withdrawn = withdrawn.map(|key| OfficeEvent::RegistrationWithdrawn { sticky, key });
            self.events.extend(withdrawn.map(Event::Office));
        }
        for (at, own) in self.floor.policy.queues.iter().enumerate() {
            let (Some(queue), Some(own)) = (QueueSlot::from_index(at), &own.one_turn) else { continue };
            let docs = core::iter::once(&row.doc).chain(&row.original);
            let named: Vec<String> = docs.filter_map(|doc| own.key(doc)).collect();
            let takers = self.floor.state.queue(queue).map(|queue| &queue.turn_takers);
            let keys = takers.map(|takers| takers.keys_of(row.sequence, &named)).unwrap_or_default();
            self.events.extend(keys.into_iter().map(|key| Event::OneTurnForgotten { queue, key }));
        }
    }
}
