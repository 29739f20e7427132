//! Is the agent on shift by the calendar?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some(index) = candidate.row.place.calendar else { return Ok(()) };
    let calendars = &question.floor.policy.calendars;
    let Some((name, calendar)) = usize::try_from(index).ok().and_then(|index| calendars.get(index)) else {
        return Ok(());
    };
    if calendar.is_open(at) {
        return Ok(());
    }
    let reason = Reason::OffShift { agent: candidate.row.doc.id.clone(), calendar: name.clone() };
    refuse(reason, calendar.next_open(at))
}
