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
pub struct Account {
    pub weight: u32,
    pub shares: bool,
    pub owed: Q,
    pub last: u64,
    pub taken: u64,
}

/// The ledger said slowly: everybody's account is written at every deal, in rationals of a turn.
#[derive(Clone)]
pub struct Oracle {
    pub fault: Fault,
    pub accounts: BTreeMap<usize, Account>,
    pub residue: Q,
    pub sequence: u64,
}

impl Oracle {
    pub fn new(fault: Fault) -> Oracle {
        Oracle { fault, accounts: BTreeMap::new(), residue: Q::zero(), sequence: 0 }
    }

    pub fn spread(&mut self, amount: &Q, who: impl Fn(&Account) -> bool) -> bool {
        let total: u64 = self.accounts.values().filter(|a| who(a)).map(|a| u64::from(a.weight)).sum();
        if total == 0 {
            return false;
        }
        let mut each = amount / q(total.into(), 1);
        if self.fault == Fault::RemainderDropped {
            each = (each * q(UNIT, 1)).floor() / q(UNIT, 1);
        }
        for account in self.accounts.values_mut().filter(|a| who(a)) {
            account.owed += &each * q(account.weight.into(), 1);
        }
        true
    }

    pub fn accrue(&mut self, amount: &Q) {
        if !self.spread(amount, |a| a.shares) && !self.spread(amount, |_| true) {
            self.residue += amount;
        }
    }

    pub fn join(&mut self, id: usize, weight: u32) {
        self.accounts.entry(id).or_insert(Account {
            weight,
            shares: false,
            owed: Q::zero(),
            last: 0,
            taken: 0,
        });
    }

    pub fn leave(&mut self, id: usize) {
        let Some(gone) = self.accounts.remove(&id) else {
            return;
        };
        if self.fault != Fault::LeaverDropped && !self.spread(&gone.owed, |_| true) {
            self.residue += gone.owed;
        }
    }

    pub fn deal(&mut self, id: usize) {
        let sequence = self.sequence + 1;
        let lost = self.fault == Fault::LostTurn && sequence.is_multiple_of(7);
        let Some(account) = self.accounts.get_mut(&id) else {
            return;
        };
        account.owed -= if lost { Q::zero() } else { q(1, 1) };
        account.last = sequence;
        account.taken += 1;
        self.sequence = sequence;
        self.accrue(&q(1, 1));
    }

    pub fn credit(&mut self, id: usize) {
        let Some(account) = self.accounts.get_mut(&id) else {
            return;
        };
        account.owed += q(if self.fault == Fault::CreditTwice { 2 } else { 1 }, 1);
        account.taken = account.taken.saturating_sub(1);
        self.accrue(&q(-1, 1));
    }

    /// (not begun, due, last turn, rank) of every candidate.
    pub fn keys(&self, eligible: &[usize], share: &[usize], rank: &[u32]) -> Vec<(bool, Q, u64, u32, usize)> {
        let total: u64 = share.iter().filter_map(|i| self.accounts.get(i)).map(|a| u64::from(a.weight)).sum();
        let mut candidates: Vec<_> = eligible.to_vec();
        candidates.retain(|i| self.accounts.get(i).is_some_and(|a| a.weight > 0));
        let n = candidates.len() as i128;
        let delta = q(1, if self.fault == Fault::Delta { 2 * n } else { (2 * n - 2).max(1) });
        let key = |i: usize| {
            let account = &self.accounts[&i];
            let mut owed = account.owed.clone();
            if share.contains(&i) {
                owed += q(account.weight.into(), total.into());
            }
            let due = (q(1, 1) - &delta - &owed) / q(account.weight.into(), 1);
            let (last, rank) = if self.fault == Fault::TiesBySlot { (0, 0) } else { (account.last, rank[i]) };
            (owed < delta, due, last, rank, i)
        };
        let mut keys: Vec<_> = candidates.into_iter().map(key).collect();
        keys.sort();
        keys
    }

    pub fn sum(&self) -> Q {
        self.accounts.values().fold(self.residue.clone(), |sum, a| sum + &a.owed)
    }
}
