//! A clock that a changing set of weights shares, losing nothing to division.

/// Units per weight, for everyone who runs by this clock.
///
/// True time is `now + carry / weight`. A row that runs by the clock stores its amount without `weight × now`, so
/// advancing touches nobody. Over the rows that run by it, `Σ stored + weight × now + carry` is exactly what was put in.
///
/// When the set changes, the fraction is handed over: who leaves takes the whole units of its part of the carry, who
/// enters brings them. Both sides are off by less than one unit per change (2·10⁻¹⁵ of a turn), whatever the weights, and
/// the sum by nothing. `enter` followed by `leave` gives the clock back as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    /// Whole units per weight so far.
    pub(super) now: i128,
    /// Units that did not divide: `0 <= carry < weight`, 0 when `weight` is.
    pub(super) carry: i128,
    /// Sum of the weights that run by this clock.
    pub(super) weight: i128,
}

/// `amount / weight` towards negative infinity, and what is left over; nothing if the weight is not positive.
fn divide(amount: i128, weight: i128) -> Option<(i128, i128)> {
    if weight <= 0 {
        return None;
    }
    // One machine instruction where both fit, which is nearly always.
    if let (Ok(a), Ok(w)) = (u64::try_from(amount), u64::try_from(weight)) {
        return Some((i128::from(a.checked_div(w)?), i128::from(a.checked_rem(w)?)));
    }
    Some((amount.checked_div_euclid(weight)?, amount.checked_rem_euclid(weight)?))
}

impl Clock {
    /// Spreads the units over the weights; gives back what nobody is there to take.
    pub(super) fn advance(&mut self, units: i128) -> i128 {
        match divide(self.carry.wrapping_add(units), self.weight) {
            Some((whole, rest)) => {
                self.now = self.now.wrapping_add(whole);
                self.carry = rest;
                0
            }
            None => units,
        }
    }

    /// Whole units of the carry that belong to this much weight.
    fn part(&self, weight: i128) -> i128 {
        if self.carry == 0 {
            return 0;
        }
        divide(weight.wrapping_mul(self.carry), self.weight).map_or(0, |(whole, _)| whole)
    }

    /// A weight starts to run by this clock. Gives what to add to its stored amount.
    pub(super) fn enter(&mut self, weight: u32) -> i128 {
        let weight = i128::from(weight);
        let part = self.part(weight);
        self.carry = self.carry.wrapping_add(part);
        self.weight = self.weight.wrapping_add(weight);
        weight.wrapping_mul(self.now).wrapping_add(part).wrapping_neg()
    }

    /// A weight stops running by this clock. Gives what to add to its stored amount.
    pub(super) fn leave(&mut self, weight: u32) -> i128 {
        let weight = i128::from(weight);
        let part = self.part(weight);
        let amount = weight.wrapping_mul(self.now).wrapping_add(part);
        self.weight = self.weight.wrapping_sub(weight);
        self.carry = self.carry.wrapping_sub(part);
        // The rounding can leave the carry one unit too large for the smaller weight.
        self.advance(0);
        amount
    }
}
