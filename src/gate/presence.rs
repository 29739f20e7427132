//! Is the agent present enough to receive? Asked of the last sign of life, at the instant of the decision: when it
//! will change nobody can promise, so this gate never says when it clears.

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::roll::{Rules, presence_of};
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    let floor = question.floor;
    let (state, since) = presence_of(floor.policy, floor.state, floor.signs, candidate.slot, floor.now);
    if Rules::of(floor.policy).receives(state) {
        return Ok(());
    }
    refuse(Reason::NotPresent { agent: candidate.row.doc.id.clone(), state, since }, None)
}
