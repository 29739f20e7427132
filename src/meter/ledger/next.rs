//! Whose turn is next, fast: the same answer as a pick without its reasons.

use super::TurnLedger;
use crate::bits::AgentSet;
use crate::id::AgentSlot;

/// With more different weights than this, looking at the eligible one by one is as fast.
const MOST_CLASSES: usize = 16;

impl TurnLedger {
    /// The agent that [`pick`](TurnLedger::pick) picks, without the reasons.
    ///
    /// O(different weights × log n + words), plus one step for each sharing member owed more who is not eligible, and
    /// one look at each eligible member who does not share yet. With more than 16 different weights, or if somebody
    /// eligible has no part in the deal, as [`pick`](TurnLedger::pick).
    #[must_use]
    pub fn next(&self, eligible: &AgentSet, share: &AgentSet) -> Option<AgentSlot> {
        self.next_sized(eligible, share, 1)
    }

    /// [`next`](Self::next) for a turn that counts as so many.
    #[must_use]
    pub fn next_sized(&self, eligible: &AgentSet, share: &AgentSet, size: u32) -> Option<AgentSlot> {
        if self.classes.len() > MOST_CLASSES || eligible.meets_without(eligible, share) {
            return self.pick_sized(eligible, share, size).map(|pick| pick.agent);
        }
        let newcomers = eligible.meets_without(&self.weighted, &self.sharing);
        if let ([class], false) = (self.classes.as_slice(), newcomers) {
            // All accrue alike: who is owed most now is owed most with this deal.
            return class.first(|agent| eligible.contains(agent));
        }
        // Of those who share and weigh the same, who is owed most is begun if anybody is, and is due first.
        let firsts = self.classes.iter().filter_map(|class| class.first(|agent| eligible.contains(agent)));
        let mut candidates: AgentSet = firsts.collect();
        if newcomers {
            let mut others = eligible.clone();
            others.subtract(&self.sharing);
            others.intersect(&self.weighted);
            candidates.union(&others);
        }
        let eligible = eligible.common(&self.weighted);
        self.pick_of(&candidates, share, Some(eligible), size).map(|pick| pick.agent)
    }

    /// [`next_sized`](Self::next_sized) where those eligible are those who share now, and go on sharing.
    #[inline]
    pub(crate) fn next_as_before(&self, size: u32) -> Option<AgentSlot> {
        match self.classes.as_slice() {
            [class] => class.first(|_| true),
            _ => self.next_sized(&self.sharing, &self.sharing, size),
        }
    }
}
