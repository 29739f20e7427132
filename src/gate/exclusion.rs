//! Has the agent had this lead before, or passed it up?

use crate::gate::{Asked, Candidate, Question, Verdict, refuse};
use crate::id::AgentSlot;
use crate::outcome::Reason;
use crate::time::Timestamp;

/// Until when a former owner may not have the lead again, if they may not now. An end at [`Timestamp::MAX`] is none.
pub(super) fn excluded_until(lead: &Asked<'_, '_>, agent: AgentSlot, at: Timestamp) -> Option<Timestamp> {
    let kept = usize::try_from(lead.exclusion.last).unwrap_or(usize::MAX);
    // The last so many, not counting claims that ran out: those have a time of their own.
    let counted = lead.previous.iter().rev().filter(|former| !former.lease_expired);
    let mut until = None;
    let new = usize::from(lead.new_former).saturating_add(usize::from(lead.former_office));
    for (back, former) in (new..).zip(counted) {
        if former.agent != agent {
            continue;
        }
        let ends = match lead.exclusion.forget_after {
            _ if former.for_good => Timestamp::MAX,
            _ if back >= kept => continue,
            Some(span) => former.left_at.plus(span),
            None => Timestamp::MAX,
        };
        if at < ends {
            until = until.max(Some(ends));
        }
    }
    until
}

/// The next instant at which a former owner may have the lead again; [`Timestamp::MAX`] if time alone brings none.
pub(crate) fn ends(lead: &Asked<'_, '_>, now: Timestamp) -> Timestamp {
    let ends = lead.previous.iter().filter_map(|former| excluded_until(lead, former.agent, now));
    ends.min().unwrap_or(Timestamp::MAX)
}

pub(super) fn previous_owner(
    question: &Question<'_, '_>,
    candidate: &Candidate<'_>,
    at: Timestamp,
) -> Verdict {
    let lead = question.lead;
    if [lead.leaving, lead.leaving_office].contains(&Some(candidate.slot)) {
        return refuse(previous(question, candidate, question.floor.now), None);
    }
    match excluded_until(lead, candidate.slot, at) {
        Some(until) => {
            let left_at = lead.previous.iter().rev().find(|former| former.agent == candidate.slot);
            let reason = previous(question, candidate, left_at.map_or(at, |former| former.left_at));
            refuse(reason, (until < Timestamp::MAX).then_some(until))
        }
        None => Ok(()),
    }
}

fn previous(question: &Question<'_, '_>, candidate: &Candidate<'_>, until: Timestamp) -> Reason {
    Reason::PreviousOwner { agent: candidate.row.doc.id.clone(), lead: question.lead.doc.id().clone(), until }
}

pub(super) fn passed_up(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let lead = question.lead;
    if at >= lead.again_at || !lead.passed.contains(&candidate.slot) {
        return Ok(());
    }
    let reason = Reason::PassedUp { agent: candidate.row.doc.id.clone(), lead: lead.doc.id().clone() };
    refuse(reason, (lead.again_at < Timestamp::MAX).then_some(lead.again_at))
}
