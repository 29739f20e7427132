//! The ledger said slowly.

use std::collections::BTreeMap;

use fairdeal::meter::ledger::UNIT;
use num_traits::Zero;

use super::{Q, q};

/// What a broken engine would do; the harness has to notice each.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fault {
    None,
    LostTurn,
    CreditTwice,
    RemainderDropped,
    LeaverDropped,
    Delta,
    TiesBySlot,
}

#[derive(Clone)]
pub struct Row {
    pub weight: u32,
    pub shares: bool,
    pub owed: Q,
    pub last: u64,
    pub taken: u64,
}

/// The ledger said slowly: everybody's row is written at every deal, in rationals of a turn.
#[derive(Clone)]
pub struct Oracle {
    pub fault: Fault,
    pub rows: BTreeMap<usize, Row>,
    pub residue: Q,
    pub sequence: u64,
}

impl Oracle {
    pub fn new(fault: Fault) -> Oracle {
        Oracle { fault, rows: BTreeMap::new(), residue: Q::zero(), sequence: 0 }
    }

    pub fn spread(&mut self, amount: &Q, who: impl Fn(&Row) -> bool) -> bool {
        let total: u64 = self.rows.values().filter(|a| who(a)).map(|a| u64::from(a.weight)).sum();
        if total == 0 {
            return false;
        }
        let mut each = amount / q(total.into(), 1);
        if self.fault == Fault::RemainderDropped {
            each = (each * q(UNIT, 1)).floor() / q(UNIT, 1);
        }
        for row in self.rows.values_mut().filter(|a| who(a)) {
            row.owed += &each * q(row.weight.into(), 1);
        }
        true
    }

    pub fn accrue(&mut self, amount: &Q) {
        if !self.spread(amount, |a| a.shares) && !self.spread(amount, |_| true) {
            self.residue += amount;
        }
    }

    pub fn join(&mut self, id: usize, weight: u32) {
        self.rows.entry(id).or_insert(Row { weight, shares: false, owed: Q::zero(), last: 0, taken: 0 });
    }

    pub fn leave(&mut self, id: usize) {
        let Some(gone) = self.rows.remove(&id) else {
            return;
        };
        if self.fault != Fault::LeaverDropped && !self.spread(&gone.owed, |_| true) {
            self.residue += gone.owed;
        }
    }

    pub fn deal(&mut self, id: usize) {
        let sequence = self.sequence + 1;
        let lost = self.fault == Fault::LostTurn && sequence.is_multiple_of(7);
        let Some(row) = self.rows.get_mut(&id) else {
            return;
        };
        row.owed -= if lost { Q::zero() } else { q(1, 1) };
        row.last = sequence;
        row.taken += 1;
        self.sequence = sequence;
        self.accrue(&q(1, 1));
    }

    pub fn credit(&mut self, id: usize) {
        let Some(row) = self.rows.get_mut(&id) else {
            return;
        };
        row.owed += q(if self.fault == Fault::CreditTwice { 2 } else { 1 }, 1);
        row.taken = row.taken.saturating_sub(1);
        self.accrue(&q(-1, 1));
    }

    /// (not begun, due, last turn, rank) of every candidate.
    pub fn keys(&self, eligible: &[usize], share: &[usize], rank: &[u32]) -> Vec<(bool, Q, u64, u32, usize)> {
        let total: u64 = share.iter().filter_map(|i| self.rows.get(i)).map(|a| u64::from(a.weight)).sum();
        let mut candidates: Vec<_> = eligible.to_vec();
        candidates.retain(|i| self.rows.get(i).is_some_and(|a| a.weight > 0));
        let n = candidates.len() as i128;
        let delta = q(1, if self.fault == Fault::Delta { 2 * n } else { (2 * n - 2).max(1) });
        let key = |i: usize| {
            let row = &self.rows[&i];
            let mut owed = row.owed.clone();
            if share.contains(&i) {
                owed += q(row.weight.into(), total.into());
            }
            let due = (q(1, 1) - &delta - &owed) / q(row.weight.into(), 1);
            let (last, rank) = if self.fault == Fault::TiesBySlot { (0, 0) } else { (row.last, rank[i]) };
            (owed < delta, due, last, rank, i)
        };
        let mut keys: Vec<_> = candidates.into_iter().map(key).collect();
        keys.sort();
        keys
    }

    pub fn sum(&self) -> Q {
        self.rows.values().fold(self.residue.clone(), |sum, a| sum + &a.owed)
    }
}
