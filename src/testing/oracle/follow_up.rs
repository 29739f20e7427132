//! What an owner has not done in time, and what is said before the lead is taken away.

use super::model::{FollowUp, LeadState, Standing};
use super::{Answer, Fault, Oracle};
use crate::id::{AgentId, LeadId};
use crate::outcome::Outcome;
use crate::policy::{MilestoneDoc, PlanDoc, PolicyDoc, TimerDoc};
use crate::time::Timestamp;

/// Whether some plan asks when owners last did anything.
pub(super) fn asks_for_touches(policy: &PolicyDoc) -> bool {
    let mut all = policy.plans.iter().flat_map(|plan| &plan.follow_up);
    all.any(|rule| matches!(rule.missing, MilestoneDoc::View | MilestoneDoc::Activity))
}

/// Every step and every end, in order: what is missing, when, where the lead goes, whether it is only said.
fn listed(plan: &PlanDoc) -> Vec<(MilestoneDoc, TimerDoc, crate::id::Name, bool)> {
    let mut list = Vec::new();
    for rule in &plan.follow_up {
        for step in &rule.steps {
            list.push((rule.missing, step.after.clone(), rule.then.clone(), true));
        }
        list.push((rule.missing, rule.within.clone(), rule.then.clone(), false));
    }
    list
}

impl Oracle {
    /// The first thing due of those not done yet: counted from the first instant, the second being when it became its
    /// owner's. Steps up to a place in time and in the list have been taken.
    pub(super) fn follow_up(
        &self,
        lead: &LeadState,
        (since, owned): (Timestamp, Timestamp),
        past: Option<(Timestamp, usize)>,
    ) -> Option<FollowUp> {
        let mut due = Vec::new();
        for (order, (missing, timer, then, step)) in listed(self.plan_of(lead)?).into_iter().enumerate() {
            let (open, from) = match missing {
                MilestoneDoc::Attempt => (!lead.attempted, since),
                MilestoneDoc::Contact => (!lead.contacted, since),
                MilestoneDoc::Disposition => (!lead.disposed, since),
                MilestoneDoc::View => (lead.touched.is_none(), since),
                MilestoneDoc::Activity => {
                    (true, lead.touched.into_iter().chain([since]).max().unwrap_or(since))
                }
                MilestoneDoc::End => (true, lead.born),
            };
            let at = self.timer(&timer, from);
            let over = step && past.is_some_and(|past| (at, order) < past);
            let late = missing == MilestoneDoc::End && at <= owned;
            let said = !step || !self.is(Fault::NothingSaid);
            if open && !over && !late && said && at < Timestamp::MAX {
                due.push(FollowUp { missing, at, then, order, step });
            }
        }
        due.into_iter().min_by_key(|due| (due.at, due.order))
    }

    /// What is due once the owner has done something.
    pub(super) fn due_anew(&self, lead: &LeadState) -> Option<FollowUp> {
        let Standing::Owned { due_from, since, snoozed: None, follow_up, .. } = &lead.standing else {
            return None;
        };
        let past = follow_up.as_ref().map(|due| (due.at, due.order));
        self.follow_up(lead, (*due_from, *since), past)
    }

    /// Something is only said: what is due after it.
    pub(super) fn escalate(&mut self, lead: &LeadId, step: &FollowUp) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        let Standing::Owned { due_from, since, .. } = state.standing else { return };
        let past = Some((step.at, step.order.saturating_add(1)));
        let due = self.follow_up(&state, (due_from, since), past);
        self.change(lead, |state| {
            if let Standing::Owned { follow_up, .. } = &mut state.standing {
                *follow_up = due;
            }
        });
    }

    /// The owner has looked at a lead.
    pub(super) fn look_at(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let state = self.owned(lead, agent)?;
        let rules = self.plan_of(&state).map(|plan| plan.follow_up.clone()).unwrap_or_default();
        let asks = |missing: MilestoneDoc| rules.iter().any(|rule| rule.missing == missing);
        let first = state.touched.is_none() && asks(MilestoneDoc::View);
        if !first && !asks(MilestoneDoc::Activity) {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        if !self.is(Fault::LooksIgnored) {
            let seen = LeadState { touched: Some(self.now), ..state };
            let due = self.due_anew(&seen);
            let touched = seen.touched;
            self.change(lead, |state| {
                state.touched = touched;
                if let Standing::Owned { follow_up, .. } = &mut state.standing {
                    *follow_up = due;
                }
            });
        }
        Ok(Outcome::Noted { lead: lead.clone() })
    }
}
