//! Time has passed, or presence has changed: the first thing due, or the first lead in line that can be dealt.

use core::cmp::Ordering;

use crate::decide::next_by::next_by;
use crate::decide::{Answer, Draft};
use crate::event::{Event, HeldWhy, OfferEnd, ReleasedWhy};
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Question, Way, anybody_ready, cap, eligible_or_relaxed};
use crate::id::{AgentSlot, LeadSlot, QueueSlot, StageSlot};
use crate::order::{self, Urgency};
use crate::outcome::Outcome;
use crate::pick;
use crate::plan::{Back, Course, InTurn, Start, Stay, Stopped, asker, follow_up, in_turn, line_wake};
use crate::policy::{Action, Batch, BetweenQueuesDoc, MilestoneDoc, NoCloser, Stage};
use crate::state::{Due, LeadRow, Standing};
use crate::time::Timestamp;

impl<'a, T: Trace> Draft<'a, T> {
    /// One thing at a time, so that each is its own record; the host ticks until nothing is left. With nothing due,
    /// only who has come since can be dealt a lead: whatever time or an event changes, wakes the lines concerned.
    pub(super) fn tick(&mut self) -> Answer {
        let state = self.floor.state;
        match state.next_due().filter(|(at, _)| *at <= self.floor.now) {
            Some((_, Due::Lead(_, lead))) => {
                let lead = self.first_taken(lead);
                match state.lead(lead) {
                    Some(row) => self.lead_due(lead, row),
                    None => Ok(Outcome::Unchanged { lead: None }),
                }
            }
            Some((_, Due::Reservation(_, lead))) => match state.lead(lead) {
                Some(row) => self.reservation_over(lead, row),
                None => Ok(Outcome::Unchanged { lead: None }),
            },
            Some((_, Due::Step(_, lead))) => self.step_due(lead),
            Some((_, Due::Queue(queue))) => {
                let first = if self.takes_listed() { None } else { self.by_urgency(true).first().copied() };
                self.queue_due(first.unwrap_or(queue))
            }
            Some((_, Due::Counter(_))) => self.cap_news(),
            Some((_, Due::Work(_, lead))) => self.work_due(lead),
            Some((_, Due::Bridge(_, lead))) => self.bridge_due(lead),
            Some((_, Due::Review(merit))) => self.review(merit),
            Some((_, Due::Open(_, lead, merit))) => self.left_open(lead, merit),
            Some((_, Due::Ramp(queue, agent))) => self.ramp_due(queue, agent),
            Some((_, Due::Overfull(queue, pool))) => match self.deal_any() {
                Some(outcome) => Ok(outcome),
                None => self.push_out(queue, pool),
            },
            None => Ok(self.deal_any().unwrap_or(Outcome::Unchanged { lead: None })),
        }
    }

    /// Deals the first lead of the first line of which one can be dealt.
    fn deal_any(&mut self) -> Option<Outcome> {
        if self.takes_listed() {
            let state = self.floor.state;
            return state.waiting().find_map(|queue| self.deal_from(queue));
        }
        self.by_urgency(false).into_iter().find_map(|queue| self.deal_from(queue))
    }

    fn takes_listed(&self) -> bool {
        self.floor.policy.doc.between_queues == BetweenQueuesDoc::Listed
    }

    /// The queues in which leads wait, or of these those to be looked at now, the most urgent first; alike, in the order
    /// of the policy. O(n log n) in the queues.
    fn by_urgency(&self, due: bool) -> Vec<QueueSlot> {
        let floor = self.floor;
        let askers = floor.state.waiting().filter_map(|queue| asker(floor, queue));
        let askers = askers.filter(|asker| !due || asker.row.wake <= floor.now);
        let mut queues: Vec<(Urgency, QueueSlot)> =
            askers.map(|asker| (Urgency::of(floor, &asker), asker.slot)).collect();
        // Stable: those alike stay in the order of the policy.
        queues.sort_by(|(a, _), (b, _)| match (a.is_before(b), b.is_before(a)) {
            (true, _) => Ordering::Less,
            (_, true) => Ordering::Greater,
            _ => Ordering::Equal,
        });
        queues.into_iter().map(|(_, queue)| queue).collect()
    }

    fn queue_due(&mut self, queue: QueueSlot) -> Answer {
        if let Some((mut course, asker)) = self.dealable(queue) {
            // Nothing wakes a line when somebody comes: one that goes before this may be able to deal since.
            let first = self.before(queue).into_iter().find_map(|first| self.deal_from(first));
            return Ok(first.unwrap_or_else(|| self.deal(&mut course, &asker)));
        }
        let Some(asker) = asker(self.floor, queue) else { return Ok(Outcome::Unchanged { lead: None }) };
        let wake = line_wake(self.floor, &asker);
        self.events.push(Event::QueueChecked { queue, wake });
        let next = (wake < Timestamp::MAX).then_some(wake);
        Ok(Outcome::Checked { queue: asker.policy.id.clone(), next })
    }

    /// The queues in which leads wait that deal before this one.
    fn before(&self, queue: QueueSlot) -> Vec<QueueSlot> {
        let earlier = |other: &QueueSlot| *other != queue;
        if self.takes_listed() {
            return self.floor.state.waiting().take_while(earlier).collect();
        }
        self.by_urgency(false).into_iter().take_while(earlier).collect()
    }

    /// Deals the first lead in line that somebody may take, or moves on the first that its stage does not let wait.
    fn deal_from(&mut self, queue: QueueSlot) -> Option<Outcome> {
        let (mut course, asker) = self.dealable(queue)?;
        Some(self.deal(&mut course, &asker))
    }

    fn deal(&mut self, course: &mut Course<'a>, asker: &Asker<'a>) -> Outcome {
        let floor = self.floor;
        self.trace.add(|| {
            let (lead, queue) = (course.doc.id().clone(), asker.policy.id.clone());
            Finding::Next { lead, queue, by: next_by((floor, asker), false, course) }
        });
        course.in_turn = true;
        self.place(course, Start::Here)
    }

    /// The first lead in line that somebody may take or that its stage does not let wait.
    fn dealable(&self, queue: QueueSlot) -> Option<(Course<'a>, Asker<'a>)> {
        let floor = self.floor;
        let asker = asker(floor, queue)?;
        if !floor.policy.leads_move_on && !anybody_ready(floor, &asker) {
            return None;
        }
        // Of leads without a history of their own, in a queue and under caps that treat all leads alike, nobody can
        // be taken if the first cannot.
        let alike = asker.policy.tiers.is_empty()
            && !floor.policy.caps_tell_leads_apart
            && !floor.policy.asks_skills
            && floor.policy.contact_hours.is_empty()
            && !floor.policy.leads_move_on
            && !asker.row.members.meets(&floor.state.offices);
        // A lead that waits for whose turn it is may be stuck where one that no longer does is not.
        let waits =
            |row: &LeadRow| asker.policy.strict.is_some_and(|wait| floor.now < row.waiting_since.plus(wait));
        // Whose turn it is may differ from lead to lead, too.
        let turns_alike = asker.policy.turn_size.is_none() && !asker.policy.sheets.are_apart();
        let mut stuck = [false; 2];
        for lead in order::line(&asker, false, floor.now) {
            let Some(row) = floor.state.lead(lead) else { continue };
            let mut plain = row.previous.is_empty() && row.passed.is_empty();
            let [anybody_stuck, awaiting_stuck] = &mut stuck;
            let one_stuck = if waits(row) { awaiting_stuck } else { anybody_stuck };
            if plain && *one_stuck && !floor.policy.asks_owners {
                continue;
            }
            let course = Course::under_way(floor, lead, row, &row.doc);
            plain = plain && course.last_owner(floor).is_none();
            if plain && *one_stuck {
                continue;
            }
            if self.can_move(&course, &asker) {
                return Some((course, asker));
            }
            *one_stuck |= plain && alike && (turns_alike || !waits(row));
        }
        None
    }

    fn can_move(&self, course: &Course<'_>, asker: &Asker<'_>) -> bool {
        // Inside an office the lead waits, wherever its stage would have it go.
        let stage = self.stage_of(course).filter(|_| course.office.is_none());
        let next = stage.map(|stage| stage.next).unwrap_or_default();
        let asked = course.asked(self.floor);
        // Only where a lead waits for whose turn it is does it matter by which turns.
        let turns = if asker.policy.strict.is_some() { self.turns_for(course, asker) } else { None };
        let asker = &asker.with(turns.as_ref()).of_lead(course.doc);
        let question = Question { floor: self.floor, queue: Some(*asker), lead: &asked, way: Way::Push };
        if self.contact_shut(&question).is_some() {
            return next.contact_shut.is_some();
        }
        if stage.is_some_and(|stage| self.is_shut(stage, asker)) {
            return true;
        }
        if let Err((cap, _)) = cap::floor_wide(&question, self.floor.now) {
            return course.office.is_none() && self.stopped_by(course, stage, cap) != Stopped::Waits;
        }
        let moves_on = next.nobody_eligible.is_some();
        if moves_on && asker.policy.strict.is_none() {
            return true;
        }
        if stage.is_some_and(|stage| self.spills(course, stage, asker)) {
            return true;
        }
        // Members without a weight may take it and yet are never next in a rotation.
        let eligible = eligible_or_relaxed(&question);
        let by_owner = |own| self.pick_last_owner(&question, asker, own, &eligible).is_some();
        if asked.last_owner.is_some_and(by_owner) {
            return true;
        }
        if eligible.is_empty() || matches!(in_turn(&question, asker, &eligible), InTurn::Awaited(_)) {
            return moves_on && eligible.is_empty();
        }
        moves_on || pick::pick(self.floor, asker, course.doc, &eligible, || None).is_some()
    }

    pub(super) fn stage_of(&self, course: &Course<'_>) -> Option<&Stage> {
        let (plan, stage) = course.at?;
        self.floor.policy.plan(plan)?.stages.get(stage.index())
    }

    fn lead_due(&mut self, lead: LeadSlot, row: &LeadRow) -> Answer {
        let mut course = Course::under_way(self.floor, lead, row, &row.doc);
        let start = match row.standing {
            Standing::Offered { agent, .. } => return self.pass_on(lead, row, agent, OfferEnd::TimedOut),
            Standing::InLine { .. } if course.office.is_some() => {
                return Ok(self.go_on_from_office(&mut course, OfferEnd::TimedOut));
            }
            Standing::InLine { .. } => {
                let next = self.stage_of(&course).and_then(|stage| stage.next.waited_out);
                next.map_or(Start::After, Start::At)
            }
            Standing::Held { why, .. } => match self.batch_of(&course, why) {
                Some(batch) => return self.recycle_due(lead, row, batch),
                None => self.after_hold(&course, why),
            },
            Standing::Owned { agent, .. } => return self.owned_due(&mut course, row, agent),
            Standing::Passing | Standing::Stranded { .. } | Standing::Closed { .. } => {
                return Ok(Outcome::Unchanged { lead: None });
            }
        };
        Ok(self.place(&mut course, start))
    }

    /// How many begin another round a day, where a lead has rested whose stage bounds that.
    fn batch_of(&self, course: &Course<'_>, why: HeldWhy) -> Option<&'a Batch> {
        let (plan, stage) = course.at.filter(|_| matches!(why, HeldWhy::Recycle | HeldWhy::Batch))?;
        match &self.floor.policy.plan(plan)?.stages.get(stage.index())?.action {
            Action::Recycle { batch, .. } => batch.as_ref(),
            _ => None,
        }
    }

    fn after_hold(&self, course: &Course<'_>, why: HeldWhy) -> Start {
        match why {
            HeldWhy::Stage => {
                let next = self.stage_of(course).and_then(|stage| stage.next.waited_out);
                next.map_or(Start::After, Start::At)
            }
            HeldWhy::HandedOff => {
                let plan = course.at.and_then(|(plan, _)| self.floor.policy.plan(plan));
                match plan.and_then(|plan| plan.hand_off.as_ref()).map(|own| own.otherwise) {
                    Some(NoCloser::Stage(stage)) => Start::At(stage),
                    _ => Start::Here,
                }
            }
            HeldWhy::Revised if self.goes_elsewhere(course) => Start::Rules,
            HeldWhy::PolicyReplaced | HeldWhy::Revised | HeldWhy::ContactShut => Start::Here,
            HeldWhy::Offboarded => StageSlot::from_index(0).map_or(Start::Rules, Start::At),
            HeldWhy::Recycle | HeldWhy::Batch => match self.stage_of(course).map(|stage| &stage.action) {
                Some(Action::Recycle { back_to, .. }) => Start::At(*back_to),
                _ => Start::After,
            },
        }
    }

    /// A claim has run out, a call-back is due, or something has not happened in time.
    fn owned_due(&mut self, course: &mut Course<'_>, row: &LeadRow, agent: AgentSlot) -> Answer {
        let Standing::Owned { lease_until, snoozed_until, follow_up: due, .. } = row.standing else {
            return Ok(Outcome::Unchanged { lead: None });
        };
        let now = self.floor.now;
        let over = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let looks = !over(lease_until) && !over(snoozed_until);
        let due = match due.filter(|due| due.at <= now) {
            Some(due) if looks && due.missing == MilestoneDoc::Presence => {
                let Some(due) = self.look_for_owner(course, row, agent) else {
                    return Ok(Outcome::Noted { lead: course.doc.id().clone() });
                };
                Some(due)
            }
            due => due,
        };
        let (why, start) = if over(lease_until) {
            (ReleasedWhy::LeaseExpired, self.same_stage(course))
        } else if over(snoozed_until) {
            let plan = row.course.and_then(|(plan, _)| self.floor.policy.plan(plan));
            let again = self.stay_of(course.slot, row).map(|stay| Stay {
                done: row.progress.after_call_back(),
                due_from: now,
                past: None,
                ..stay
            });
            let due = plan.zip(again).and_then(|(plan, stay)| follow_up(self.floor.policy, plan, stay));
            self.events.push(Event::CallBackDue { lead: course.slot, follow_up: due });
            self.cadence_wakes(course.slot, course.doc);
            return Ok(Outcome::Noted { lead: course.doc.id().clone() });
        } else if let Some(due) = due.filter(|due| due.step && course.at.is_some()) {
            return self.escalate(course, row, agent, due);
        } else if let Some(due) = due {
            (ReleasedWhy::Redistributed(due.missing), Start::At(due.then))
        } else {
            return Ok(Outcome::Unchanged { lead: None });
        };
        course.counted = self.release(course.slot, row, agent, why);
        course.back = Some(Back::Redistributed);
        course.leaving = Some(agent);
        course.new_former = why != ReleasedWhy::LeaseExpired;
        Ok(self.place(course, start))
    }
}
