//! A step of a lead's cadence is due, or all of them are done and the lead goes on.

use std::sync::Arc;

use crate::decide::{Answer, Draft};
use crate::event::{CadenceEnd, Event, ReleasedWhy};
use crate::explain::Trace;
use crate::id::LeadSlot;
use crate::outcome::Outcome;
use crate::plan::{Back, Course, Start};

impl<T: Trace> Draft<'_, T> {
    pub(super) fn step_due(&mut self, lead: LeadSlot) -> Answer {
        let (policy, state) = (self.floor.policy, self.floor.state);
        let Some((own, row)) = state.cadence(lead).zip(state.lead(lead)) else {
            return Ok(Outcome::Unchanged { lead: None });
        };
        let id = row.doc.id();
        let cadence = policy.cadence(own.cadence);
        let step = usize::try_from(own.step).ok();
        if let Some(doc) = cadence.zip(step).and_then(|(cadence, step)| cadence.steps.get(step)) {
            if self.step_waits(lead, &row.doc) {
                return Ok(Outcome::Noted { lead: id.clone() });
            }
            let channel = Arc::from(doc.channel.as_str());
            self.events.push(Event::StepDue { lead, step: own.step, channel });
            return Ok(Outcome::Noted { lead: id.clone() });
        }
        let plan = row.course.and_then(|(plan, _)| policy.plan(plan));
        let follows = plan.and_then(|plan| plan.cadence).filter(|other| other.cadence == own.cadence);
        let (Some(follows), Some(cadence), Some(agent)) = (follows, cadence, row.holder()) else {
            // The plan says no longer where the lead would go: it stays with its owner.
            self.events.push(Event::CadenceEnded { lead, how: CadenceEnd::Gone });
            return Ok(Outcome::Noted { lead: id.clone() });
        };
        self.end_cadence(lead, id, cadence, CadenceEnd::Exhausted);
        let mut course = Course::under_way(self.floor, lead, row, &row.doc);
        course.counted = self.release(lead, row, agent, ReleasedWhy::CadenceExhausted);
        course.back = Some(Back::Redistributed);
        course.leaving = Some(agent);
        course.new_former = true;
        Ok(self.place(&mut course, Start::At(follows.then)))
    }
}
