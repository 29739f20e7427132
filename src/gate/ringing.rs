//! Is the agent rung for another lead? Asked only where a hand-off rings for one lead at a time.

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    if !question.lead.one_at_a_time || candidate.row.load.rung == 0 {
        return Ok(());
    }
    let state = question.floor.state;
    let rung = state.rung_for(candidate.slot).filter_map(|(lead, until)| Some((until, state.lead(lead)?)));
    match rung.max_by_key(|(until, row)| (*until, row.sequence)) {
        Some((until, row)) if at < until => {
            let (agent, lead) = (candidate.row.doc.id.clone(), row.doc.id().clone());
            refuse(Reason::RungElsewhere { agent, lead, until }, Some(until))
        }
        _ => Ok(()),
    }
}
