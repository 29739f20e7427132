//! Is the agent on shift: by the calendar, their own or their team's, or by an extra shift?

use crate::gate::hours::{Hours, look_ahead, on_extra_shift};
use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some(index) = candidate.row.place.calendar.and_then(|index| usize::try_from(index).ok()) else {
        return Ok(());
    };
    let floor = question.floor;
    let Some((name, calendar)) = floor.policy.calendars.get(index) else { return Ok(()) };
    let diary = &candidate.row.diary;
    if calendar.is_open(at) || on_extra_shift(diary, at) {
        return Ok(());
    }
    let mut clears_at = calendar.next_open(at).into_iter().chain(diary.next_shift(at)).min();
    if let Some(ahead) = look_ahead(question) {
        clears_at = Hours::of(floor.policy, candidate.row).able_from(at, ahead);
        if clears_at.is_some_and(|able| at >= able) {
            return Ok(());
        }
    }
    let agent_zone = floor.state.layout.calendars.get(index).and_then(|own| own.agent_zone.clone());
    let (agent, calendar) = (candidate.row.doc.id.clone(), name.clone());
    refuse(Reason::OffShift { agent, calendar, agent_zone }, clears_at)
}
