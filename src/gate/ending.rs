//! Does the agent's working time end too soon to begin with another lead?

use crate::gate::hours::Hours;
use crate::gate::{Candidate, Question, Verdict, Way, hours, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let asker = question.queue.as_ref().filter(|_| question.way == Way::Push);
    let Some(stop) = asker.and_then(|asker| asker.policy.ahead?.stop_before_end) else { return Ok(()) };
    let own = Hours::of(question.floor.policy, candidate.row);
    let Some(ends_at) = own.ends_soon(at, stop) else { return Ok(()) };
    let clears_at = match hours::look_ahead(question) {
        // Before the next stretch begins, whether it is long enough is not asked.
        Some(_) => Some(ends_at),
        None => long_enough(own, ends_at, stop),
    };
    refuse(Reason::EndsSoon { agent: candidate.row.doc.id.clone(), ends_at }, clears_at)
}

/// When the next stretch of working time begins that is longer than that.
fn long_enough(own: Hours<'_>, after: Timestamp, stop: crate::time::Span) -> Option<Timestamp> {
    let mut at = after;
    for _ in 0..1_000 {
        at = own.begins(at)?;
        match own.ends_soon(at, stop) {
            Some(ends) => at = ends,
            None => return Some(at),
        }
    }
    None
}
