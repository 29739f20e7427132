//! From stage to stage until the lead comes to rest.

use crate::decide::Draft;
use crate::event::{ClosedHow, Event, HeldWhy};
use crate::explain::{Finding, Trace};
use crate::gate::{Question, Way, cap, eligible_or_relaxed, examine};
use crate::id::StageSlot;
use crate::meter::ledger::TurnLedger;
use crate::outcome::{Outcome, Unroutable};
use crate::pick;
use crate::plan::{Course, InTurn, Rest, asker, in_turn};
use crate::policy::{Action, HoldUntil, Plan, Stage, Timer};
use crate::time::Timestamp;

/// Where a lead's way begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At the rules.
    Rules,
    /// At a stage, entered anew.
    At(StageSlot),
    /// At the stage after the one it is in.
    After,
    /// Where it is.
    Here,
}

/// What one stage answers.
enum Step {
    Rest(Rest),
    To(StageSlot),
    Next,
}

impl<T: Trace> Draft<'_, T> {
    /// Takes a lead from where it starts to where it comes to rest.
    #[inline]
    pub(crate) fn place(&mut self, course: &mut Course<'_>, start: Start) -> Outcome {
        let rest = self.bring_to_rest(course, start);
        self.told(course.doc.id(), rest)
    }

    fn bring_to_rest(&mut self, course: &mut Course<'_>, start: Start) -> Rest {
        let (mut at, mut anew) = match (start, course.at) {
            (Start::At(stage), Some(_)) => (stage, true),
            (Start::After, Some((_, stage))) => (after(stage), true),
            (Start::Here, Some((_, stage))) => (stage, false),
            (Start::Rules, _) | (_, None) => {
                let Some(plan) = self.route(course) else { return self.strand(course, Unroutable::NoRule) };
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
        if gives && exhausted && plan.exhausted != Some(at) {
            return match plan.exhausted {
                Some(stage) => Step::To(stage),
                None => Step::Rest(self.strand(course, Unroutable::Exhausted)),
            };
        }
        match &stage.action {
            Action::OfferOwner { accept_within } => self.offer_owner(course, stage, *accept_within),
            Action::Queue { queue, accept_within, wait, .. } => {
                let until = wait.map(|wait| wait.due(self.floor.policy, course.waiting_since));
                let Some(asker) = asker(self.floor, *queue) else { return Step::Next };
                let asker = asker.of_lead(course.doc);
                if self.credits(&asker) {
                    return self.push_credited(course, stage, &asker, *accept_within, until);
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
                let until = match until {
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

    /// Whether this decision has given a turn of the queue back.
    fn credits(&self, asker: &crate::gate::Asker<'_>) -> bool {
        let of_queue =
            |event: &Event| matches!(event, Event::TurnCredited { queue, .. } if *queue == asker.slot);
        self.events.iter().any(of_queue)
    }

    /// Offers the lead by the queue's turns with those this decision has given back.
    #[cold]
    fn push_credited(
        &mut self,
        course: &mut Course<'_>,
        stage: &Stage,
        asker: &crate::gate::Asker<'_>,
        accept_within: Option<Timer>,
        until: Option<Timestamp>,
    ) -> Step {
        let ledger = self.with_credits(asker);
        let asker = crate::gate::Asker { ledger: ledger.as_ref().unwrap_or(asker.ledger), ..*asker };
        self.push(course, stage, &asker, accept_within, until)
    }

    /// The queue's turns with those this decision has given back, if it has any.
    #[cold]
    pub(super) fn with_credits(&self, asker: &crate::gate::Asker<'_>) -> Option<TurnLedger> {
        if !self.credits(asker) {
            return None;
        }
        let mut ledger = asker.row.ledger.clone();
        for event in &*self.events {
            if let Event::TurnCredited { lead, queue, agent } = event
                && *queue == asker.slot
            {
                ledger.credit_sized(*agent, self.floor.state.turn_size(*lead));
            }
        }
        Some(ledger)
    }

    fn offer_owner(&mut self, course: &mut Course<'_>, stage: &Stage, accept_within: Option<Timer>) -> Step {
        let owner = course.doc.owner().and_then(|owner| self.floor.state.agent_slot(owner));
        let otherwise = || stage.next.nobody_eligible.map_or(Step::Next, Step::To);
        let Some(owner) = owner else { return otherwise() };
        let asked = course.asked(self.floor);
        let question = Question { floor: self.floor, queue: None, lead: &asked, way: Way::Owner };
        if let Err(refused) = examine(&question, owner) {
            self.trace.add(|| Finding::Stopped(refused));
            return otherwise();
        }
        Step::Rest(self.give(course, None, owner, accept_within, None))
    }

    /// Offers the lead to whoever is next, or lines it up.
    fn push(
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
        if let Err(refused) = cap::floor_wide(&question, floor.now) {
            self.trace.add(|| Finding::Stopped(refused));
            return match stage.next.cap_full {
                Some(stage) => Step::To(stage),
                None => {
                    let wake = self.wake_for(course, asker);
                    Step::Rest(self.line_up(course, asker, false, until, wake))
                }
            };
        }
        let mut eligible = eligible_or_relaxed(&question);
        let nobody = eligible.is_empty();
        if !nobody && !course.in_turn && asker.row.others_in_line(course.slot) {
            // Leads that wait come first; a tick at this instant deals them out in their order.
            return Step::Rest(self.line_up(course, asker, false, until, floor.now));
        }
        let first = asked.last_owner.filter(|own| eligible.contains(own.agent));
        let mut awaited = None;
        let picked = match first {
            Some(own) => Some(self.pick_last_owner(&question, asker, own)),
            None if nobody => None,
            None if asker.policy.strict.is_some() => match in_turn(&question, asker, &eligible) {
                InTurn::Theirs { agent, skipped } => {
                    self.take_in_turn(&question, asker, &mut eligible, (agent, skipped))
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
            Some(picked) if first.is_none() && !asker.row.skips.is_empty() => {
                Some(self.pass_over(&question, asker, &mut eligible, picked))
            }
            picked => picked,
        };
        if self.trace.keeps() {
            asked.last_owner.into_iter().for_each(|own| self.tell_last_owner(own));
            if nobody && let InTurn::Awaited(own) = in_turn(&question, asker, &eligible) {
                awaited = Some(own);
            }
            awaited.into_iter().for_each(|own| self.tell_awaited(own));
            self.tell_candidates(&question, asker, picked.as_ref(), (&eligible, awaited));
        }
        match (picked, stage.next.nobody_eligible) {
            (Some(picked), _) => {
                if first.is_none() {
                    self.count_value(course, asker);
                    if asker.policy.one_turn.is_some() {
                        self.begin_one_turn(course, asker, picked.agent);
                    }
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
