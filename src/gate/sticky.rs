//! Is the lead kept for whoever had the last one of the same person, household or account?

use crate::bits::AgentSet;
use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::id::{AgentSlot, StickySlot};
use crate::outcome::Reason;
use crate::time::Timestamp;

/// Who had the last lead, or takes the turn of those this one belongs to; is a member still, and has neither had this
/// very one nor passed it up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastOwner {
    /// None where they take the turn.
    pub(crate) sticky: Option<StickySlot>,
    pub(crate) agent: AgentSlot,
    /// From when on it is forgotten.
    pub(crate) until: Timestamp,
    /// From when on others may take the lead too.
    pub(crate) kept_until: Timestamp,
    pub(crate) counts_as_turn: bool,
}

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some(own) = question.lead.last_owner else { return Ok(()) };
    let owner = question.floor.agent_id(own.agent);
    match owner {
        Some(owner) if own.agent != candidate.slot && at < own.kept_until => {
            let (agent, owner, until) = (candidate.row.doc.id.clone(), owner.clone(), own.kept_until);
            refuse(Reason::KeptFor { agent, owner, until }, Some(until))
        }
        _ => Ok(()),
    }
}

/// Drops everybody but the one the lead is kept for.
pub(super) fn drop_others(question: &Question<'_, '_>, set: &mut AgentSet) {
    let Some(own) = question.lead.last_owner.filter(|own| question.floor.now < own.kept_until) else {
        return;
    };
    let may = set.contains(own.agent);
    *set = AgentSet::default();
    if may {
        set.insert(own.agent);
    }
}
