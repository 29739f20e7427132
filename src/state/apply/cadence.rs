//! Events of cadences.

use crate::event::{CadenceEnd, Event, NextStep};
use crate::id::LeadSlot;
use crate::state::FloorState;
use crate::state::cadence::{CadenceRow, StepStanding};
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn take_of_cadence(&mut self, event: &Event) {
        match event {
            Event::StepPlanned { lead, next } => self.step_planned(*lead, next),
            Event::StepDue { lead, .. } => self.step_stands(*lead, StepStanding::Due),
            Event::CadenceEnded { lead, how } => match how {
                CadenceEnd::Contact | CadenceEnd::Disposition => {
                    self.step_stands(*lead, StepStanding::Stopped);
                }
                CadenceEnd::Exhausted => self.step_stands(*lead, StepStanding::Exhausted),
                CadenceEnd::Gone => self.drop_cadence(*lead),
            },
            _ => {}
        }
    }

    fn step_planned(&mut self, lead: LeadSlot, next: &NextStep) {
        self.disarm_step(lead);
        let NextStep { cadence, step, began, due, day, missed: _, skipped: _, held } = *next;
        let standing = if held { StepStanding::Held } else { StepStanding::Planned };
        self.cadences.insert(lead, CadenceRow { cadence, step, began, due, day, standing });
        self.arm_step(lead);
    }

    fn step_stands(&mut self, lead: LeadSlot, standing: StepStanding) {
        self.disarm_step(lead);
        if let Some(own) = self.cadences.get_mut(&lead) {
            own.standing = standing;
        }
    }

    /// Nobody owns the lead from now on.
    pub(super) fn rest_cadence(&mut self, lead: LeadSlot) {
        let goes_on = |own: &CadenceRow| own.standing.goes_on();
        if self.cadences.get(&lead).is_some_and(goes_on) {
            self.step_stands(lead, StepStanding::Resting);
        }
    }

    pub(super) fn drop_cadence(&mut self, lead: LeadSlot) {
        self.disarm_step(lead);
        self.cadences.remove(&lead);
    }

    /// A call-back is due: the step that would have been due meanwhile is now.
    pub(super) fn wake_cadence(&mut self, lead: LeadSlot, at: Timestamp) {
        if let Some(own) = self.cadences.get_mut(&lead) {
            own.due = own.due.max(at);
        }
        self.arm_step(lead);
    }
}
