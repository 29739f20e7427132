//! Whose turn it is by the ledger, and who is owed a part of a turn although absent.

use crate::bits::AgentSet;
use crate::gate::{Question, but_for_being_here, examine};
use crate::meter::ledger::Turns;
use crate::outcome::Reason;
use crate::pick::with_part;
use crate::policy::{AbsenceDoc, AccrualDoc, Queue};
use crate::state::FloorState;

/// The members who may not take this lead and yet go on being owed their part of its turn, by the queue's word on
/// absence; none if there are none. Looks only at those who are not eligible, and only if some reason accrues.
pub(crate) fn sharers(question: &Question<'_, '_>, eligible: &AgentSet) -> Option<AgentSet> {
    let asker = question.queue.as_ref()?;
    let absence = &asker.policy.absence;
    let state = question.floor.state;
    if nobody_absent_shares(state, asker.policy) {
        return None;
    }
    let strict = asker.policy.strict.is_some();
    let only_blocked = !strict && asker.policy.only_blocked_accrue();
    let mut absent = AgentSet::default();
    let mut candidates = asker.row.members.clone();
    candidates.subtract(eligible);
    if only_blocked {
        candidates.intersect(&state.blocked);
    }
    // Whose turn it may be while they are away keeps it: up to one turn, the largest.
    let waited_for = if strict { but_for_being_here(question) } else { AgentSet::default() };
    for agent in candidates.iter() {
        let Err(refused) = examine(question, agent) else { continue };
        let accrual = match accrual(absence, &refused.reason) {
            Some(AccrualDoc::None) if waited_for.contains(agent) => {
                AccrualDoc::Capped { turns: asker.policy.largest_turn() }
            }
            Some(accrual) => accrual,
            None => continue,
        };
        let owed = asker.turns.ledger.deficit(agent).unwrap_or_default();
        let accrues = match accrual {
            AccrualDoc::None => false,
            AccrualDoc::All => true,
            AccrualDoc::Capped { turns } => owed < Turns::whole(i64::from(turns)),
        };
        if accrues {
            absent.insert(agent);
        }
    }
    let absent = with_part(asker, absent);
    (!absent.is_empty()).then_some(absent)
}

/// Whether it is plain that nobody absent is owed a part of a turn.
fn nobody_absent_shares(state: &FloorState, queue: &Queue) -> bool {
    state.blocked.is_empty() && queue.strict.is_none() && queue.only_blocked_accrue()
}

/// What a reason for being absent does; none for reasons that lie in the lead, such as having had it before.
fn accrual(absence: &AbsenceDoc, reason: &Reason) -> Option<AccrualDoc> {
    match reason {
        Reason::OnLeave { .. } => Some(absence.leave),
        Reason::OffShift { .. } | Reason::EndsSoon { .. } => Some(absence.shift),
        Reason::NotPresent { .. } => Some(absence.presence),
        Reason::AtCapacity { .. }
        | Reason::ReturnDeclines { .. }
        | Reason::NotReady { .. }
        | Reason::Paused { .. } => Some(absence.capacity),
        Reason::CapFull { .. } | Reason::CapClosed { .. } => Some(absence.cap),
        Reason::Blocked { .. } => Some(absence.block),
        _ => None,
    }
}
