//! A closed lead need not be remembered any longer.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::{LeadId, StickySlot};
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
        }
    }
}
