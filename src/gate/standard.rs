//! Is the member suspended for not keeping to the standard of the queue?

use crate::bits::AgentSet;
use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::{OfficeReason, Reason};
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some(asker) = question.queue.as_ref().filter(|asker| asker.policy.standard.is_some()) else {
        return Ok(());
    };
    let row = question.floor.state.standard(asker.slot, candidate.slot);
    let Some(until) = row.and_then(|row| row.suspended(at)) else { return Ok(()) };
    let until = (until < Timestamp::MAX).then_some(until);
    let (agent, queue) = (candidate.row.doc.id.clone(), asker.policy.id.clone());
    refuse(Reason::Office(OfficeReason::Suspended { agent, queue, until }), until)
}

/// Drops the members who are suspended.
#[cold]
pub(super) fn drop_suspended(question: &Question<'_, '_>, set: &mut AgentSet) {
    let Some(asker) = &question.queue else { return };
    let floor = question.floor;
    floor.state.suspended(asker.slot, floor.now).for_each(|(agent, _)| set.remove(agent));
}
