//! What falls due with the owner of a lead.

use super::model::{LeadState, Standing};
use super::place::Start;
use super::release::Left;
use super::{Back, Fault, Oracle};
use crate::id::LeadId;
use crate::policy::MilestoneDoc;
use crate::time::{Span, Timestamp};

impl Oracle {
    pub(super) fn owned_due(&mut self, lead: &LeadId, state: &LeadState) {
        let Standing::Owned { agent, lease, snoozed, follow_up: due, since, .. } = state.standing.clone()
        else {
            return;
        };
        let late = if self.is(Fault::TimersLate) { Span::millis(1) } else { Span::ZERO };
        let now = self.now;
        let over = |at: Timestamp| at.plus(late) <= now;
        let mut due = due;
        if let Some(look) = due.clone()
            && look.missing == MilestoneDoc::Presence
            && !lease.is_some_and(over)
            && !snoozed.is_some_and(over)
        {
            due = self.look_for_owner(lead, &look);
            if due.is_none() {
                return;
            }
        }
        let away = due.as_ref().is_some_and(|due| due.missing == MilestoneDoc::Presence);
        let left =
            Left { returned: None, for_good: false, credits: false, lease_expired: lease.is_some_and(over) };
        let start = if lease.is_some_and(over) {
            self.same_stage(state)
        } else if snoozed.is_some_and(over) {
            self.change(lead, |state| {
                state.attempted = false;
                state.contacted = false;
                state.disposed = false;
            });
            let (again, now) = (self.get(lead), self.now);
            let due = self.follow_up(&again, (now, since), None);
            self.change(lead, |state| {
                if let Standing::Owned { snoozed, due_from, follow_up, .. } = &mut state.standing {
                    *snoozed = None;
                    *due_from = now;
                    *follow_up = due;
                }
            });
            self.cadence_wakes(lead);
            return;
        } else if let Some(step) = due.clone().filter(|due| due.step && self.plan_of(state).is_some()) {
            return self.escalate(lead, &step);
        } else {
            if !away {
                self.ended(lead, None);
            }
            due.map_or(Start::After, |due| Start::At(due.then))
        };
        if lease.is_some_and(over) || !away {
            self.judge_lead(lead, false);
        }
        self.release(lead, left);
        self.leaving = Some(agent);
        self.back = Some(Back::Redistributed);
        self.place(lead, start);
    }
}
