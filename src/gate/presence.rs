//! Is the agent present enough to receive? Asked of the last sign of life, at the instant of the decision: when it
//! will change nobody can promise, so this gate does not say when it clears, but where the queue takes members who are not
//! at work yet: of those it is not asked.

use crate::gate::hours::{Hours, look_ahead};
use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::roll::{Rules, presence_of};
use crate::time::{Span, Timestamp};

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let floor = question.floor;
    if floor.state.offices.contains(candidate.slot) {
        return Ok(());
    }
    let (state, since) = presence_of(floor.policy, floor.state, floor.signs, candidate.slot, floor.now);
    if Rules::of(floor.policy).receives(state) {
        return Ok(());
    }
    let mut clears_at = None;
    if let Some(ahead) = look_ahead(question) {
        let own = Hours::of(floor.policy, candidate.row);
        if !own.at_work(at) {
            return Ok(());
        }
        clears_at = unasked_from(own, at, ahead);
    }
    refuse(Reason::NotPresent { agent: candidate.row.doc.id.clone(), state, since }, clears_at)
}

/// When an agent is no longer at work and will be again so soon that their presence is not asked.
fn unasked_from(own: Hours<'_>, at: Timestamp, ahead: Span) -> Option<Timestamp> {
    let ends = own.ends(at);
    if ends == Timestamp::MAX {
        return None;
    }
    Some(ends.max(own.able_from(ends, ahead)?))
}
