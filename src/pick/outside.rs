//! Turns taken outside the rotation.

use crate::bits::AgentSet;
use crate::gate::{Asker, Question, eligible};
use crate::id::AgentSlot;
use crate::pick::Share;

/// Those of these who have a part in the turns of the queue: who weighs nothing in it may weigh something in a rotation it
/// shares with others.
pub(crate) fn with_part(asker: &Asker<'_>, share: AgentSet) -> AgentSet {
    if !asker.policy.sheets.is_shared() {
        return share;
    }
    asker.row.turns.ledger.weighted_of(&share).unwrap_or(share)
}

/// Who shares a turn that goes to an agent out of turn, if the queue keeps a sheet of such turns. The question is that
/// of a push, whoever the lead is kept for.
pub(crate) fn outside_turn(
    question: &Question<'_, '_>,
    asker: &Asker<'_>,
    agent: AgentSlot,
) -> Option<Share> {
    if asker.policy.counts_each() || asker.policy.recency {
        return Some(Share::Nobody);
    }
    if !asker.policy.shares_turns() {
        return None;
    }
    let mut lead = question.lead.clone();
    lead.last_owner = None;
    let anybody = Question { floor: question.floor, queue: question.queue, lead: &lead, way: question.way };
    let mut share = eligible(&anybody);
    share.insert(agent);
    Some(Share::of(with_part(asker, share), &asker.turns.ledger))
}
