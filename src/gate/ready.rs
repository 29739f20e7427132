//! Is the agent done wrapping up, no longer passed over after an offer not taken, and not paused?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    if let Some(until) = question.floor.state.duty(candidate.slot).and_then(|duty| duty.paused(at)) {
        let until = (until < Timestamp::MAX).then_some(until);
        return refuse(Reason::Paused { agent: candidate.row.doc.id.clone(), until }, until);
    }
    let mut until = candidate.row.ready_at;
    if question.lead.leaving == Some(candidate.slot) {
        until = until.max(question.lead.leaver_ready_at);
    }
    if at >= until {
        return Ok(());
    }
    // A pause that only their word ends, of this very decision.
    let clears_at = (until < Timestamp::MAX).then_some(until);
    refuse(Reason::NotReady { agent: candidate.row.doc.id.clone(), until }, clears_at)
}
