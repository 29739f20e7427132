//! Is the agent a member of the queue, on the floor, and not blocked?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    match &question.queue {
        Some(asker) if asker.row.seat(candidate.slot).is_none() => {
            let (agent, queue) = (candidate.row.doc.id.clone(), asker.policy.id.clone());
            refuse(Reason::NotMember { agent, queue }, None)
        }
        _ => Ok(()),
    }
}

pub(super) fn on_the_floor(_: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    let agent = || candidate.row.doc.id.clone();
    if candidate.row.left {
        return refuse(Reason::AgentLeft { agent: agent() }, None);
    }
    if candidate.row.doc.blocked {
        return refuse(Reason::Blocked { agent: agent() }, None);
    }
    Ok(())
}
