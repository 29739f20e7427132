//! Leaves, extra shifts, and what is taken back of them.

use std::sync::Arc;

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::{AgentId, AgentSlot};
use crate::lead::MAX_TEXT_BYTES;
use crate::outcome::{Outcome, Reason, Refused};
use crate::state::{Diary, Entry, Noted};
use crate::time::Timestamp;

/// First instant, first instant after.
type Stretch = (Timestamp, Timestamp);

impl<T: Trace> Draft<'_, T> {
    pub(super) fn take_leave(
        &mut self,
        id: &AgentId,
        (from, until): Stretch,
        reason: Option<&str>,
    ) -> Answer {
        let (agent, diary) = self.of_stretch(id, (from, until), "the end of the leave")?;
        if reason.is_some_and(|reason| reason.len() > MAX_TEXT_BYTES) {
            let issue = format!("the reason has more than {MAX_TEXT_BYTES} bytes");
            return Err(refusal(Reason::BadDocument { issues: vec![issue] }));
        }
        let reason: Option<Arc<str>> = reason.map(Arc::from);
        let what = Noted::Leave { reason: reason.clone() };
        let noted = |diary: &mut Diary| diary.note(Entry { from, until, what });
        self.note((id, agent), diary, noted, Event::LeaveTaken { agent, from, until, reason })
    }

    pub(super) fn take_shift(&mut self, id: &AgentId, (from, until): Stretch) -> Answer {
        let (agent, diary) = self.of_stretch(id, (from, until), "the end of the shift")?;
        let noted = |diary: &mut Diary| diary.note(Entry { from, until, what: Noted::Shift });
        self.note((id, agent), diary, noted, Event::ShiftTaken { agent, from, until })
    }

    pub(super) fn keep_calendar(&mut self, id: &AgentId, (from, until): Stretch) -> Answer {
        let (agent, diary) = self.of_stretch(id, (from, until), "the end of the stretch")?;
        let cleared = |diary: &mut Diary| diary.clear(from, until);
        self.note((id, agent), diary, cleared, Event::CalendarKept { agent, from, until })
    }

    fn of_stretch(
        &self,
        id: &AgentId,
        (from, until): Stretch,
        what: &str,
    ) -> Result<(AgentSlot, Diary), Refused> {
        let (agent, row) = self.find_present(id)?;
        if until <= self.floor.now || until <= from {
            return Err(refusal(Reason::NotInFuture { what: what.to_owned(), at: until }));
        }
        Ok((agent, row.diary.clone()))
    }

    /// Writes the change down, if it is one.
    fn note(
        &mut self,
        (id, agent): (&AgentId, AgentSlot),
        before: Diary,
        change: impl FnOnce(&mut Diary),
        event: Event,
    ) -> Answer {
        let (mut before, mut diary) = (before.clone(), before);
        change(&mut diary);
        let whole = diary.clone();
        // What is over makes no difference.
        for own in [&mut diary, &mut before] {
            own.clear(Timestamp::MIN, self.floor.now);
        }
        if diary == before {
            return Ok(Outcome::Unchanged { lead: None });
        }
        self.events.push(event);
        self.away_anew(agent, &whole);
        Ok(Outcome::AgentNoted { agent: id.clone() })
    }
}
