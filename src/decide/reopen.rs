//! The customer of a closed lead has come back.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::LeadId;
use crate::outcome::Reason;
use crate::plan::{Back, Course, Start};

impl<T: Trace> Draft<'_, T> {
    /// The rules say where it goes, as when it first came in; it has all its assignments and rounds before it again.
    pub(super) fn reopen(&mut self, lead: &LeadId) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        if !row.is_closed() {
            return Err(refusal(Reason::LeadOpen { lead: lead.clone() }));
        }
        self.events.push(Event::Reopened { lead: slot });
        let mut course = Course::under_way(self.floor, slot, row, &row.doc);
        course.assignments = 0;
        course.cycles = 0;
        course.back = Some(Back::Reopened);
        Ok(self.place(&mut course, Start::Rules))
    }
}
