//! A lead leaves its owner by somebody's word: given back, or reassigned.

use crate::bits::AgentSet;
use crate::command::ReturnReason;
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{AssignedHow, OfferEnd, ReleasedWhy};
use crate::explain::Trace;
use crate::gate::{Asker, Question, Way, eligible, examine};
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot, StageSlot};
use crate::outcome::{Outcome, Reason};
use crate::pick::{Share, with_part};
use crate::plan::{Back, Course, Start, asker};
use crate::policy::Action;
use crate::state::{LeadRow, Previous, Standing};

impl<'a, T: Trace> Draft<'a, T> {
    /// Given back: the lead goes to somebody else in the stage it came from.
    pub(super) fn give_back(&mut self, lead: &LeadId, agent: &AgentId, reason: ReturnReason) -> Answer {
        let (slot, row, who) = self.find_owned_or_returned(lead, agent)?;
        if row.holder() != Some(who) {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let mut course = Course::under_way(self.floor, slot, row, &row.doc);
        let queue = match row.standing {
            Standing::Owned { queue, .. } => queue.and_then(|queue| asker(self.floor, queue)),
            _ => None,
        };
        self.count_return(&course, queue.as_ref(), who);
        course.counted = self.release(slot, row, who, ReleasedWhy::Returned(reason));
        course.back = Some(Back::Returned);
        course.leaving = Some(who);
        course.new_former = true;
        let start = self.same_stage(&course);
        Ok(self.place(&mut course, start))
    }

    /// The stage a lead came from, anew; after the owner's own stage, the next one.
    pub(super) fn same_stage(&self, course: &Course<'_>) -> Start {
        let Some((plan, stage)) = course.at else { return Start::Rules };
        let action = self.floor.policy.plan(plan).and_then(|plan| plan.stages.get(stage.index()));
        match action.map(|stage| &stage.action) {
            Some(Action::Queue { .. } | Action::Pool { .. }) => Start::At(stage),
            _ => Start::After,
        }
    }

    /// The lead, owned by this agent, or given back by them before and not theirs since.
    fn find_owned_or_returned(
        &self,
        lead: &LeadId,
        agent: &AgentId,
    ) -> Result<(LeadSlot, &'a LeadRow, AgentSlot), crate::outcome::Refused> {
        let (slot, row) = self.find_lead(lead)?;
        let who = self.find_agent(agent)?;
        let returned = row.previous.last().is_some_and(|former| former.agent == who && former.for_good);
        if returned && !row.is_closed() && row.holder() != Some(who) {
            return Ok((slot, row, who));
        }
        self.find_owned(lead, agent)
    }

    /// A manager's word: to somebody, or back to the start of its plan.
    pub(super) fn reassign(&mut self, lead: &LeadId, to: Option<&AgentId>) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        let to = to.map(|to| self.find_agent(to)).transpose()?;
        if row.is_closed() {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        if let (Standing::Owned { agent, .. }, Some(to)) = (&row.standing, to)
            && *agent == to
        {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let mut course = Course::under_way(self.floor, slot, row, &row.doc);
        course.counted = match row.standing {
            Standing::Offered { .. } => self.offer_counts(row),
            Standing::Owned { .. } => self.release_counts(row, ReleasedWhy::Reassigned),
            _ => course.counted,
        };
        let queue = self.queue_of(&course, row).and_then(|queue| asker(self.floor, queue));
        if let Some(to) = to {
            let asked = course.asked(self.floor);
            examine(&Question { floor: self.floor, queue, lead: &asked, way: Way::Reassign }, to)?;
        }
        match row.standing {
            Standing::Offered { .. } => {
                self.end_offer(slot, row, OfferEnd::Withdrawn);
            }
            Standing::Owned { agent, .. } => {
                self.release(slot, row, agent, ReleasedWhy::Reassigned);
            }
            _ => {}
        }
        if course.office.is_some() {
            self.withdraw(&mut course);
        }
        let Some(to) = to else {
            course.leaving = row.holder();
            course.new_former = matches!(row.standing, Standing::Owned { .. });
            let start = match (course.at, StageSlot::from_index(0)) {
                (Some(_), Some(first)) => Start::At(first),
                _ => Start::Rules,
            };
            return Ok(self.place(&mut course, start));
        };
        self.count(&course, queue.as_ref(), to, Way::Reassign);
        if let Some(asker) = &queue
            && asker.policy.counts_as_turn.reassign
            && asker.row.seat(to).is_some()
        {
            let turns = self.turns_for(&course, asker);
            let asker = asker.with(turns.as_ref());
            let share = if asker.policy.shares_turns() {
                let share = self.unrung(slot, |draft| draft.sharers_once_free(&course, &asker, row, to));
                Some(Share::of(share, &asker.turns.ledger))
            } else {
                (asker.policy.counts_each() || asker.policy.recency).then_some(Share::Nobody)
            };
            if let Some(share) = share {
                self.open_sheet(&course, &asker);
                self.take_turn((course.slot, course.doc), &asker, to, &share);
            }
        }
        let rest = self.assign(&course, queue.as_ref(), to, AssignedHow::Reassigned, None);
        Ok(self.told(lead, rest))
    }

    /// Who shares the turn of a lead reassigned to `to`: who may take it once it has left whoever holds it.
    fn sharers_once_free(
        &self,
        course: &Course<'_>,
        asker: &Asker<'_>,
        row: &LeadRow,
        to: AgentSlot,
    ) -> AgentSet {
        let mut asked = course.asked(self.floor);
        let mut previous: Vec<Previous> = asked.previous.to_vec();
        if let Standing::Owned { agent, .. } = row.standing {
            previous.push(Previous { agent, left_at: self.floor.now, for_good: false, lease_expired: false });
        }
        asked.previous = &previous;
        asked.frees = row.holder();
        let members = self.floor.state.queue(asker.slot).unwrap_or(asker.row);
        let asker = &Asker { row: members, ..*asker };
        let question = Question { floor: self.floor, queue: Some(*asker), lead: &asked, way: Way::Push };
        let mut share = eligible(&question);
        if let Some(agent) = asked.frees
            && examine(&question, agent).is_ok()
        {
            share.insert(agent);
        }
        share.insert(to);
        with_part(asker, share)
    }

    /// The queue a lead belongs to: where it waits, whence it came, or its stage's.
    fn queue_of(&self, course: &Course<'_>, row: &LeadRow) -> Option<crate::id::QueueSlot> {
        match row.standing {
            Standing::InLine { queue, .. } => Some(queue),
            Standing::Offered { queue, .. } | Standing::Owned { queue, .. } => queue,
            _ => {
                let (plan, stage) = course.at?;
                match self.floor.policy.plan(plan)?.stages.get(stage.index())?.action {
                    Action::Queue { queue, .. } | Action::Pool { queue, .. } => Some(queue),
                    _ => None,
                }
            }
        }
    }
}
