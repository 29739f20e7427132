//! May the office have the lead: could one of its people take it?

use crate::bits::AgentSet;
use crate::gate::{
    Asked, Asker, Candidate, Floor, Question, Verdict, Way, cap, clears_from, eligible, examine_at, refuse,
};
use crate::id::{AgentSlot, QueueSlot, SheetSlot};
use crate::outcome::{OfficeReason, Reason};
use crate::policy::{Action, Inside};
use crate::time::Timestamp;

/// The queue of an office's people, as it asks whether one of them could take a lead. Whose turn it is plays no part.
fn inside<'a>(floor: &Floor<'a>, slot: QueueSlot) -> Option<Asker<'a>> {
    let (row, policy) = (floor.state.queue(slot)?, floor.policy.queue(slot)?);
    Some(Asker { slot, policy, row, sheet: SheetSlot::of(slot), turns: &row.turns, size: 1 })
}

/// What is asked of the lead inside: nobody there has passed it up, and what the stage asks was asked of the office.
fn asked_inside<'a, 'e>(lead: &Asked<'a, 'e>) -> Asked<'a, 'e> {
    Asked { inside: true, last_owner: None, passed: &[], again_at: Timestamp::MAX, ..lead.clone() }
}

/// What a lead's stage says of offices.
fn rules(question: &Question<'_, '_>) -> Inside {
    let stage = question
        .lead
        .at
        .and_then(|(plan, stage)| question.floor.policy.plan(plan)?.stages.get(stage.index()));
    match stage.map(|stage| &stage.action) {
        Some(Action::Queue { inside, .. }) => *inside,
        _ => Inside::default(),
    }
}

/// Refuses every office: a claim, a manager's hand and the like are for people.
pub(super) fn only_people(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    match &candidate.row.doc.office {
        Some(queue) if question.floor.state.offices.contains(candidate.slot) => {
            let agent = candidate.row.doc.id.clone();
            refuse(Reason::Office(OfficeReason::NotAPerson { agent, queue: queue.clone() }), None)
        }
        _ => Ok(()),
    }
}

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    if !question.floor.state.offices.contains(candidate.slot) {
        return Ok(());
    }
    let lead = question.lead;
    if lead.inside || lead.only_people {
        return only_people(question, candidate, at);
    }
    let nobody = |clears_at: Option<Timestamp>| {
        let (agent, queue) = (candidate.row.doc.id.clone(), candidate.row.doc.office.clone());
        let queue = queue.unwrap_or_else(|| question.floor.policy.doc.id.clone());
        refuse(Reason::Office(OfficeReason::NobodyInside { agent, queue }), clears_at)
    };
    let asker = candidate.row.place.office.and_then(|queue| inside(question.floor, queue));
    let Some(asker) = asker else { return nobody(None) };
    let asked = asked_inside(lead);
    let own = Question { floor: question.floor, queue: Some(asker), lead: &asked, way: Way::Push };
    if let Err((_, refused)) = cap::floor_wide(&own, at) {
        return Err(refused);
    }
    if rules(question).waits || asker.row.members.iter().any(|agent| examine_at(&own, agent, at).is_ok()) {
        return Ok(());
    }
    nobody(asker.row.members.iter().filter_map(|agent| clears_from(&own, agent, at)).min())
}

/// Whether an office may have the lead at this instant: the quick form of the gate.
fn may(question: &Question<'_, '_>, office: AgentSlot) -> bool {
    let (floor, lead) = (question.floor, question.lead);
    let asker = floor.state.inside_of(office).and_then(|queue| inside(floor, queue));
    let Some(asker) = asker.filter(|_| !lead.inside && !lead.only_people) else { return false };
    let asked = asked_inside(lead);
    let own = Question { floor, queue: Some(asker), lead: &asked, way: Way::Push };
    cap::floor_wide(&own, floor.now).is_ok() && (rules(question).waits || !eligible(&own).is_empty())
}

/// Drops the offices that may not have the lead.
#[cold]
pub(super) fn drop_offices(question: &Question<'_, '_>, set: &mut AgentSet) {
    let mut offices = set.clone();
    offices.intersect(&question.floor.state.offices);
    offices.iter().filter(|office| !may(question, *office)).for_each(|office| set.remove(office));
}
