//! Whose turn is next, fast: the same answer as a pick without its reasons.

use super::TurnLedger;
use crate::bits::AgentSet;
use crate::id::AgentSlot;

impl TurnLedger {
    /// The agent that [`pick`](TurnLedger::pick) picks, without the reasons.
    ///
    /// With equal weights O(log n + words), plus one step for each sharing member owed more who is not eligible, and
    /// one look at each eligible member who does not share yet. With unequal weights, or if somebody eligible has no
    /// part in the deal, as [`pick`](TurnLedger::pick).
    #[must_use]
    pub fn next(
        &self,
        eligible: &AgentSet,
        share: &AgentSet,
        rank_of: impl Fn(AgentSlot) -> u64,
    ) -> Option<AgentSlot> {
        let mut unpaid = eligible.clone();
        unpaid.subtract(share);
        if self.weights.len() != 1 || !unpaid.is_empty() {
            return self.pick(eligible, share, rank_of).map(|pick| pick.agent);
        }
        // Of those who share, all accrue alike: who is owed most now is owed most with this deal.
        let first = self.line.first(|agent| eligible.contains(agent), &rank_of);
        let mut others = eligible.clone();
        others.subtract(&self.sharing);
        others.intersect(&self.weighted);
        if others.is_empty() {
            return first;
        }
        if let Some(first) = first {
            others.insert(first);
        }
        self.pick(&others, share, rank_of).map(|pick| pick.agent)
    }
}
