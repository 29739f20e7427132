//! Leads that are with offices, counted for the offices.

use std::sync::Arc;

use crate::event::{OfficeEvent, OfficeLeft};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::report::curve::more;
use crate::report::enquiry::{AtOffice, Enquiry};
use crate::report::figures::{Milestone, Part};
use crate::report::offices::Offices;
use crate::report::tally::Tally;
use crate::time::Timestamp;

impl Tally {
    pub(super) fn of_office(&mut self, event: &OfficeEvent, at: Timestamp) {
        match *event {
            OfficeEvent::Sent { lead, office, from, queue, .. } => {
                self.sent_to_office(lead, office, (from, queue), at);
            }
            OfficeEvent::Accepted { lead, .. } => self.taken_at_office(lead, at),
            OfficeEvent::Left { lead, how, .. } => self.left_office(lead, how, at),
            OfficeEvent::Registered { .. } | OfficeEvent::RegistrationWithdrawn { .. } => {}
        }
    }

    fn sent_to_office(
        &mut self,
        lead: LeadSlot,
        office: AgentSlot,
        (from, queue): (QueueSlot, QueueSlot),
        at: Timestamp,
    ) {
        self.reach(lead, Milestone::Routable, at);
        self.reach(lead, Milestone::Sent, at);
        self.pass(lead, Part::Acceptance, at);
        let name = self.state.agent(office).map(|row| Arc::from(row.doc.id.as_str()));
        let queues = [from, queue].map(|queue| self.queue_named(queue));
        let (Some(name), [Some(from_named), Some(queue)]) = (name, queues) else { return };
        let own = AtOffice { name, queues: [from_named, queue], since: at, accepted: false, places: None };
        self.on(lead, |_, enquiry| {
            enquiry.sending = None;
            enquiry.office = Some(own);
        });
        let places = self.places_of(lead, (office, Some(from)), None, true);
        self.on(lead, |rows, enquiry| {
            enquiry.to_offices = enquiry.to_offices.saturating_add(1);
            if let (Some(own), Some(places)) = (&mut enquiry.office, places) {
                rows.offices(&places, |row| more(&mut row.sent, 1));
                own.places = Some(places);
            }
        });
    }

    /// One of its people has it.
    fn taken_at_office(&mut self, lead: LeadSlot, at: Timestamp) {
        let own = self.enquiries.get(lead.index()).and_then(Option::as_deref);
        let since = own.and_then(|own| own.office.as_ref()).map(|own| own.since);
        let after = since.map(|since| self.options.length(since, at));
        self.on(lead, |rows, enquiry| {
            let Some((own, after)) = enquiry.office.as_mut().filter(|own| !own.accepted).zip(after) else {
                return;
            };
            own.accepted = true;
            rows.offices_of(own, |row| {
                more(&mut row.accepted, 1);
                row.accepting.happened(after);
            });
        });
    }

    fn left_office(&mut self, lead: LeadSlot, how: OfficeLeft, at: Timestamp) {
        let own = self.enquiries.get(lead.index()).and_then(Option::as_deref);
        // Where another policy knows no such office, an offer that was made inside stands, and a hold does.
        let waits = |own: &&Enquiry| own.sending.is_none() && matches!(own.part, Some((Part::Acceptance, _)));
        if own.filter(waits).is_some() {
            self.pass(lead, Part::Waiting, at);
        }
        let business = self.options.business.is_some();
        self.on(lead, |rows, enquiry| {
            let Some(own) = enquiry.office.take().filter(|own| !own.accepted) else { return };
            rows.offices_of(&own, |row| {
                let ended: fn(&mut Offices) -> &mut u64 = match how {
                    OfficeLeft::TimedOut => |row| &mut row.timed_out,
                    OfficeLeft::Declined => |row| &mut row.declined,
                    OfficeLeft::Withdrawn | OfficeLeft::Released { .. } => |row| &mut row.withdrawn,
                };
                more(ended(row), 1);
                row.accepting.never(business);
            });
        });
    }

    /// Another policy is in force: a lead is with no office any longer if the queue that dealt it the lead, or that of the office's
    /// people, is gone.
    pub(super) fn offices_gone(&mut self, at: Timestamp) {
        for index in 0..self.enquiries.len() {
            let own =
                self.enquiries.get(index).and_then(Option::as_deref).and_then(|own| own.office.as_ref());
            let gone = own.is_some_and(|own| own.queues.iter().any(|queue| !self.has_queue(queue)));
            if let Some(lead) = LeadSlot::from_index(index).filter(|_| gone) {
                self.left_office(lead, OfficeLeft::Withdrawn, at);
            }
        }
    }
}
