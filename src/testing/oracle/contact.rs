//! Contacts who may not be called, and queues in which nobody is at work.

use super::condition::read;
use super::model::LeadState;
use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::calendar::Calendar;
use crate::id::{AgentId, Name};
use crate::outcome::{Reason, Refused};
use crate::policy::StageDoc;
use crate::time::Timestamp;

impl Oracle {
    /// The calendars that have to be open for the contact of a lead by its stage, and the hours they are of.
    fn contact_calendars(&self, lead: &LeadState) -> Option<(&Name, Vec<&Calendar>)> {
        let name =
            self.stage_of(lead)?.contact_hours.as_ref().filter(|_| !self.is(Fault::CalledAtAnyHour))?;
        self.calendars_by(name, lead)
    }

    /// The calendars that have to be open for the contact of a lead by these hours.
    fn calendars_by(&self, name: &Name, lead: &LeadState) -> Option<(&Name, Vec<&Calendar>)> {
        let doc = self.policy.contact_hours.iter().find(|doc| doc.id == *name)?;
        let mut names: Vec<&Name> = Vec::new();
        let mut known = false;
        for by in &doc.by {
            let Some(Value::Text(value)) = read(&self.policy, &lead.doc, &by.attribute) else { continue };
            let Some(place) = by.places.iter().find(|place| *place.value == **value) else { continue };
            if !known || !self.is(Fault::FirstPlaceHolds) {
                names.extend(&place.calendars);
            }
            known = true;
        }
        if !known {
            match &doc.unknown {
                Some(unknown) => names.extend(unknown),
                None => {
                    names.extend(doc.by.iter().flat_map(|by| &by.places).flat_map(|place| &place.calendars));
                }
            }
        }
        Some((&doc.id, names.into_iter().filter_map(|name| self.calendars.get(name)).collect()))
    }

    /// Why the contact of a lead may not be called at an instant.
    pub(super) fn contact_shut(&self, lead: &LeadState, at: Timestamp) -> Result<(), Refused> {
        let Some((name, calendars)) = self.contact_calendars(lead) else { return Ok(()) };
        if calendars.iter().all(|calendar| calendar.is_open(at)) {
            return Ok(());
        }
        let reason = Reason::ContactShut { lead: lead.doc.id().clone(), contact_hours: name.clone() };
        Err(Refused { reason, clears_at: None })
    }

    /// The first instant at or after one at which the contact may be called; the instant itself if never.
    pub(super) fn callable(&self, lead: &LeadState, at: Timestamp) -> Timestamp {
        self.contact_opens(lead, at).unwrap_or(at)
    }

    /// The same: none if never.
    pub(super) fn contact_opens(&self, lead: &LeadState, at: Timestamp) -> Option<Timestamp> {
        let Some((_, calendars)) = self.contact_calendars(lead) else { return Some(at) };
        self.all_open(&calendars, at)
    }

    /// The first instant at or after one in the hours that a step of a cadence keeps to; `Timestamp::MAX` if never.
    pub(super) fn legal(&self, lead: &LeadState, hours: Option<&Name>, at: Timestamp) -> Timestamp {
        let hours = hours.filter(|_| !self.is(Fault::StepsAtAnyHour) && at < Timestamp::MAX);
        match hours.and_then(|hours| self.calendars_by(hours, lead)) {
            Some((_, calendars)) => self.all_open(&calendars, at).unwrap_or(Timestamp::MAX),
            None => at,
        }
    }

    fn all_open(&self, calendars: &[&Calendar], at: Timestamp) -> Option<Timestamp> {
        let mut at = at;
        for _ in 0..10_000 {
            match calendars.iter().find(|calendar| !calendar.is_open(at)) {
                Some(shut) => at = shut.next_open(at)?,
                None => return Some(at),
            }
        }
        None
    }

    /// Whether the contact of a lead may not be called or nobody in its queue is at work: where it goes then, or that it
    /// waits.
    pub(super) fn shut_off(&self, lead: &LeadState, stage: &StageDoc, queue: &Name) -> Option<Option<Name>> {
        if self.contact_shut(lead, self.now).is_err() {
            return Some(stage.next.contact_shut.clone());
        }
        self.is_shut(stage, queue).then(|| stage.next.shut.clone())
    }

    /// Whether a lead goes on from a stage because nobody in its queue is at work.
    fn is_shut(&self, stage: &StageDoc, queue: &Name) -> bool {
        let Some(doc) = self.queue_doc(queue).filter(|_| stage.next.shut.is_some()) else { return false };
        let works = |agent: &AgentId| {
            let blocked = self.agents.get(agent).is_some_and(|state| state.doc.blocked);
            let now = self.works(agent, self.now) && self.ends_soon(agent, doc, self.now).is_none();
            self.seat_of(agent, queue).is_some() && !blocked && (now || self.works_soon(agent, doc, self.now))
        };
        !self.is(Fault::NeverShut) && !self.agents.keys().any(works)
    }
}
