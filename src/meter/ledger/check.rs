//! Whether a ledger adds up.

use std::collections::BTreeMap;

use super::clock::Clock;
use super::line::Filed;
use super::{LedgerError, TurnLedger, Turns};

impl TurnLedger {
    /// Adds everything up. Linear in the members; for tests and for documents read from outside.
    ///
    /// # Errors
    /// [`LedgerError`] if something does not add up.
    pub fn check(&self) -> Result<(), LedgerError> {
        let (mut sum, mut all, mut shared) = (Some(self.carried().total().units()), 0_i128, 0_i128);
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for (place, row) in self.rows.iter().enumerate() {
            let weight = i128::from(row.weight);
            let shares = self.sharing.contains(row.agent);
            sum = sum.and_then(|sum| sum.checked_add(self.owed(row).units()));
            all = all.saturating_add(weight);
            shared = shared.saturating_add(if shares { weight } else { 0 });
            if row.weight > 0 {
                let count = counts.entry(row.weight).or_default();
                *count = count.saturating_add(1);
            }
            if self.place(row.agent) != Some(place) || self.weighted.contains(row.agent) != (row.weight > 0) {
                return Err(LedgerError::Derived);
            }
        }
        let classes = self.classes.iter().map(|class| (class.weight, class.members)).collect();
        if (all, shared, counts) != (self.fold.weight, self.share.weight, classes) {
            return Err(LedgerError::Derived);
        }
        if !self.is_in_order() {
            return Err(LedgerError::Derived);
        }
        for Clock { carry, weight, .. } in [self.share, self.fold] {
            if carry < 0 || carry >= weight.max(1) {
                return Err(LedgerError::Carry { carry, weight });
            }
        }
        match sum {
            Some(0) => Ok(()),
            other => Err(LedgerError::Unbalanced(Turns::from_units(other.unwrap_or(i128::MAX)))),
        }
    }

    /// Whether those who share and have a weight, and no others, are filed by weight, each where it belongs.
    fn is_in_order(&self) -> bool {
        let rows = self.rows.iter().zip(&self.ranks);
        let sharing = rows.filter(|(row, _)| row.weight > 0 && self.sharing.contains(row.agent));
        let mut anew: Vec<(u32, Filed)> =
            sharing.map(|(row, rank)| (row.weight, Filed::of(row, *rank, self.smooth))).collect();
        anew.sort_unstable();
        self.classes.iter().flat_map(|class| class.iter().map(|filed| (class.weight, filed))).eq(anew)
    }
}
