//! What an owner has not done in time, and what is said before the lead is taken away.

use super::model::{FollowUp, LeadState, Standing};
use super::{Answer, Fault, Oracle};
use crate::id::{AgentId, LeadId};
use crate::outcome::Outcome;
use crate::policy::{FollowUpDoc, MilestoneDoc, PlanDoc, PolicyDoc, TimerDoc};
use crate::presence::PresenceState;
use crate::time::{Span, Timestamp};

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
                MilestoneDoc::Presence => (true, self.away_since(lead).max(since)),
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

    /// Since when the owner of a lead has been away; now, if they are here.
    fn away_since(&self, lead: &LeadState) -> Timestamp {
        let Standing::Owned { agent, .. } = &lead.standing else { return self.now };
        if self.is(Fault::AwayIgnored) {
            return self.now;
        }
        // The beginning of leaves that touch one another.
        let mut since = self.now;
        if self.on_leave(agent, self.now).is_some() {
            let turns = self.agents.get(agent).map(|own| own.entered.as_slice()).unwrap_or_default();
            let mut turns: Vec<Timestamp> = turns.iter().flat_map(|own| [own.from, own.until]).collect();
            turns.sort_unstable();
            turns.retain(|at| *at <= self.now);
            while let Some(at) = turns.pop() {
                since = at;
                if self.on_leave(agent, at.minus(Span::millis(1))).is_none() {
                    break;
                }
            }
        }
        let rules = &self.policy.presence;
        let (seen, _) = self.presence(agent, self.now);
        let here = match seen {
            PresenceState::Available | PresenceState::Busy => true,
            PresenceState::Unknown => rules.unknown_may_receive,
            PresenceState::Away | PresenceState::Offline => false,
        };
        if here {
            return since;
        }
        let Some(sign) = self.signs.of(agent) else { return Timestamp::MIN };
        if !matches!(sign.state, PresenceState::Available | PresenceState::Busy) {
            return since.min(sign.since);
        }
        let seen = sign.seen_at.unwrap_or(sign.since);
        let after = |from: Timestamp, seconds: Option<u64>| Some(from.plus(Span::seconds(seconds?)));
        let quiet = after(sign.active_at.unwrap_or(seen), rules.inactive_after_s);
        let quiet = quiet.filter(|_| sign.state == PresenceState::Available);
        let ends = [sign.expires_at, after(seen, rules.stale_after_s), quiet].into_iter().flatten().min();
        since.min(ends.unwrap_or(self.now))
    }

    /// It is time to look whether an owner is away: what is due by now, if they have been for long.
    pub(super) fn look_for_owner(&mut self, lead: &LeadId, due: &FollowUp) -> Option<FollowUp> {
        let state = self.leads.get(lead).cloned()?;
        let Standing::Owned { due_from, since, .. } = state.standing else { return None };
        let next = self.follow_up(&state, (due_from, since), Some((due.at, due.order)));
        match next {
            Some(next) if next.missing == MilestoneDoc::Presence && next.at <= self.now => Some(next),
            next => {
                self.set_follow_up(lead, next);
                None
            }
        }
    }

    fn set_follow_up(&mut self, lead: &LeadId, due: Option<FollowUp>) {
        self.change(lead, |state| {
            if let Standing::Owned { follow_up, .. } = &mut state.standing {
                *follow_up = due;
            }
        });
    }

    /// Something was entered of an agent's time: a leave that has begun already counts from its beginning.
    pub(super) fn away_anew(&mut self, agent: &AgentId) {
        let asks = |rule: &FollowUpDoc| rule.missing == MilestoneDoc::Presence;
        let all: Vec<LeadState> =
            self.leads.values().filter(|lead| lead.holder() == Some(agent)).cloned().collect();
        for lead in all {
            let Standing::Owned { due_from, since, snoozed: None, follow_up, .. } = &lead.standing else {
                continue;
            };
            if !self.policy.plans.iter().any(|plan| plan.follow_up.iter().any(asks)) {
                continue;
            }
            let past = follow_up.as_ref().map(|due| (due.at, due.order));
            let next = self.follow_up(&lead, (*due_from, *since), past);
            if let Some(next) = next.filter(|next| past.is_none_or(|(at, _)| next.at < at)) {
                self.set_follow_up(lead.doc.id(), Some(next));
            }
        }
    }

    /// The lead that goes on first of those that are taken from their owners at the instant at which this one is.
    pub(super) fn first_taken(&self, lead: LeadId) -> LeadId {
        let order = &self.policy.follow_up_order;
        let Some(at) = self.leads.get(&lead).map(LeadState::deadline) else { return lead };
        let taken = |state: &LeadState| match &state.standing {
            Standing::Owned { lease, snoozed, follow_up: Some(due), .. } => {
                let other = [lease, snoozed].into_iter().flatten().any(|other| *other <= at);
                due.at == at && !due.step && !other
            }
            _ => false,
        };
        if order.is_empty() || self.is(Fault::AnyOrder) || !self.leads.get(&lead).is_some_and(taken) {
            return lead;
        }
        let due = self.leads.values().filter(|state| taken(state));
        let keys =
            |state: &LeadState| -> Vec<i64> { order.iter().map(|key| self.comes(key, state)).collect() };
        let first = due.min_by_key(|state| (keys(state), state.number));
        first.map_or(lead, |state| state.doc.id().clone())
    }

    /// Something is only said: what is due after it.
    pub(super) fn escalate(&mut self, lead: &LeadId, step: &FollowUp) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        let Standing::Owned { due_from, since, .. } = state.standing else { return };
        let past = Some((step.at, step.order.saturating_add(1)));
        let due = self.follow_up(&state, (due_from, since), past);
        self.set_follow_up(lead, due);
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
