//! The steps of a lead's cadence: where its owner begins, what an attempt does, and what is next.

use crate::calendar::{Window, bounds};
use crate::decide::Draft;
use crate::event::{CadenceEnd, Event, NextStep};
use crate::explain::{Finding, Trace};
use crate::gate::Floor;
use crate::id::{LeadId, LeadSlot};
use crate::plan::Course;
use crate::policy::{Cadence, OwnerChange, Policy, Timer};
use crate::state::{CadenceRow, LeadRow, Standing, StepStanding};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// The lead has an owner from now on, who begins its cadence or goes on with it.
    pub(crate) fn begin_cadence(&mut self, course: &Course<'_>) {
        let (policy, now) = (self.floor.policy, self.floor.now);
        let plan = course.at.and_then(|(plan, _)| policy.plan(plan));
        let Some(slot) = plan.and_then(|plan| plan.cadence).map(|own| own.cadence) else { return };
        let Some(cadence) = policy.cadence(slot) else { return };
        let before = self.floor.state.cadence(course.slot);
        let day = before.and_then(|own| own.day);
        let begins_anew = |own: &&CadenceRow| own.cadence != slot || own.standing == StepStanding::Exhausted;
        let exhausted_now =
            |event: &Event| matches!(event, Event::CadenceEnded { how: CadenceEnd::Exhausted, .. });
        let before = before.filter(|own| !begins_anew(own) && !self.events.iter().any(exhausted_now));
        let stopped = before.is_some_and(|own| own.standing == StepStanding::Stopped);
        let (step, began, was_due) = match (cadence.on_owner_change, before) {
            (OwnerChange::Restart, _) | (_, None) => (0, now, None),
            (OwnerChange::Resume, Some(_)) if stopped => return,
            (OwnerChange::Resume, Some(own)) => (own.step, own.began, Some(own.due)),
            (OwnerChange::SkipTo(step), Some(own)) if stopped => (step, own.began, None),
            (OwnerChange::SkipTo(to), Some(own)) => {
                (to.max(own.step), own.began, Some(own.due).filter(|_| to <= own.step))
            }
        };
        let due = match was_due {
            Some(due) => due.max(now),
            None => due_at(policy, cadence, step, began, now),
        };
        let due = within_day(policy, cadence, step, due, day);
        let next = NextStep { cadence: slot, step, began, due, day, missed: 0 };
        self.plan_step(course.slot, course.doc.id(), cadence, next);
    }

    /// The owner has tried to reach somebody: the next step is done, due or not.
    pub(crate) fn step_done(&mut self, lead: LeadSlot, row: &LeadRow, reached: bool) {
        let (policy, now) = (self.floor.policy, self.floor.now);
        let Some((own, cadence)) = going_on(self.floor, lead) else { return };
        if reached && cadence.stops_on_contact {
            return self.end_cadence(lead, row.doc.id(), cadence, CadenceEnd::Contact);
        }
        let day = Some(match own.day {
            Some((until, attempts)) if now < until => (until, attempts.saturating_add(1)),
            _ => (bounds(Window::Day, &cadence.zone, now).1, 1),
        });
        let missed = |step: &u32| {
            let doc = usize::try_from(*step).ok().and_then(|at| cadence.steps.get(at));
            doc.is_some_and(|doc| doc.since_start && doc.after.due(policy, own.began) <= now)
        };
        let first = own.step.saturating_add(1).min(steps(cadence));
        let mut step = first;
        while missed(&step) {
            step = step.saturating_add(1);
        }
        let asleep = matches!(row.standing, Standing::Owned { snoozed_until: Some(_), .. });
        let due = match step == steps(cadence) {
            // Not before the call-back has been tried.
            true if asleep => Timestamp::MAX,
            _ => within_day(policy, cadence, step, due_at(policy, cadence, step, own.began, now), day),
        };
        let (began, missed) = (own.began, step.saturating_sub(first));
        let next = NextStep { cadence: own.cadence, step, began, due, day, missed };
        self.plan_step(lead, row.doc.id(), cadence, next);
    }

    /// The owner has said what came of it, and that it is not the end: the lead sleeps, and its steps with it.
    pub(crate) fn cadence_sleeps(&mut self, lead: LeadSlot, id: &LeadId) {
        let Some((own, cadence)) = going_on(self.floor, lead) else { return };
        if cadence.stops_on_disposition {
            return self.end_cadence(lead, id, cadence, CadenceEnd::Disposition);
        }
        if own.step == steps(cadence) {
            let CadenceRow { cadence: slot, step, began, day, .. } = *own;
            let next = NextStep { cadence: slot, step, began, due: Timestamp::MAX, day, missed: 0 };
            self.plan_step(lead, id, cadence, next);
        }
    }

    pub(crate) fn end_cadence(&mut self, lead: LeadSlot, id: &LeadId, cadence: &Cadence, how: CadenceEnd) {
        self.events.push(Event::CadenceEnded { lead, how });
        self.trace.add(|| Finding::CadenceEnded { lead: id.clone(), cadence: cadence.id.clone(), how });
    }

    fn plan_step(&mut self, lead: LeadSlot, id: &LeadId, cadence: &Cadence, next: NextStep) {
        self.trace.add(|| {
            let step = usize::try_from(next.step).ok().and_then(|at| cadence.steps.get(at));
            Finding::StepPlanned {
                lead: id.clone(),
                cadence: cadence.id.clone(),
                step: step.map(|step| (step.id.clone(), step.channel.clone())),
                due_at: Some(next.due).filter(|due| *due < Timestamp::MAX),
                missed: next.missed,
                attempts_that_day: next.day.map_or(0, |(_, attempts)| attempts),
            }
        });
        self.events.push(Event::StepPlanned { lead, next: Box::new(next) });
    }
}

/// The cadence of a lead that goes on with its owner.
fn going_on<'a>(floor: &Floor<'a>, lead: LeadSlot) -> Option<(&'a CadenceRow, &'a Cadence)> {
    let own = floor.state.cadence(lead)?;
    let goes_on = matches!(own.standing, StepStanding::Planned | StepStanding::Due);
    floor.policy.cadence(own.cadence).filter(|_| goes_on).map(|cadence| (own, cadence))
}

fn steps(cadence: &Cadence) -> u32 {
    u32::try_from(cadence.steps.len()).unwrap_or(u32::MAX)
}

/// When a step is due that is next from now on; past the last one, when the cadence is exhausted.
fn due_at(policy: &Policy, cadence: &Cadence, step: u32, began: Timestamp, now: Timestamp) -> Timestamp {
    match usize::try_from(step).ok().and_then(|at| cadence.steps.get(at)) {
        Some(step) => step.after.due(policy, if step.since_start { began } else { now }).max(now),
        None => cadence.exhausted_after.map_or(now, |after| after.due(policy, now)),
    }
}

/// When a step is due once there are no more attempts in a day than may be.
fn within_day(
    policy: &Policy,
    cadence: &Cadence,
    step: u32,
    due: Timestamp,
    day: Option<(Timestamp, u32)>,
) -> Timestamp {
    let doc = usize::try_from(step).ok().and_then(|at| cadence.steps.get(at));
    let (Some(doc), Some(most), Some((until, attempts))) = (doc, cadence.most_per_day, day) else {
        return due;
    };
    if due >= until || attempts < most {
        return due;
    }
    match doc.after {
        Timer::Wall(_) => until,
        Timer::Business { calendar, .. } => {
            let calendar = policy.calendars.get(calendar);
            calendar.and_then(|(_, calendar)| calendar.next_open(until)).unwrap_or(Timestamp::MAX)
        }
    }
}
