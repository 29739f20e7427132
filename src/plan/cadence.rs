//! The steps of a lead's cadence: where its owner begins, what an attempt does, and what is next.

use crate::calendar::{Window, bounds};
use crate::decide::Draft;
use crate::event::{CadenceEnd, Event, NextStep};
use crate::explain::{Finding, Trace};
use crate::gate::Floor;
use crate::hash::drawn;
use crate::id::{LeadId, LeadSlot};
use crate::lead::Lead;
use crate::matching::Encoded;
use crate::plan::Course;
use crate::policy::{Cadence, CadenceStep, Consent, OwnerChange, Policy, Timer};
use crate::state::{CadenceRow, LeadRow, Standing, StepStanding};
use crate::time::{Span, Timestamp};

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
            None => due_at((policy, course.doc.id()), cadence, step, began, now),
        };
        let due = within_day(policy, cadence, step, due, day);
        let next = NextStep { cadence: slot, step, began, due, day, missed: 0, skipped: false, held: false };
        self.plan_step(course.slot, course.doc, cadence, next);
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
            doc.is_some_and(|doc| {
                let after = step_after((policy, row.doc.id()), cadence, doc);
                doc.since_start && after.due(policy, own.began) <= now
            })
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
            _ => {
                let due = due_at((policy, row.doc.id()), cadence, step, own.began, now);
                within_day(policy, cadence, step, due, day)
            }
        };
        let (began, missed) = (own.began, step.saturating_sub(first));
        let next =
            NextStep { cadence: own.cadence, step, began, due, day, missed, skipped: false, held: false };
        self.plan_step(lead, &row.doc, cadence, next);
    }

    /// The owner has said what came of it, and that it is not the end: the lead sleeps, and its steps with it.
    pub(crate) fn cadence_sleeps(&mut self, lead: LeadSlot, doc: &Lead) {
        let Some((own, cadence)) = going_on(self.floor, lead) else { return };
        if cadence.stops_on_disposition {
            return self.end_cadence(lead, doc.id(), cadence, CadenceEnd::Disposition);
        }
        if own.step == steps(cadence) {
            self.plan_step(lead, doc, cadence, again(own, Timestamp::MAX));
        }
    }

    /// A call-back is due, and a step with it that would have been due meanwhile: not when the contact may not be called.
    pub(crate) fn cadence_wakes(&mut self, lead: LeadSlot, doc: &Lead) {
        let Some((own, cadence)) = going_on(self.floor, lead) else { return };
        let due = own.due.max(self.floor.now);
        if own.standing == StepStanding::Planned
            && self.legal_from(step_of(cadence, own.step), doc, due) != due
        {
            self.plan_step(lead, doc, cadence, again(own, due));
        }
    }

    /// Whether a step that is due now is not taken now: the lead has not consented to its channel, or its contact may not be
    /// called. What is next instead has been written down then.
    pub(crate) fn step_waits(&mut self, lead: LeadSlot, doc: &Lead) -> bool {
        let (policy, now) = (self.floor.policy, self.floor.now);
        let Some((own, cadence)) = going_on(self.floor, lead) else { return false };
        let Some(step) = step_of(cadence, own.step) else { return false };
        if let Some(consent) = lacking(policy, cadence, step, doc) {
            let (id, held) = (doc.id(), consent.holds);
            self.trace.add(|| Finding::NoConsent {
                lead: id.clone(),
                step: step.id.clone(),
                channel: step.channel.clone(),
                held,
            });
            let next = if held {
                NextStep { held, ..again(own, now) }
            } else {
                let step = own.step.saturating_add(1);
                let due = due_at((policy, id), cadence, step, own.began, now);
                let day = own.day.filter(|(until, _)| now < *until);
                let due = within_day(policy, cadence, step, due, day);
                NextStep { step, skipped: true, ..again(own, due) }
            };
            self.plan_step(lead, doc, cadence, next);
            return true;
        }
        if self.legal_from(Some(step), doc, now) == now {
            return false;
        }
        self.plan_step(lead, doc, cadence, again(own, now));
        true
    }

    /// Something about a lead is different: a step that was held is due if the lead consents to its channel now.
    pub(crate) fn consent_anew(&mut self, lead: LeadSlot, doc: &Lead) {
        let Some((own, cadence)) = going_on(self.floor, lead) else { return };
        let held = step_of(cadence, own.step).filter(|_| own.standing == StepStanding::Held);
        if held.is_some_and(|step| lacking(self.floor.policy, cadence, step, doc).is_none()) {
            self.plan_step(lead, doc, cadence, again(own, self.floor.now));
        }
    }

    /// The first instant from one on at which the contact may be called for a step; `Timestamp::MAX` if there is none.
    fn legal_from(&self, step: Option<&CadenceStep>, doc: &Lead, at: Timestamp) -> Timestamp {
        let policy = self.floor.policy;
        let contact = step.and_then(|step| policy.contact_hours.get(step.contact?));
        let Some(contact) = contact.filter(|_| at < Timestamp::MAX) else { return at };
        let mut encoded = Encoded::default();
        policy.schema.encode_kept(doc, &mut encoded);
        contact.calendars(policy, &encoded).opens(at).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn end_cadence(&mut self, lead: LeadSlot, id: &LeadId, cadence: &Cadence, how: CadenceEnd) {
        self.events.push(Event::CadenceEnded { lead, how });
        self.trace.add(|| Finding::CadenceEnded { lead: id.clone(), cadence: cadence.id.clone(), how });
    }

    fn plan_step(&mut self, lead: LeadSlot, doc: &Lead, cadence: &Cadence, next: NextStep) {
        let id = doc.id();
        let own = step_of(cadence, next.step).filter(|_| !next.held);
        let due = self.legal_from(own, doc, next.due);
        if due != next.due
            && let Some(contact) = own.and_then(|step| self.floor.policy.contact_hours.get(step.contact?))
        {
            self.trace.add(|| Finding::StepMoved {
                lead: id.clone(),
                contact_hours: contact.id.clone(),
                from: next.due,
                until: Some(due).filter(|due| *due < Timestamp::MAX),
            });
        }
        let next = NextStep { due, ..next };
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
    floor.policy.cadence(own.cadence).filter(|_| own.standing.goes_on()).map(|cadence| (own, cadence))
}

/// The same step, due then.
fn again(own: &CadenceRow, due: Timestamp) -> NextStep {
    let CadenceRow { cadence, step, began, day, .. } = *own;
    NextStep { cadence, step, began, due, day, missed: 0, skipped: false, held: false }
}

fn step_of(cadence: &Cadence, step: u32) -> Option<&CadenceStep> {
    usize::try_from(step).ok().and_then(|at| cadence.steps.get(at))
}

/// What the channel of a step asks of a lead, if it does not hold.
fn lacking<'c>(policy: &Policy, cadence: &'c Cadence, step: &CadenceStep, doc: &Lead) -> Option<&'c Consent> {
    let consent = cadence.consents.iter().find(|own| own.channel == step.channel)?;
    let mut encoded = Encoded::default();
    policy.schema.encode_kept(doc, &mut encoded);
    (!consent.when.holds(&encoded)).then_some(consent)
}

/// How long after what it counts from a step is due, for this lead.
fn step_after((policy, lead): (&Policy, &LeadId), cadence: &Cadence, step: &CadenceStep) -> Timer {
    if step.jitter_s == 0 {
        return step.after;
    }
    let texts = [policy.doc.id.as_str(), cadence.id.as_str(), step.id.as_str(), lead.as_str()];
    step.after.longer(Span::seconds(drawn(&texts, step.jitter_s)))
}

fn steps(cadence: &Cadence) -> u32 {
    u32::try_from(cadence.steps.len()).unwrap_or(u32::MAX)
}

/// When a step is due that is next from now on; past the last one, when the cadence is exhausted.
fn due_at(
    (policy, lead): (&Policy, &LeadId),
    cadence: &Cadence,
    step: u32,
    began: Timestamp,
    now: Timestamp,
) -> Timestamp {
    match step_of(cadence, step) {
        Some(step) => {
            let after = step_after((policy, lead), cadence, step);
            after.due(policy, if step.since_start { began } else { now }).max(now)
        }
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
