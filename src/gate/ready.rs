//! Is the agent done wrapping up, and no longer passed over after an offer not taken?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let mut until = candidate.row.ready_at;
    if question.lead.leaving == Some(candidate.slot) {
        until = until.max(question.lead.leaver_ready_at);
    }
    if at >= until {
        return Ok(());
    }
    refuse(Reason::NotReady { agent: candidate.row.doc.id.clone(), until }, Some(until))
}
