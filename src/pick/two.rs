//! Two drawn by lot, and the one with less open work of the two. The draw depends on the queue, on who its members are and
//! on how many offers it has made, so that deciding again on the same state draws the same.

use crate::bits::{AgentSet, Among};
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::rank::{Tries, drawn_below};

/// What a number is drawn for.
const FIRST: u64 = 1;
const SECOND: u64 = 2;

/// The two drawn, in the order they were drawn; the second is none where there is one only. Members are counted in the
/// order they first joined the floor. O(tries), 1 024 at the most; where the tries name none of these, O(words of 64
/// members).
pub(crate) fn drawn(asker: &Asker<'_>, among: &impl Among) -> (Option<AgentSlot>, Option<AgentSlot>) {
    let Some(first) = one(asker, FIRST, |agent| among.contains(agent), || among.everybody()) else {
        return (None, None);
    };
    if !among.holds_others(first) {
        return (Some(first), None);
    }
    let others = || {
        let mut others = among.everybody();
        others.remove(first);
        others
    };
    (Some(first), one(asker, SECOND, |agent| agent != first && among.contains(agent), others))
}

/// Whom the tries name first of those who will do; if nobody, one of them counted off.
fn one(
    asker: &Asker<'_>,
    purpose: u64,
    will_do: impl Fn(AgentSlot) -> bool,
    these: impl FnOnce() -> AgentSet,
) -> Option<AgentSlot> {
    let (seed, number) = (asker.policy.seed, asker.row.offers);
    let tries = Tries::alike(seed, number, purpose, asker.row.turns.ledger.len());
    if let Some(agent) = tries.first(|place| asker.row.turns.ledger.agent_at(place), will_do, |_, _| true) {
        return Some(agent);
    }
    let these = these();
    these.nth(drawn_below(seed, number, purpose, these.len()))
}

/// Of the two, who holds fewer units; alike, the one drawn first.
pub(super) fn less_loaded(floor: &Floor<'_>, asker: &Asker<'_>, among: &impl Among) -> Option<AgentSlot> {
    let units = |agent: AgentSlot| floor.state.agent(agent).map_or(0, |row| row.load.units);
    let (first, second) = drawn(asker, among);
    let first = first?;
    Some(second.filter(|second| units(*second) < units(first)).unwrap_or(first))
}
