//! Is the agent on leave?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(_: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    match candidate.row.on_leave(at) {
        Some(until) => refuse(Reason::OnLeave { agent: candidate.row.doc.id.clone(), until }, Some(until)),
        None => Ok(()),
    }
}
