//! Who shares, in the order of what they are owed: with equal weights, the order of their turns.

use core::cmp::Reverse;

use super::row::Row;
use crate::id::AgentSlot;
use crate::runs::Runs;

/// Sharing members of positive weight, the highest stored amount first, then the oldest last turn.
///
/// What a sharing row stores lacks `weight × now` of the clocks. With equal weights that is the same for all, so this
/// order stays true while the clocks run, and a deal moves nobody but the one who took it.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(Runs<(Reverse<i128>, u64, AgentSlot)>);

impl Line {
    /// Files a row, or takes it out as it was filed. O(log n).
    pub(super) fn set(&mut self, row: &Row, filed: bool) {
        let key = (Reverse(row.base), row.last_turn, row.agent);
        if filed && row.weight > 0 {
            self.0.insert(key);
        } else {
            self.0.remove(&key);
        }
    }

    /// The first who passes; of those alike in amount and last turn the one of the lowest rank.
    pub(super) fn first(
        &self,
        passes: impl Fn(AgentSlot) -> bool,
        rank_of: impl Fn(AgentSlot) -> u64,
    ) -> Option<AgentSlot> {
        let mut passing = self.0.iter().filter(|(_, _, agent)| passes(*agent));
        let (amount, last_turn, mut first) = passing.next()?;
        let alike = passing.take_while(|(other, turn, _)| *other == amount && *turn == last_turn);
        for (_, _, agent) in alike {
            if rank_of(agent) < rank_of(first) {
                first = agent;
            }
        }
        Some(first)
    }
}
