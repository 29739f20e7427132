//! Has the agent earned the next lead, and may they claim it?

use crate::gate::{Candidate, Names, Question, Verdict, refuse};
use crate::id::{Name, QueueSlot};
use crate::outcome::{Reason, Refused};
use crate::policy::{Pull, Queue};
use crate::state::{AgentRow, FloorState, LeadRow, Standing};
use crate::time::Timestamp;

fn owned<'a>(state: &'a FloorState, agent: &'a AgentRow) -> impl Iterator<Item = &'a LeadRow> {
    let rows = agent.leads.iter().filter_map(|lead| state.lead(*lead));
    rows.filter(|row| matches!(row.standing, Standing::Owned { .. }))
}

fn rules<'a>(question: &Question<'a, '_>) -> Option<(QueueSlot, &'a Pull)> {
    let asker = question.queue?;
    asker.policy.pull.as_ref().map(|pull| (asker.slot, pull))
}

/// Earn the next: not while so many leads are without a disposition. O(leads the agent holds).
pub(super) fn undisposed(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    let Some(limit) = rules(question).and_then(|(_, pull)| pull.undisposed_limit) else { return Ok(()) };
    let leads = owned(question.floor.state, candidate.row).filter(|row| !row.progress.disposed);
    let mut leads: Names = leads.map(|row| row.doc.id().clone()).collect();
    if u32::try_from(leads.len()).unwrap_or(u32::MAX) < limit {
        return Ok(());
    }
    leads.sort_unstable();
    refuse(Reason::Undisposed { agent: candidate.row.doc.id.clone(), leads, limit }, None)
}

/// Call-backs first: not while one is due. O(leads the agent holds).
pub(super) fn call_backs_first(
    question: &Question<'_, '_>,
    candidate: &Candidate<'_>,
    _: Timestamp,
) -> Verdict {
    if !rules(question).is_some_and(|(_, pull)| pull.callbacks_first) {
        return Ok(());
    }
    let due = owned(question.floor.state, candidate.row).filter(|row| row.call_back_due().is_some());
    let mut leads: Names = due.map(|row| row.doc.id().clone()).collect();
    if leads.is_empty() {
        return Ok(());
    }
    leads.sort_unstable();
    refuse(Reason::CallBacksFirst { agent: candidate.row.doc.id.clone(), leads }, None)
}

/// Not while a step of a cadence is due. O(leads the agent holds).
pub(super) fn steps_first(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    if !rules(question).is_some_and(|(_, pull)| pull.steps_first) {
        return Ok(());
    }
    let state = question.floor.state;
    let due = candidate.row.leads.iter().filter(|lead| state.step_due(**lead).is_some());
    let mut leads: Names = due.filter_map(|lead| Some(state.lead(*lead)?.doc.id().clone())).collect();
    if leads.is_empty() {
        return Ok(());
    }
    leads.sort_unstable();
    refuse(Reason::StepsFirst { agent: candidate.row.doc.id.clone(), leads }, None)
}

/// No hoarding: only so many leads held by claims from this queue. O(leads the agent holds).
pub(super) fn claim_limit(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    let Some((slot, pull)) = rules(question) else { return Ok(()) };
    let Some(limit) = pull.max_claimed else { return Ok(()) };
    let claimed = owned(question.floor.state, candidate.row).filter(|row| {
        use crate::event::AssignedHow::Claimed;
        matches!(row.standing, Standing::Owned { queue: Some(queue), how: Claimed, .. } if queue == slot)
    });
    let held = u32::try_from(claimed.count()).unwrap_or(u32::MAX);
    if held < limit {
        return Ok(());
    }
    refuse(Reason::ClaimLimit { agent: candidate.row.doc.id.clone(), held, limit }, None)
}

/// Whose claim of this lead ran out has to wait.
pub(super) fn cooldown(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some((_, pull)) = rules(question) else { return Ok(()) };
    let ran_out = question.lead.previous.iter().rev();
    let mut ran_out = ran_out.filter(|former| former.lease_expired && former.agent == candidate.slot);
    let Some(former) = ran_out.next() else { return Ok(()) };
    let until = former.left_at.plus(pull.cooldown);
    if at >= until {
        return Ok(());
    }
    let (agent, lead) = (candidate.row.doc.id.clone(), question.lead.doc.id().clone());
    refuse(Reason::PreviousOwner { agent, lead, until: former.left_at }, Some(until))
}

/// A pool that opens to its members one after the other has to have come to this one.
pub(super) fn rolled_out(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some(roll_out) = question.lead.roll_out else { return Ok(()) };
    let opens_at = roll_out.opens_at(candidate.slot);
    if at >= opens_at {
        return Ok(());
    }
    let (agent, lead) = (candidate.row.doc.id.clone(), question.lead.doc.id().clone());
    refuse(Reason::NotOpenYet { agent, lead, opens_at }, Some(opens_at))
}

/// Whether a queue allows a way of claiming at all.
pub(crate) fn allowed<'a>(queue: &'a Queue, way: &str) -> Result<&'a Pull, Refused> {
    let open = queue.pull.as_ref().filter(|pull| match way {
        "blind" => pull.ways.blind,
        "filtered" => pull.ways.filtered,
        _ => pull.ways.list,
    });
    let no = |queue: &Name| Reason::ClaimNotAllowed { queue: queue.clone(), way: way.to_owned() };
    open.ok_or_else(|| Refused { reason: no(&queue.id), clears_at: None })
}
