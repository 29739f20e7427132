//! Two drawn by lot, and the one with less open work of the two. The draw depends on the queue and on how many offers
//! it has made, so that deciding again on the same state draws the same.

use crate::bits::AgentSet;
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::rank::drawn_below;

/// What a number is drawn for.
const FIRST: u64 = 1;
const SECOND: u64 = 2;

/// The two drawn, in the order they were drawn; the second is none where there is one only. Members are counted in the
/// order they first joined the floor. O(words of 64 members).
pub(crate) fn drawn(asker: &Asker<'_>, among: &AgentSet) -> (Option<AgentSlot>, Option<AgentSlot>) {
    let number = asker.row.offers;
    let draw = |purpose: u64, limit: usize| drawn_below(asker.policy.seed, number, purpose, limit);
    let size = among.len();
    let first = draw(FIRST, size);
    let second = draw(SECOND, size.saturating_sub(1));
    // Anybody but the first.
    let second = if second >= first { second.saturating_add(1) } else { second };
    (among.nth(first), among.nth(second).filter(|_| size > 1))
}

/// Of the two, who holds fewer units; alike, the one drawn first.
pub(super) fn less_loaded(floor: &Floor<'_>, asker: &Asker<'_>, among: &AgentSet) -> Option<AgentSlot> {
    let units = |agent: AgentSlot| floor.state.agent(agent).map_or(0, |row| row.load.units);
    let (first, second) = drawn(asker, among);
    let first = first?;
    Some(second.filter(|second| units(*second) < units(first)).unwrap_or(first))
}
