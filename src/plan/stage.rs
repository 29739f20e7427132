//! From stage to stage until the lead comes to rest.

use crate::decide::Draft;
use crate::event::{ClosedHow, Event, HeldWhy};
use crate::explain::{Finding, Trace};
use crate::gate::{Question, Way, cap, contact, eligible_or_relaxed, examine};
use crate::id::{AgentSlot, PlanSlot, StageSlot};
use crate::outcome::{Outcome, Reason, Refused, Unroutable};
use crate::pick;
use crate::plan::sheet::Turns;
use crate::plan::{Course, InTurn, Rest, Stopped, asker, in_turn};
use crate::policy::{Action, HoldUntil, Plan, Stage, Timer};
use crate::state::AtOffice;
use crate::time::Timestamp;

/// Where a lead's way begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At the rules.
    Rules,
    /// At the first stage of a plan, whatever the rules say.
    Plan(PlanSlot),
    /// At a stage, entered anew.
    At(StageSlot),
    /// At the stage after the one it is in.
    After,
    /// Where it is.
    Here,
}

/// What one stage answers.
pub(super) enum Step {
    Rest(Rest),
    To(StageSlot),
    Next,
    /// To the beginning of another plan.
    Plan(PlanSlot),
}

impl<T: Trace> Draft<'_, T> {
    /// Takes a lead from where it starts to where it comes to rest.
    #[inline]
    pub(crate) fn place(&mut self, course: &mut Course<'_>, start: Start) -> Outcome {
        let rest = match course.leaving {
            None => self.bring_to_rest(course, start),
            Some(_) => self.unrung(course.slot, |draft| draft.bring_to_rest(course, start)),
        };
        self.told(course.doc.id(), rest)
    }

    fn bring_to_rest(&mut self, course: &mut Course<'_>, start: Start) -> Rest {
        if course.office.is_some() && !(start == Start::Here && course.at.is_some()) {
            self.withdraw(course);
        }
        let (mut at, mut anew) = match (start, course.at) {
            (Start::At(stage), Some(_)) => (stage, true),
            (Start::After, Some((_, stage))) => (after(stage), true),
            (Start::Here, Some((_, stage))) => (stage, false),
            (Start::Plan(_) | Start::Rules, _) | (_, None) => {
                let plan = match start {
                    Start::Plan(plan) => {
                        course.rule = None;
                        Some(plan)
                    }
                    _ => self.route(course),
                };
                let Some(plan) = plan else { return self.strand(course, Unroutable::NoRule) };
                let Some(first) = StageSlot::from_index(0) else {
                    return self.strand(course, Unroutable::PlanOver);
                };
                course.at = Some((plan, first));
                (first, true)
            }
        };
        let policy = self.floor.policy;
        let Some((plan_slot, _)) = course.at else { return self.strand(course, Unroutable::NoRule) };
        let Some(plan) = policy.plan(plan_slot) else { return self.strand(course, Unroutable::PlanOver) };
        // Every stage may send the lead to any other once and be passed by once; more is going in circles.
        for _ in 0..plan.stages.len().saturating_mul(2).saturating_add(2) {
            let Some(stage) = plan.stages.get(at.index()) else {
                return self.strand(course, Unroutable::PlanOver);
            };
            if anew {
                let entered = stage.when.as_ref().is_none_or(|when| when.holds(&course.encoded));
                self.trace.add(|| Finding::Stage { id: stage.id.clone(), entered });
                if !entered {
                    at = after(at);
                    continue;
                }
                self.enter(course, (plan_slot, at));
            }
            match self.step(course, plan, stage, at) {
                Step::Rest(rest) => return rest,
                Step::To(stage) => at = stage,
                Step::Next => at = after(at),
                // From there no cap sends it to yet another.
                Step::Plan(plan) => return self.bring_to_rest(course, Start::Plan(plan)),
            }
            anew = true;
        }
        self.strand(course, Unroutable::Circle)
    }

    fn enter(&mut self, course: &mut Course<'_>, (plan, stage): (crate::id::PlanSlot, StageSlot)) {
        course.at = Some((plan, stage));
        course.attempts = 0;
        course.passed.clear();
        course.again_at = Timestamp::MAX;
        course.waiting_since = self.floor.now;
        self.events.push(Event::StageEntered { lead: course.slot, rule: course.rule, plan, stage });
    }

    fn step(&mut self, course: &mut Course<'_>, plan: &Plan, stage: &Stage, at: StageSlot) -> Step {
        let now = self.floor.now;
        let gives =
            matches!(stage.action, Action::OfferOwner { .. } | Action::Queue { .. } | Action::Pool { .. });
        let exhausted = plan.max_assignments.is_some_and(|most| course.assignments >= most);
        // Whoever answers for what nobody else could use gets it however often it has been given.
        let used_up = gives && exhausted && plan.exhausted != Some(at);
        // A lead waits in an office while its stage is one that sends leads there: another policy may have changed that.
        let sends =
            |own: AtOffice| matches!(&stage.action, Action::Queue { queue, .. } if own.from == *queue);
        if course.office.is_some_and(|own| used_up || !sends(own)) {
            self.withdraw(course);
        }
        if used_up {
            return match plan.exhausted {
                Some(stage) => Step::To(stage),
                None => Step::Rest(self.strand(course, Unroutable::Exhausted)),
            };
        }
        match &stage.action {
            Action::OfferOwner { accept_within } => self.offer_owner(course, stage, *accept_within),
            Action::Queue { queue, accept_within, wait, inside, .. } => {
                if let Some(own) = course.office {
                    return self.push_inside(course, stage, own, inside.accept_within);
                }
                let until = wait.map(|wait| wait.due(self.floor.policy, course.waiting_since));
                let Some(asker) = asker(self.floor, *queue) else { return Step::Next };
                let asker = asker.of_lead(course.doc);
                if let Some(turns) = self.turns_for(course, &asker) {
                    return self.push_by(course, stage, (&asker, &turns), *accept_within, until);
                }
                self.push(course, stage, &asker, *accept_within, until)
            }
            Action::Pool { queue, wait, roll_out } => {
                let until = wait.map(|wait| wait.due(self.floor.policy, course.waiting_since));
                match asker(self.floor, *queue) {
                    Some(asker) => {
                        let rest = self.line_up(course, &asker, true, until, Timestamp::MAX);
                        self.roll_out(course, &asker, roll_out);
                        Step::Rest(rest)
                    }
                    None => Step::Next,
                }
            }
            Action::Recycle { rest, cycles, .. } => {
                if course.cycles >= *cycles {
                    return Step::Next;
                }
                let until = rest.due(self.floor.policy, now);
                Step::Rest(self.hold(course, until, HeldWhy::Recycle))
            }
            Action::Hold { until } => {
                if let HoldUntil::Field { attribute, .. } = until
                    && course.has(*attribute)
                {
                    return stage.next.filled.map_or(Step::Next, Step::To);
                }
                let until = match until {
                    HoldUntil::Field { at_most, .. } => at_most.due(self.floor.policy, now),
                    HoldUntil::Timer(timer) => timer.due(self.floor.policy, now),
                    HoldUntil::Open { calendar } => {
                        let calendar = self.floor.policy.calendars.get(*calendar);
                        calendar.and_then(|(_, calendar)| calendar.next_open(now)).unwrap_or(Timestamp::MAX)
                    }
                };
                if until <= now {
                    stage.next.waited_out.map_or(Step::Next, Step::To)
                } else {
                    Step::Rest(self.hold(course, until, HeldWhy::Stage))
                }
            }
            Action::Archive { reason } => {
                let (how, code) = (ClosedHow::Archived, reason.clone());
                self.events.push(Event::Closed { lead: course.slot, how, code, ready_at: now });
                Step::Rest(Rest::Closed { how })
            }
        }
    }

    /// Offers the lead by turns other than the queue's own as they stand.
    #[cold]
    pub(super) fn push_by(
        &mut self,
        course: &mut Course<'_>,
        stage: &Stage,
        (asker, turns): (&crate::gate::Asker<'_>, &Turns<'_>),
        accept_within: Option<Timer>,
        until: Option<Timestamp>,
    ) -> Step {
        self.push(course, stage, &asker.with(Some(turns)), accept_within, until)
    }

    fn offer_owner(&mut self, course: &mut Course<'_>, stage: &Stage, accept_within: Option<Timer>) -> Step {
        let owner = course.doc.owner().and_then(|owner| self.floor.state.agent_slot(owner));
        let otherwise = || stage.next.nobody_eligible.map_or(Step::Next, Step::To);
        let on_the_floor = |owner: &AgentSlot| self.floor.state.agent(*owner).is_some_and(|row| !row.left);
        let Some(owner) = owner.filter(on_the_floor) else { return otherwise() };
        if let Some((contact, own)) = contact::of_lead(self.floor, course.at, &course.encoded)
            && !own.is_open(self.floor.now)
        {
            let (lead, clears_at) = (course.doc.id().clone(), own.opens(self.floor.now));
            self.tell_contact(course);
            let reason = Reason::ContactShut { lead, contact_hours: contact.id.clone() };
            self.trace.add(|| Finding::Stopped(Refused { reason, clears_at }));
            return match (stage.next.contact_shut, clears_at) {
                (Some(stage), _) => Step::To(stage),
                (None, Some(until)) => Step::Rest(self.hold(course, until, HeldWhy::ContactShut)),
                (None, None) => otherwise(),
            };
        }
        let asked = course.asked(self.floor);
        let question = Question { floor: self.floor, queue: None, lead: &asked, way: Way::Owner };
        if let Err(refused) = examine(&question, owner) {
            self.trace.add(|| Finding::Stopped(refused));
            return otherwise();
        }
        Step::Rest(self.give(course, None, owner, accept_within, None))
    }

    /// Offers the lead to whoever is next, or lines it up.
    pub(super) fn push(
        &mut self,
        course: &mut Course<'_>,
        stage: &Stage,
        asker: &crate::gate::Asker<'_>,
        accept_within: Option<Timer>,
        until: Option<Timestamp>,
    ) -> Step {
        let floor = self.floor;
        let asked = course.asked(floor);
        let question = Question { floor, queue: Some(*asker), lead: &asked, way: Way::Push };
        if let Some(step) = self.shut(course, stage, (asker, &question), until) {
            return step;
        }
        if let Err((cap, refused)) = cap::floor_wide(&question, floor.now) {
            self.trace.add(|| Finding::Stopped(refused));
            return match self.stopped_by(course, Some(stage), cap) {
                Stopped::To(stage) => Step::To(stage),
                Stopped::Next => Step::Next,
                Stopped::Plan(plan) => Step::Plan(plan),
                Stopped::Fails => Step::Rest(self.strand(course, Unroutable::CapFull)),
                Stopped::Waits => {
                    let wake = self.wake_for(course, asker);
                    Step::Rest(self.line_up(course, asker, false, until, wake))
                }
            };
        }
        if stage.spill_above_bp.is_some() {
            self.tell_spill(course, stage, asker);
            if self.spills(course, stage, asker) {
                return stage.next.spilled.map_or(Step::Next, Step::To);
            }
        }
        let mut eligible = eligible_or_relaxed(&question);
        let nobody = eligible.is_empty();
        if !nobody && !course.in_turn && asker.row.others_in_line(course.slot) {
            // Leads that wait come first; a tick at this instant deals them out in their order.
            return Step::Rest(self.line_up(course, asker, false, until, floor.now));
        }
        let first = match asked.last_owner {
            Some(own) if !nobody => self.pick_last_owner(&question, asker, own, &eligible),
            _ => None,
        };
        let by_owner = first.is_some();
        let mut awaited = None;
        let picked = match first {
            Some(picked) => Some(picked),
            None if nobody => None,
            None if asker.policy.strict.is_some() => match in_turn(&question, asker, &eligible) {
                InTurn::Theirs { agent, skipped } => {
                    self.take_in_turn(&question, (course, asker), &mut eligible, (agent, skipped))
                }
                InTurn::Awaited(own) => {
                    awaited = Some(own);
                    None
                }
                InTurn::Anybody => {
                    pick::pick(floor, asker, course.doc, &eligible, || pick::sharers(&question, &eligible))
                }
            },
            None => pick::pick(floor, asker, course.doc, &eligible, || pick::sharers(&question, &eligible)),
        };
        let picked = match picked {
            Some(picked) if !by_owner && !asker.row.skips.is_empty() => {
                Some(self.pass_over(&question, (course, asker), &mut eligible, picked))
            }
            picked => picked,
        };
        if self.trace.keeps() {
            asked.last_owner.into_iter().for_each(|own| self.tell_last_owner(own));
            self.tell_sheet(course, asker);
            if nobody && let InTurn::Awaited(own) = in_turn(&question, asker, &eligible) {
                awaited = Some(own);
            }
            awaited.into_iter().for_each(|own| self.tell_awaited(own));
            self.tell_candidates(&question, asker, picked.as_ref(), (&eligible, awaited));
        }
        match (picked, stage.next.nobody_eligible) {
            (Some(picked), _) => {
                if !by_owner {
                    self.count_value(course, asker);
                    if asker.policy.one_turn.is_some() {
                        self.begin_one_turn(course, asker, picked.agent);
                    }
                }
                if let (Some(queue), Action::Queue { inside, .. }) =
                    (self.office_picked(picked.agent), &stage.action)
                {
                    let times = (accept_within, inside.accept_within);
                    return self.send(course, stage, (asker, queue), &picked, times);
                }
                Step::Rest(self.give(course, Some(asker), picked.agent, accept_within, picked.share.as_ref()))
            }
            (None, Some(stage)) if nobody || awaited.is_none() => Step::To(stage),
            (None, _) => {
                let wake = self.wake_for(course, asker);
                Step::Rest(self.line_up(course, asker, false, until, wake))
            }
        }
    }

    /// What becomes of a lead whose contact may not be called, or in whose queue nobody is at work; none if it goes on.
    #[inline]
    fn shut(
        &mut self,
        course: &Course<'_>,
        stage: &Stage,
        (asker, question): (&crate::gate::Asker<'_>, &Question<'_, '_>),
        until: Option<Timestamp>,
    ) -> Option<Step> {
        if stage.plain {
            return None;
        }
        if self.trace.keeps() {
            self.tell_contact(course);
        }
        if let Some(refused) = self.contact_shut(question) {
            self.trace.add(|| Finding::Stopped(refused));
            return Some(match stage.next.contact_shut {
                Some(stage) => Step::To(stage),
                None => {
                    let wake = self.wake_for(course, asker);
                    Step::Rest(self.line_up(course, asker, false, until, wake))
                }
            });
        }
        if !self.is_shut(stage, asker) {
            return None;
        }
        self.tell_shut(asker);
        stage.next.shut.map(Step::To)
    }

    fn hold(&mut self, course: &Course<'_>, until: Timestamp, why: HeldWhy) -> Rest {
        let lead = course.slot;
        self.events.push(Event::Held { lead, until, why });
        Rest::Held { until, why }
    }

    fn strand(&mut self, course: &Course<'_>, why: Unroutable) -> Rest {
        self.events.push(Event::Stranded { lead: course.slot, why });
        Rest::Stranded { why }
    }
}

fn after(stage: StageSlot) -> StageSlot {
    StageSlot::from_index(stage.index().saturating_add(1)).unwrap_or(stage)
}
