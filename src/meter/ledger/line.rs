//! Who shares, in the order of what they are owed: among equal weights, the order of their turns.

use core::cmp::Reverse;

use super::row::Row;
use crate::id::AgentSlot;
use crate::runs::Runs;

/// Members of one weight, and those of them who share in the order of their turns.
///
/// What a sharing row stores lacks `weight × now` of the clocks. With equal weights that is the same for all, so this
/// order stays true while the clocks run, and a deal moves nobody but the one who took it.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// Positive.
    pub(super) weight: u32,
    /// How many members have this weight, whether they share or not.
    pub(super) members: u32,
    /// Whether equal amounts are in the order of the ranks alone.
    smooth: bool,
    line: Runs<Filed, 128>,
}

/// The highest stored amount first, then the oldest last turn (unless the rule is smooth), then the lowest rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Filed {
    amount: Reverse<i128>,
    last_turn: u64,
    rank: u64,
    agent: AgentSlot,
}

impl Filed {
    #[inline]
    pub(super) fn of(row: &Row, rank: u64, smooth: bool) -> Filed {
        let last_turn = if smooth { 0 } else { row.last_turn };
        Filed { amount: Reverse(row.base), last_turn, rank, agent: row.agent }
    }
}

impl Class {
    pub(super) fn new(weight: u32, smooth: bool) -> Class {
        Class { weight, members: 0, smooth, line: Runs::default() }
    }

    /// O(log n).
    pub(super) fn file(&mut self, row: &Row, rank: u64) {
        self.line.insert(Filed::of(row, rank, self.smooth));
    }

    /// Takes a row out as it was filed. O(log n).
    pub(super) fn unfile(&mut self, row: &Row, rank: u64) {
        self.line.remove(&Filed::of(row, rank, self.smooth));
    }

    /// Files a row anew that was filed as `before`. O(log n).
    #[inline]
    pub(super) fn refile(&mut self, before: &Row, after: &Row, rank: u64) {
        self.line.replace(&Filed::of(before, rank, self.smooth), Filed::of(after, rank, self.smooth));
    }

    /// Has the line in another rule's order. Nobody is filed.
    pub(super) fn set_smooth(&mut self, smooth: bool) {
        self.smooth = smooth;
    }

    /// Who is filed, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Filed> + '_ {
        self.line.iter()
    }

    /// The first who passes. One step for each who does not.
    #[inline]
    pub(super) fn first(&self, passes: impl Fn(AgentSlot) -> bool) -> Option<AgentSlot> {
        self.line.find(|filed| passes(filed.agent)).map(|filed| filed.agent)
    }
}
