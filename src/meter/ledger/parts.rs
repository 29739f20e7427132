//! What the operations of a ledger are made of.

use super::row::Row;
use super::{LedgerRow, MAX_SLOTS, TurnLedger, Turns};
use crate::bits::AgentSet;
use crate::id::AgentSlot;

impl TurnLedger {
    pub(super) fn place(&self, agent: AgentSlot) -> Option<usize> {
        let place = *self.places.get(agent.index())?;
        (place as usize).checked_sub(1)
    }

    pub(super) fn row(&self, agent: AgentSlot) -> Option<&Row> {
        self.rows.get(self.place(agent)?)
    }

    pub(super) fn owed(&self, row: &Row) -> Turns {
        let shared = if self.sharing.contains(row.agent) { self.share.now } else { 0 };
        let clocks = self.fold.now.wrapping_add(shared);
        Turns::from_units(row.base.wrapping_add(clocks.wrapping_mul(i128::from(row.weight))))
    }

    pub(super) fn report(&self, row: &Row, taken: u64) -> LedgerRow {
        let Row { last_turn, weight, agent, .. } = *row;
        let sharing = self.sharing.contains(agent);
        LedgerRow { agent, weight, sharing, deficit: self.owed(row), taken, last_turn }
    }

    pub(super) fn add_row(&mut self, mut row: Row, taken: u64) -> bool {
        let slot = row.agent.index();
        if slot >= MAX_SLOTS || self.place(row.agent).is_some() {
            return false;
        }
        if self.places.len() <= slot {
            self.places.resize(slot.saturating_add(1), 0);
        }
        row.base = row.base.wrapping_add(self.fold.enter(row.weight));
        self.note_weight(row.agent, row.weight);
        let place = self.rows.partition_point(|other| other.agent < row.agent);
        self.rows.insert(place, row);
        self.taken.insert(place, taken);
        self.renumber(place);
        true
    }

    /// Notes where the rows from this place on are.
    pub(super) fn renumber(&mut self, from: usize) {
        for (place, row) in self.rows.iter().enumerate().skip(from) {
            if let (Some(entry), Ok(number)) =
                (self.places.get_mut(row.agent.index()), u32::try_from(place.saturating_add(1)))
            {
                *entry = number;
            }
        }
    }

    /// These agents without those who have no weight; none if they all have one.
    pub(crate) fn weighted_of(&self, agents: &AgentSet) -> Option<AgentSet> {
        let mut rest = agents.clone();
        rest.subtract(&self.weighted);
        if rest.is_empty() {
            return None;
        }
        let mut weighted = agents.clone();
        weighted.intersect(&self.weighted);
        Some(weighted)
    }

    pub(super) fn note_weight(&mut self, agent: AgentSlot, weight: u32) {
        if weight > 0 {
            let count = self.weights.entry(weight).or_default();
            *count = count.saturating_add(1);
            self.weighted.insert(agent);
        }
    }

    pub(super) fn forget_weight(&mut self, agent: AgentSlot, weight: u32) {
        self.weighted.remove(agent);
        if let Some(count) = self.weights.get_mut(&weight) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.weights.remove(&weight);
            }
        }
    }

    /// Gives units to who shares, else to all.
    pub(super) fn accrue(&mut self, units: i128) {
        if self.share.weight > 0 {
            self.share.advance(units);
        } else {
            self.spread(units);
        }
    }

    /// Gives units to all by weight, else to the residue.
    pub(super) fn spread(&mut self, units: i128) {
        let rest = self.fold.advance(units);
        self.residue = self.residue.wrapping_add(rest);
    }
}
