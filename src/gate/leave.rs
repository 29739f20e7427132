//! Is the agent on leave?

use crate::gate::hours::{Hours, look_ahead};
use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some((until, why)) = candidate.row.diary.leave(at) else { return Ok(()) };
    let mut clears_at = Some(until);
    if let Some(ahead) = look_ahead(question) {
        clears_at = Hours::of(question.floor.policy, candidate.row).able_from(at, ahead);
        if clears_at.is_some_and(|able| at >= able) {
            return Ok(());
        }
    }
    let (agent, why) = (candidate.row.doc.id.clone(), why.map(str::to_owned));
    refuse(Reason::OnLeave { agent, until, why }, clears_at)
}
