//! May the contact of the lead be called?

use crate::gate::{Candidate, Floor, Question, Verdict, refuse};
use crate::id::{PlanSlot, StageSlot};
use crate::matching::Encoded;
use crate::outcome::Reason;
use crate::policy::{Contact, ContactCalendars};
use crate::time::Timestamp;

/// The hours of the contact that a stage keeps to, and what they are for this lead; none where it keeps to none.
pub(crate) fn of_lead<'p>(
    floor: &Floor<'p>,
    at: Option<(PlanSlot, StageSlot)>,
    lead: &Encoded<'_>,
) -> Option<(&'p Contact, ContactCalendars<'p>)> {
    if floor.policy.contact_hours.is_empty() {
        return None;
    }
    let (plan, stage) = at?;
    let index = floor.policy.plan(plan)?.stages.get(stage.index())?.contact?;
    let contact = floor.policy.contact_hours.get(index)?;
    Some((contact, contact.calendars(floor.policy, lead)))
}

/// Whether the contact of a lead may be called, whoever calls.
pub(crate) fn may_be_called(question: &Question<'_, '_>, at: Timestamp) -> Verdict {
    let Some((contact, own)) = of_lead(question.floor, question.lead.at, question.lead.encoded) else {
        return Ok(());
    };
    if own.is_open(at) {
        return Ok(());
    }
    let lead = question.lead.doc.id().clone();
    refuse(Reason::ContactShut { lead, contact_hours: contact.id.clone() }, own.opens(at))
}

pub(super) fn gate(question: &Question<'_, '_>, _: &Candidate<'_>, at: Timestamp) -> Verdict {
    may_be_called(question, at)
}
