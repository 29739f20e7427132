//! A lead has rested: it begins another round, if not too many have today, and if none that is due comes before it.

use crate::calendar::{Window, bounds};
use crate::decide::lead_order::shown;
use crate::decide::{Answer, Draft};
use crate::event::{Event, HeldWhy, RoundBegun};
use crate::explain::{Finding, Trace};
use crate::id::LeadSlot;
use crate::outcome::Outcome;
use crate::plan::{Course, Start};
use crate::policy::{Action, Batch};
use crate::state::{Due, LeadRow, Standing};

impl<T: Trace> Draft<'_, T> {
    /// One of the leads of a stage that are due at this instant goes back, or this one rests until the next day. O(leads due)
    /// for each that goes back.
    pub(super) fn recycle_due(&mut self, lead: LeadSlot, row: &LeadRow, batch: &Batch) -> Answer {
        let floor = self.floor;
        let Some((plan, stage)) = row.course else { return Ok(Outcome::Unchanged { lead: None }) };
        let (from, until) = bounds(Window::Day, &batch.zone, floor.now);
        let begun = floor.state.begun_rounds(plan, stage, from);
        if begun >= batch.most {
            self.trace.add(|| Finding::Rests { lead: row.doc.id().clone(), begun, most: batch.most, until });
            self.events.push(Event::Held { lead, until, why: HeldWhy::Batch });
            return Ok(Outcome::Held { lead: row.doc.id().clone(), until, why: HeldWhy::Batch });
        }
        let first = self.first_due(row, batch).unwrap_or(lead);
        let Some(row) = floor.state.lead(first) else { return Ok(Outcome::Unchanged { lead: None }) };
        let mut course = Course::under_way(floor, first, row, &row.doc);
        self.trace.add(|| Finding::Recycled {
            lead: row.doc.id().clone(),
            begun,
            most: batch.most,
            by: shown(&batch.order, &course, (row, floor.state.pulls(first))),
        });
        self.events.push(Event::RoundBegun(RoundBegun { lead: first, plan, stage, from }));
        let back_to = match self.stage_of(&course).map(|stage| &stage.action) {
            Some(Action::Recycle { back_to, .. }) => Start::At(*back_to),
            _ => Start::After,
        };
        Ok(self.place(&mut course, back_to))
    }

    /// The first by the stage's order, of those that rest there and are due when this one is.
    fn first_due(&self, row: &LeadRow, batch: &Batch) -> Option<LeadSlot> {
        let state = self.floor.state;
        let at = row.deadline();
        let due = state.due_at(at).filter_map(|due| match due {
            Due::Lead(_, lead) => Some((lead, state.lead(lead)?)),
            _ => None,
        });
        let resting = due.filter(|(_, other)| {
            let rests =
                matches!(other.standing, Standing::Held { why: HeldWhy::Recycle | HeldWhy::Batch, .. });
            rests && other.course == row.course
        });
        self.first_of(&batch.order, resting)
    }
}
