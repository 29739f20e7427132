//! A lead goes to an office and on to one of its people, or is recalled.

use crate::decide::Draft;
use crate::event::{Event, OfficeEvent, OfficeLeft};
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Question, Way, cap};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::pick::Picked;
use crate::plan::stage::Step;
use crate::plan::{Back, Course, asker};
use crate::policy::{Next, Stage, Timer};
use crate::state::{AtOffice, OfficeRow};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Sends the lead to an office, by a turn if one is dealt, and on to one of its people.
    #[cold]
    pub(super) fn send(
        &mut self,
        course: &mut Course<'_>,
        stage: &Stage,
        (asker, queue): (&Asker<'_>, QueueSlot),
        picked: &Picked,
        (accept_within, each): (Option<Timer>, Option<Timer>),
    ) -> Step {
        let floor = self.floor;
        if floor.state.knows_busy() {
            self.begin_idle_day(asker);
        }
        if let Some(share) = &picked.share {
            self.open_sheet(course, asker);
            self.take_turn((course.slot, course.doc), asker, picked.agent, share);
        }
        let until = accept_within.map_or(Timestamp::MAX, |timer| timer.due(floor.policy, floor.now));
        let own = AtOffice { agent: picked.agent, from: asker.slot, queue, until };
        let (lead, office, from) = (course.slot, own.agent, own.from);
        self.events.push(Event::Office(OfficeEvent::Sent { lead, office, from, queue, until }));
        if let (Some(office), Some(inner)) = (floor.agent_id(own.agent), floor.policy.queue(queue)) {
            let until = (until < Timestamp::MAX).then_some(until);
            self.trace.add(|| Finding::ToOffice { office: office.clone(), queue: inner.id.clone(), until });
        }
        course.office = Some(own);
        course.passed.clear();
        course.again_at = Timestamp::MAX;
        course.back = None;
        course.in_turn = false;
        self.push_inside(course, stage, own, each)
    }

    /// Offers the lead to whoever of an office is next, or has it wait there.
    #[cold]
    pub(super) fn push_inside(
        &mut self,
        course: &mut Course<'_>,
        stage: &Stage,
        own: AtOffice,
        each: Option<Timer>,
    ) -> Step {
        let until = (own.until < Timestamp::MAX).then_some(own.until);
        let Some(asker) = asker(self.floor, own.queue) else { return Step::Next };
        let asker = asker.of_lead(course.doc);
        let asked = course.asked(self.floor);
        let question = Question { floor: self.floor, queue: Some(asker), lead: &asked, way: Way::Push };
        let full = cap::floor_wide(&question, self.floor.now).err().map(|(_, refused)| refused);
        // What was dealt outside by the same sheet is written down first.
        let dealt = |event: &Event| matches!(event, Event::TurnTaken { sheet, .. } if *sheet == asker.sheet);
        if full.is_some() || self.events.iter().any(dealt) {
            let wake = if full.is_some() { self.wake_for(course, &asker) } else { self.floor.now };
            full.into_iter().for_each(|refused| self.trace.add(|| Finding::Stopped(refused)));
            return Step::Rest(self.line_up(course, &asker, false, until, wake));
        }
        // The ways on from the stage are for when the office has not taken it.
        let inner = Stage { next: Next::default(), spill_above_bp: None, plain: true, ..stage.clone() };
        if let Some(turns) = self.turns_for(course, &asker) {
            return self.push_by(course, &inner, (&asker, &turns), each, until);
        }
        self.push(course, &inner, &asker, each, until)
    }

    /// Takes back from an office what none of its people has taken.
    #[cold]
    pub(crate) fn recall(&mut self, course: &mut Course<'_>, how: OfficeLeft) {
        let own = course.office.take();
        let row = self.floor.state.office_row(course.slot);
        let Some((own, row)) = own.zip(row) else { return };
        self.leaves_office((course.slot, row), how, false);
        self.back_outside(course, row);
        course.leaving_office = Some(own.agent);
        course.recalled = true;
        course.back = Some(if how == OfficeLeft::Declined { Back::Declined } else { Back::TimedOut });
    }

    /// The lead goes elsewhere before anybody in its office has taken it: the office has its turn back, and may have the lead
    /// again.
    #[cold]
    pub(crate) fn withdraw(&mut self, course: &mut Course<'_>) {
        let row = self.floor.state.office_row(course.slot);
        if let (Some(_), Some(row)) = (course.office.take(), row) {
            self.leaves_office((course.slot, row), OfficeLeft::Withdrawn, true);
            self.back_outside(course, row);
        }
    }

    /// Offers are counted on as they were outside.
    fn back_outside(&self, course: &mut Course<'_>, row: &OfficeRow) {
        course.attempts = row.attempts;
        course.passed = row.passed.clone();
        course.again_at = row.again_at;
    }

    /// Writes down that a lead leaves an office.
    pub(crate) fn leaves_office(
        &mut self,
        (lead, row): (LeadSlot, &OfficeRow),
        how: OfficeLeft,
        credits: bool,
    ) {
        let office = row.at.agent;
        let credit = row.turn.filter(|_| credits).map(|(sheet, _)| (sheet, row.size));
        self.events.push(Event::Office(OfficeEvent::Left { lead, office, how, credit }));
        if let Some(office) = self.floor.agent_id(office) {
            self.trace.add(|| Finding::LeftOffice { office: office.clone(), how });
        }
    }

    /// The office that a lead goes to with whoever is picked, if that is one.
    #[inline]
    pub(super) fn office_picked(&self, picked: AgentSlot) -> Option<QueueSlot> {
        self.floor.state.inside_of(picked)
    }
}
