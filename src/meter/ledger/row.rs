//! One agent's row.

use super::turns::Turns;
use crate::id::AgentSlot;

/// What a pick reads of an agent: 32 bytes, two to a cache line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Units owed, without `weight × now` of the clocks the row runs by.
    pub(super) base: i128,
    /// Number of the deal that was this agent's last, 0 if none was.
    pub(super) last_turn: u64,
    /// Share of the turns; 0 is never by rotation.
    pub(super) weight: u32,
    /// Whose row it is.
    pub(super) agent: AgentSlot,
}

/// One line of a ledger's report, see [`TurnLedger::rows`](super::TurnLedger::rows).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Whose row it is.
    pub agent: AgentSlot,
    /// Share of the turns; 0 is never by rotation.
    pub weight: u32,
    /// Whether the agent accrues its share of the next deal.
    pub sharing: bool,
    /// Turns owed (positive) or taken in advance (negative).
    pub deficit: Turns,
    /// Turns taken since joining, credited ones not counted.
    pub taken: u64,
    /// Number of the ledger's deal that was this agent's last, 0 if none was. The first deal is 1.
    pub last_turn: u64,
}
