//! A cap that is no one agent's stops a lead: where it goes.

use crate::decide::Draft;
use crate::id::{PlanSlot, StageSlot};
use crate::plan::Course;
use crate::policy::{AtLimit, Cap, Stage};

/// Where a lead goes that a full cap stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    Waits,
    To(StageSlot),
    Next,
    Plan(PlanSlot),
    Fails,
}

impl<T> Draft<'_, T> {
    /// By the cap's word, and by the stage's where the cap says nothing of its own.
    pub(crate) fn stopped_by(&self, course: &Course<'_>, stage: Option<&Stage>, cap: &Cap) -> Stopped {
        let onward = stage.and_then(|stage| stage.next.cap_full);
        match cap.at_limit {
            AtLimit::Wait => onward.map_or(Stopped::Waits, Stopped::To),
            AtLimit::Next => onward.map_or(Stopped::Next, Stopped::To),
            AtLimit::Plan(_) if self.is_sent_to(course.at.map(|(plan, _)| plan)) => {
                onward.map_or(Stopped::Waits, Stopped::To)
            }
            AtLimit::Plan(plan) => Stopped::Plan(plan),
            AtLimit::Fail => Stopped::Fails,
        }
    }

    /// Whether some cap sends the leads it stops to a plan.
    fn is_sent_to(&self, plan: Option<PlanSlot>) -> bool {
        let sends = |cap: &Cap| matches!(cap.at_limit, AtLimit::Plan(to) if Some(to) == plan);
        self.floor.policy.caps.iter().any(sends)
    }
}
