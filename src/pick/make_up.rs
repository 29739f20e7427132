//! Whoever makes up for turns missed is not flooded with leads.

use crate::bits::AgentSet;
use crate::gate::Asker;

/// Those of these who make up for turns missed and have taken as many as they may for now; nobody where nobody else is
/// left. One look at each member who makes up for turns.
pub(crate) fn held_back(asker: &Asker<'_>, left: &AgentSet) -> AgentSet {
    let mut held = AgentSet::default();
    let Some(pace) = asker.policy.catch_up else { return held };
    let too_fast = asker.turns.make_ups.held_back(&asker.turns.ledger, pace, asker.size);
    too_fast.filter(|agent| left.contains(*agent)).for_each(|agent| held.insert(agent));
    let mut others = left.clone();
    others.subtract(&held);
    if asker.turns.ledger.gives_turns_to(&others) { held } else { AgentSet::default() }
}

/// These without those; none if there are none.
#[inline]
pub(super) fn without_held_back(asker: &Asker<'_>, left: &AgentSet) -> Option<AgentSet> {
    if asker.policy.catch_up.is_none() || asker.turns.make_ups.is_empty() {
        return None;
    }
    let held = held_back(asker, left);
    let mut fewer = left.clone();
    fewer.subtract(&held);
    (!held.is_empty()).then_some(fewer)
}
