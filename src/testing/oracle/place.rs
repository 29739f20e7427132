//! A lead's way through the stages of its plan.

use super::condition::holds;
use super::measure::Touch;
use super::model::{LeadState, Standing};
use super::release::End;
use super::sheet::Sheet;
use super::strict::InTurn;
use super::{Fault, Oracle, Way};
use crate::event::{AssignedHow, ClosedHow, HeldWhy};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{Clears, Outcome, Unroutable};
use crate::policy::{AtLimitDoc, StageActionDoc, StageDoc, TimerDoc};
use crate::time::{Span, Timestamp};

/// Where a lead's way begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Rules,
    Plan(Name),
    At(Name),
    First,
    After,
    Here,
}

pub(super) enum Step {
    Rest(Outcome),
    To(Name),
    Next,
}

impl Oracle {
    pub(super) fn get(&self, lead: &LeadId) -> LeadState {
        match self.leads.get(lead) {
            Some(state) => state.clone(),
            // Asked only of leads that are there; any other answer is as good.
            None => LeadState::new(blank(), 0, self.now),
        }
    }

    pub(super) fn place(&mut self, lead: &LeadId, start: Start) -> Outcome {
        if !(start == Start::Here && self.get(lead).course.is_some()) {
            self.withdraw(lead);
        }
        let state = self.get(lead);
        let (mut at, mut anew, mut plan) = match (start, state.course) {
            (Start::Plan(plan), _) => {
                self.change(lead, |state| state.rule = None);
                (0, true, plan)
            }
            (Start::At(stage), Some((plan, _))) => (self.stage_index(&plan, &stage), true, plan),
            (Start::First, Some((plan, _))) => (0, true, plan),
            (Start::After, Some((plan, at))) => (at.saturating_add(1), true, plan),
            (Start::Here, Some((plan, at))) => (at, false, plan),
            (_, _) => {
                let rule = self.rule_of(&state.doc);
                let named = rule.map(|rule| rule.id.clone());
                let plan = rule.map(|rule| rule.plan.clone()).or_else(|| self.policy.default_plan.clone());
                self.change(lead, |state| state.rule = named);
                let Some(plan) = plan else {
                    self.change(lead, |state| state.course = None);
                    return self.strand(lead, Unroutable::NoRule);
                };
                (0, true, plan)
            }
        };
        let Some(doc) = self.plan_doc(&plan).cloned() else {
            return self.strand(lead, Unroutable::PlanOver);
        };
        for _ in 0..doc.stages.len().saturating_mul(2).saturating_add(2) {
            let Some(stage) = doc.stages.get(at) else {
                return self.strand(lead, Unroutable::PlanOver);
            };
            if anew {
                let state = self.get(lead);
                if !stage.when.as_ref().is_none_or(|when| holds(&self.policy, when, &state.doc)) {
                    at = at.saturating_add(1);
                    continue;
                }
                let now = self.now;
                self.change(lead, |state| {
                    state.course = Some((plan.clone(), at));
                    state.attempts = 0;
                    state.passed.clear();
                    state.again_at = Timestamp::MAX;
                    state.waiting_since = now;
                });
            }
            match self.step(lead, stage) {
                Step::Rest(outcome) => return outcome,
                Step::To(stage) => at = self.stage_index(&plan, &stage),
                Step::Next => at = at.saturating_add(1),
            }
            anew = true;
        }
        plan = doc.id;
        let _ = plan;
        self.strand(lead, Unroutable::Circle)
    }

    fn stage_index(&self, plan: &Name, stage: &Name) -> usize {
        let stages = self.plan_doc(plan).map(|plan| &plan.stages);
        stages.and_then(|stages| stages.iter().position(|other| other.id == *stage)).unwrap_or(usize::MAX)
    }

    fn step(&mut self, lead: &LeadId, stage: &StageDoc) -> Step {
        let state = self.get(lead);
        let Some(plan) = self.plan_of(&state).cloned() else {
            return Step::Next;
        };
        let gives = matches!(
            stage.action,
            StageActionDoc::OfferOwner { .. } | StageActionDoc::Queue { .. } | StageActionDoc::Pool { .. }
        );
        let used_up = plan.max_assignments.is_some_and(|most| state.assignments >= most);
        let used_up = gives && used_up && plan.exhausted.as_ref() != Some(&stage.id);
        let from = state.inside().map(|own| own.from.clone());
        if used_up
            || !matches!(&stage.action, StageActionDoc::Queue { queue, .. } if from.as_ref() == Some(queue))
        {
            self.withdraw(lead);
        }
        if used_up {
            return match plan.exhausted {
                Some(exhausted) => Step::To(exhausted),
                None => Step::Rest(self.strand(lead, Unroutable::Exhausted)),
            };
        }
        match &stage.action {
            StageActionDoc::OfferOwner { accept_within } => {
                self.offer_owner(lead, stage, accept_within.as_ref())
            }
            StageActionDoc::Queue { .. } if self.get(lead).inside().is_some() => {
                self.push_inside(lead, stage)
            }
            StageActionDoc::Queue { queue, accept_within, wait, .. } => {
                let until = wait.as_ref().map(|wait| self.timer(wait, state.waiting_since));
                self.push(lead, stage, queue, accept_within.as_ref(), until)
            }
            StageActionDoc::Pool { queue, wait, roll_out } => {
                let until = wait.as_ref().map(|wait| self.timer(wait, state.waiting_since));
                let opens =
                    roll_out.as_ref().map(|doc| self.rolled_out(lead, queue, doc, state.waiting_since));
                let outcome = self.line_up(lead, queue, true, until);
                self.change(lead, |state| state.roll_out = opens);
                Step::Rest(outcome)
            }
            StageActionDoc::Recycle { rest, cycles, .. } => {
                if state.cycles >= *cycles {
                    return Step::Next;
                }
                let until = self.timer(rest, self.now);
                self.change(lead, |state| state.cycles = state.cycles.saturating_add(1));
                Step::Rest(self.hold(lead, until, HeldWhy::Recycle))
            }
            StageActionDoc::Hold { until } => {
                let filled = self.is_filled(until, &state);
                let until = self.hold_until(until);
                if filled {
                    stage.next.filled.clone().map_or(Step::Next, Step::To)
                } else if until <= self.now {
                    stage.next.waited_out.clone().map_or(Step::Next, Step::To)
                } else {
                    Step::Rest(self.hold(lead, until, HeldWhy::Stage))
                }
            }
            StageActionDoc::Archive { reason } => {
                let (how, code, at) = (ClosedHow::Archived, reason.clone(), self.now);
                self.change(lead, |state| {
                    state.cadence = None;
                    state.standing = Standing::Closed { how, code, by: None, at };
                });
                Step::Rest(Outcome::Closed { lead: lead.clone(), how })
            }
        }
    }

    fn hold(&mut self, lead: &LeadId, until: Timestamp, why: HeldWhy) -> Outcome {
        self.change(lead, |state| state.standing = Standing::Held { until, why });
        Outcome::Held { lead: lead.clone(), until, why }
    }

    fn strand(&mut self, lead: &LeadId, why: Unroutable) -> Outcome {
        self.change(lead, |state| state.standing = Standing::Unroutable { why });
        let by_hand = matches!(why, Unroutable::Exhausted | Unroutable::CapFull);
        let clears = if by_hand { Clears::Reassigned } else { Clears::PolicyReplaced };
        Outcome::Unroutable { lead: lead.clone(), why, clears }
    }

    fn offer_owner(&mut self, lead: &LeadId, stage: &StageDoc, accept_within: Option<&TimerDoc>) -> Step {
        let state = self.get(lead);
        let owner = state.doc.owner().filter(|owner| self.agents.get(*owner).is_some_and(|own| !own.left));
        let owner = owner.cloned();
        if owner.is_some() && self.contact_shut(&state, self.now).is_err() {
            return match (&stage.next.contact_shut, self.contact_opens(&state, self.now)) {
                (Some(stage), _) => Step::To(stage.clone()),
                (None, Some(until)) => Step::Rest(self.hold(lead, until, HeldWhy::ContactShut)),
                (None, None) => stage.next.nobody_eligible.clone().map_or(Step::Next, Step::To),
            };
        }
        let owner = owner.filter(|owner| self.examine(&state, None, owner, Way::Owner).is_ok());
        match owner {
            Some(owner) => Step::Rest(self.give(lead, None, &owner, accept_within, Way::Owner)),
            None => stage.next.nobody_eligible.clone().map_or(Step::Next, Step::To),
        }
    }

    pub(super) fn push(
        &mut self,
        lead: &LeadId,
        stage: &StageDoc,
        queue: &Name,
        accept_within: Option<&TimerDoc>,
        until: Option<Timestamp>,
    ) -> Step {
        let state = self.get(lead);
        match self.shut_off(&state, stage, queue).filter(|_| state.inside().is_none()) {
            Some(Some(next)) => return Step::To(next),
            Some(None) => return Step::Rest(self.line_up(lead, queue, false, until)),
            None => {}
        }
        if let Some(cap) = self.stopped_by(&state, queue).cloned() {
            return match self.at_limit(&state, stage, &cap) {
                AtLimitDoc::Wait => Step::Rest(self.line_up(lead, queue, false, until)),
                AtLimitDoc::Next => stage.next.cap_full.clone().map_or(Step::Next, Step::To),
                AtLimitDoc::Plan { plan } => Step::Rest(self.place(lead, Start::Plan(plan))),
                AtLimitDoc::Fail => Step::Rest(self.strand(lead, Unroutable::CapFull)),
            };
        }
        if self.spills(stage, queue) {
            return stage.next.spilled.clone().map_or(Step::Next, Step::To);
        }
        let eligible = self.eligible(&state, queue);
        let others = self.line(queue, false).iter().any(|other| other != lead);
        if others && !self.in_turn && !eligible.is_empty() {
            return Step::Rest(self.line_up(lead, queue, false, until));
        }
        let nobody = eligible.is_empty();
        let mut waits = false;
        let mut ranked = true;
        let picked = match self.owner_first(&state, queue, &eligible) {
            Some(owner) => {
                ranked = false;
                Some(owner)
            }
            None if nobody => None,
            None => match self.in_turn(lead, queue, &eligible) {
                InTurn::Anybody => self.pick_or_skip(lead, queue, eligible),
                InTurn::Theirs(agent, skipped) => {
                    let left = eligible.into_iter().filter(|other| !skipped.contains(other)).collect();
                    let share = self.pick(lead, queue, &left).and_then(|(_, share)| share);
                    self.spend_skips(lead, queue, skipped);
                    Some((agent, share))
                }
                InTurn::Awaited => {
                    waits = true;
                    None
                }
            },
        };
        match (picked, &stage.next.nobody_eligible) {
            (Some((agent, share)), _) => {
                if ranked {
                    self.count_value(queue, lead);
                    self.begin_one_turn(lead, queue, &agent);
                }
                if self.inside_of(&agent).is_some() {
                    return self.send(lead, (stage, queue), (&agent, share), accept_within);
                }
                self.count(lead, Some(queue), &agent, Way::Push);
                if let Some(share) = share {
                    self.deal(lead, queue, &agent, share);
                }
                Step::Rest(self.offer(lead, Some(queue), &agent, accept_within))
            }
            (None, Some(stage)) if !waits => Step::To(stage.clone()),
            (None, _) => Step::Rest(self.line_up(lead, queue, false, until)),
        }
    }

    /// Whether a waiting lead can be dealt, or moved on.
    pub(super) fn can_move(&self, lead: &LeadId, queue: &Name) -> bool {
        let state = self.get(lead);
        let own = self.stage_of(&state).filter(|_| state.inside().is_none());
        let next = own.map(|stage| stage.next.clone()).unwrap_or_default();
        let shut_off = own.and_then(|stage| self.shut_off(&state, stage, queue));
        if let Some(onward) = shut_off {
            return onward.is_some();
        }
        if let Some(cap) = self.stopped_by(&state, queue) {
            return own.is_some_and(|stage| self.at_limit(&state, stage, cap) != AtLimitDoc::Wait);
        }
        let eligible = self.eligible(&state, queue);
        if own.is_some_and(|stage| self.spills(stage, queue)) {
            return true;
        }
        if self.owner_first(&state, queue, &eligible).is_some() {
            return true;
        }
        if !eligible.is_empty() && matches!(self.in_turn(lead, queue, &eligible), InTurn::Awaited) {
            return false;
        }
        next.nobody_eligible.is_some() || self.pick(lead, queue, &eligible).is_some()
    }

    pub(super) fn go_on(&mut self, lead: &LeadId) {
        self.place(lead, Start::Here);
    }

    fn give(
        &mut self,
        lead: &LeadId,
        queue: Option<&Name>,
        agent: &AgentId,
        within: Option<&TimerDoc>,
        way: Way,
    ) -> Outcome {
        self.count(lead, queue, agent, way);
        self.offer(lead, queue, agent, within)
    }

    pub(super) fn deal(
        &mut self,
        lead: &LeadId,
        queue: &Name,
        agent: &AgentId,
        share: std::collections::BTreeSet<AgentId>,
    ) {
        let size = self.turn_size(&self.get(lead).doc, queue);
        let sheet = self.sheet(lead, queue);
        let mut share = share;
        if matches!(sheet, Sheet::Shared(_)) {
            share.retain(|other| self.seat_of(other, queue).is_some_and(|seat| seat.weight > 0));
            if self.is(Fault::SharersStay) {
                share.extend(
                    self.turns_of(&sheet).sharing().filter(|other| self.seat_of(other, queue).is_none()),
                );
            }
        }
        if self.turns_apart(&sheet) {
            let seat = self.seat_of(agent, queue);
            self.on_rotation(&sheet, |rotation| rotation.take(agent, seat.as_ref()));
        } else {
            self.on_turns(&sheet, |ledger| ledger.deal(agent, share, size));
        }
        self.ramp_by_turn(queue, agent, size);
        self.change(lead, |state| {
            state.turn = Some((sheet, agent.clone()));
            state.size = size;
        });
    }

    fn offer(
        &mut self,
        lead: &LeadId,
        queue: Option<&Name>,
        agent: &AgentId,
        within: Option<&TimerDoc>,
    ) -> Outcome {
        let Some(until) = self.offered_until(lead, within) else {
            return self.assign(lead, queue, agent, AssignedHow::Pushed, None);
        };
        let now = self.now;
        self.picked(lead, queue);
        self.reached(lead, queue, agent);
        self.take_capacity(lead, queue, agent);
        self.change(lead, |state| {
            state.first_offered = state.first_offered.or(Some(now));
            state.standing = Standing::Offered { agent: agent.clone(), queue: queue.cloned(), until };
        });
        Outcome::Offered { lead: lead.clone(), agent: agent.clone(), until }
    }

    pub(super) fn assign(
        &mut self,
        lead: &LeadId,
        queue: Option<&Name>,
        agent: &AgentId,
        how: AssignedHow,
        lease: Option<Timestamp>,
    ) -> Outcome {
        if matches!(how, AssignedHow::Pushed | AssignedHow::Claimed) {
            self.picked(lead, queue);
        }
        if how != AssignedHow::Accepted {
            self.reached(lead, queue, agent);
        } else if let Some(agent) = self.agents.get_mut(agent) {
            (agent.declined, agent.timed_out) = (0, 0);
        }
        let now = self.now;
        self.touch_idle(agent, queue, Touch::Assigned);
        if let Some(agent) = self.agents.get_mut(agent) {
            agent.idle_since = now;
        }
        self.take_capacity(lead, queue, agent);
        self.change(lead, |state| {
            state.first_offered = state.first_offered.or(Some(now));
            state.first_owned = state.first_owned.or(Some(now));
            state.assignments = state.assignments.saturating_add(1);
            state.touched = None;
            state.attempted = false;
            state.contacted = false;
            state.disposed = false;
            state.office.iter_mut().for_each(|own| own.accepted = true);
        });
        let state = self.get(lead);
        let follow_up = self.follow_up(&state, (now, now), None);
        let lease = if self.is(Fault::LeaseForgotten) { None } else { lease };
        self.change(lead, |state| {
            let (agent, queue) = (agent.clone(), queue.cloned());
            let snoozed = None;
            state.standing =
                Standing::Owned { agent, queue, how, since: now, due_from: now, lease, snoozed, follow_up };
        });
        self.has_to_be_worked(lead, queue, agent, how);
        self.watch_open(lead);
        self.note_load(lead);
        self.remember_owner(lead, agent);
        self.begin_cadence(lead);
        Outcome::Assigned { lead: lead.clone(), agent: agent.clone(), queue: queue.cloned() }
    }

    /// A queue gives somebody a lead that has waited in it.
    pub(super) fn picked(&mut self, lead: &LeadId, queue: Option<&Name>) {
        let waited = match self.get(lead).standing {
            Standing::Waiting { queue, .. } => Some(queue),
            _ => None,
        };
        if let Some(state) =
            queue.filter(|queue| waited.as_ref() == Some(*queue)).and_then(|queue| self.queues.get_mut(queue))
        {
            state.picks = state.picks.saturating_add(1);
        }
    }

    pub(super) fn reached(&mut self, lead: &LeadId, queue: Option<&Name>, agent: &AgentId) {
        let now = self.now;
        self.touch_idle(agent, queue, Touch::Offered);
        if let Some(agent) = self.agents.get_mut(agent) {
            agent.idle_since = now;
        }
        let member = queue.is_some_and(|queue| self.seat_of(agent, queue).is_some());
        if let Some(state) = queue.and_then(|queue| self.queues.get_mut(queue)) {
            state.offers = state.offers.saturating_add(1);
            if member {
                state.last_offer.insert(agent.clone(), state.offers);
            }
        }
        self.change(lead, |state| {
            state.attempts = state.attempts.saturating_add(1);
            if now >= state.again_at {
                state.passed.clear();
                state.again_at = Timestamp::MAX;
            }
        });
    }

    fn take_capacity(&mut self, lead: &LeadId, queue: Option<&Name>, agent: &AgentId) {
        let kind = queue.and_then(|queue| self.queue_doc(queue)).and_then(|queue| queue.work_kind.clone());
        let units = self.cost(kind.as_ref());
        self.change(lead, |state| {
            if state.held.as_ref().is_none_or(|(by, ..)| by != agent) {
                state.held = Some((agent.clone(), kind, units));
            }
        });
    }

    pub(super) fn line_up(
        &mut self,
        lead: &LeadId,
        queue: &Name,
        pool: bool,
        until: Option<Timestamp>,
    ) -> Outcome {
        if self.comes_as_new(queue) {
            let now = self.now;
            self.change(lead, |state| state.from = now);
        }
        let state = self.get(lead);
        let wait = self.queue_doc(queue).map_or(0, |queue| queue.cycle_wait_s);
        let again_at = if state.passed.is_empty() {
            Timestamp::MAX
        } else {
            state.again_at.min(self.now.plus(Span::seconds(wait)))
        };
        let position = self.position(queue, pool, &state);
        self.change(lead, |state| {
            state.again_at = again_at;
            state.standing = Standing::Waiting { queue: queue.clone(), pool, until };
        });
        Outcome::Queued { lead: lead.clone(), queue: queue.clone(), pool, position }
    }

    /// Something has fallen due for a lead.
    pub(super) fn lead_due(&mut self, lead: &LeadId) {
        let state = self.get(lead);
        match state.standing.clone() {
            Standing::Offered { .. } => self.passed_on(lead, End::TimedOut),
            Standing::Waiting { .. } if state.inside().is_some() => {
                self.recall(lead, End::TimedOut);
                let start = self.after_offer(&self.get(lead), End::TimedOut);
                self.place(lead, start);
            }
            Standing::Waiting { .. } => {
                let next = self.stage_of(&state).and_then(|stage| stage.next.waited_out.clone());
                self.place(lead, next.map_or(Start::After, Start::At));
            }
            Standing::Held { why: HeldWhy::Recycle | HeldWhy::Batch, .. }
                if self.batch_of(&state).is_some() =>
            {
                self.recycle_due(lead);
            }
            Standing::Held { why, .. } => {
                let start = match (why, self.stage_of(&state).map(|stage| &stage.action)) {
                    (HeldWhy::Recycle | HeldWhy::Batch, Some(StageActionDoc::Recycle { back_to, .. })) => {
                        Start::At(back_to.clone())
                    }
                    (HeldWhy::Offboarded, _) => Start::First,
                    (HeldWhy::Revised, _) if self.goes_elsewhere(&state) => Start::Rules,
                    (HeldWhy::PolicyReplaced | HeldWhy::Revised | HeldWhy::ContactShut, _) => Start::Here,
                    (HeldWhy::HandedOff, _) => self.after_hand_off(&state),
                    (HeldWhy::Stage, _) => {
                        let next = self.stage_of(&state).and_then(|stage| stage.next.waited_out.clone());
                        next.map_or(Start::After, Start::At)
                    }
                    _ => Start::After,
                };
                self.place(lead, start);
            }
            Standing::Owned { .. } => self.owned_due(lead, &state),
            _ => {}
        }
    }

    /// One lead too many waits where this one does, and it goes on.
    pub(super) fn pushed_out(&mut self, lead: &LeadId) {
        let next = self.stage_of(&self.get(lead)).and_then(|stage| stage.next.pushed_out.clone());
        self.change(lead, |state| state.standing = Standing::Nowhere);
        self.place(lead, next.map_or(Start::After, Start::At));
    }

    /// The stage a lead came from, anew; after the owner's own stage, the next one.
    pub(super) fn same_stage(&self, state: &LeadState) -> Start {
        match self.stage_of(state) {
            Some(stage)
                if matches!(stage.action, StageActionDoc::Queue { .. } | StageActionDoc::Pool { .. }) =>
            {
                Start::At(stage.id.clone())
            }
            Some(_) => Start::After,
            None => Start::Rules,
        }
    }
}

fn blank() -> crate::lead::Lead {
    let names = ["none", "nobody"];
    let mut leads = names.iter().filter_map(|name| crate::lead::Lead::new(name).ok());
    match leads.next() {
        Some(lead) => lead,
        None => blank(),
    }
}
