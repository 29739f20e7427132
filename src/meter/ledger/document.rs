//! A ledger as data: one canonical form, everything derived is built again.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::row::Row;
use super::{LedgerError, LedgerRow, MAX_SLOTS, TurnLedger, Turns};
use crate::id::AgentSlot;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowDocument {
    agent: AgentSlot,
    weight: u32,
    sharing: bool,
    deficit: Turns,
    taken: u64,
    last_turn: u64,
}

/// The same for every ledger that owes the same: the clocks start at zero, rows are in slot order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    sequence: u64,
    residue: Turns,
    share_carry: Turns,
    fold_carry: Turns,
    rows: Vec<RowDocument>,
}

impl From<LedgerRow> for RowDocument {
    fn from(row: LedgerRow) -> Self {
        let LedgerRow { agent, weight, sharing, deficit, taken, last_turn } = row;
        RowDocument { agent, weight, sharing, deficit, taken, last_turn }
    }
}

impl From<&TurnLedger> for Document {
    fn from(ledger: &TurnLedger) -> Self {
        let carried = ledger.carried();
        Document {
            sequence: ledger.sequence(),
            residue: carried.residue,
            share_carry: carried.share,
            fold_carry: carried.fold,
            rows: ledger.rows().map(RowDocument::from).collect(),
        }
    }
}

impl TryFrom<Document> for TurnLedger {
    type Error = LedgerError;

    fn try_from(document: Document) -> Result<Self, LedgerError> {
        let mut ledger = TurnLedger::default();
        let mut before = None;
        for row in document.rows {
            if before.is_some_and(|slot| slot >= row.agent) {
                return Err(LedgerError::Order(row.agent));
            }
            if row.agent.index() >= MAX_SLOTS {
                return Err(LedgerError::Slot(row.agent));
            }
            if row.last_turn > document.sequence {
                return Err(LedgerError::LastTurn(row.agent));
            }
            before = Some(row.agent);
            let fresh = Row {
                base: row.deficit.units(),
                last_turn: row.last_turn,
                weight: row.weight,
                agent: row.agent,
            };
            // All clocks stand at zero without a carry, so what a row stores is what it is owed.
            ledger.add_row(fresh, row.taken, row.agent.index() as u64);
            ledger.set_sharing(row.agent, row.sharing);
        }
        ledger.sequence = document.sequence;
        ledger.residue = document.residue.units();
        ledger.share.carry = document.share_carry.units();
        ledger.fold.carry = document.fold_carry.units();
        ledger.check()?;
        Ok(ledger)
    }
}

impl Serialize for TurnLedger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Document::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TurnLedger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        TurnLedger::try_from(Document::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Two ledgers are equal when they owe the same turns to the same agents, whatever way they came there.
impl PartialEq for TurnLedger {
    fn eq(&self, other: &TurnLedger) -> bool {
        Document::from(self) == Document::from(other)
    }
}

impl Eq for TurnLedger {}
