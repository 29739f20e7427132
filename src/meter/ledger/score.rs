//! Tijdeman's key of one agent, in integers.

use core::cmp::Ordering;

use super::TurnLedger;
use super::clock::Clock;
use super::row::Row;
use super::turns::UNIT;

/// `scale × m` stays within this, so that every product below fits 127 bits: owed (69) × scale × m (56).
const ROOM: i128 = 1 << 56;
/// What an agent is owed counts in a weighted pick up to 2²⁰ turns either way.
const MOST_OWED: i128 = 1 << 69;

/// How urgent a turn is: not yet begun after begun, then the earlier due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    waits: bool,
    /// `(1 − δ − d′) × m × scale`, in units.
    pub(super) lacking: i128,
    pub(super) weight: u32,
}

impl Score {
    pub(super) fn order(&self, other: &Score) -> Ordering {
        self.waits.cmp(&other.waits).then_with(|| {
            compare_products(
                self.lacking,
                u64::from(other.weight),
                other.lacking,
                u64::from(self.weight),
            )
        })
    }
}

/// The low 64 bits, and the rest with its sign.
const fn halves(value: i128) -> (i128, u128) {
    (value >> 64, value.cast_unsigned() & 0xFFFF_FFFF_FFFF_FFFF)
}

/// Compares `a × x` with `b × y` in 192 bits.
fn compare_products(a: i128, x: u64, b: i128, y: u64) -> Ordering {
    let product = |value: i128, factor: u64| {
        let (high, low) = halves(value);
        // Both factors are below 2^64, so their product is below 2^128; `high` is within ±2^63.
        let low = low.wrapping_mul(u128::from(factor));
        let carried = high
            .wrapping_mul(i128::from(factor))
            .wrapping_add((low >> 64).cast_signed());
        (carried, low & 0xFFFF_FFFF_FFFF_FFFF)
    };
    product(a, x).cmp(&product(b, y))
}

/// What all keys of one pick have in common. With δ = 1/m, m = max(1, 2n − 2), and all amounts times `scale`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) m: i128,
    /// Common denominator of the fractions of a unit; a power of two where that would be too large.
    pub(super) scale: i128,
    /// Units per weight, times `scale`, for who shares now, and who shares in the deal to be made, and for all.
    sharing: i128,
    dealing: i128,
    all: i128,
    /// Whole units per weight for who shares now, and for all.
    share_now: i128,
    fold_now: i128,
}

impl Frame {
    /// `members` candidates; the next deal is spread over a total weight of `dealt`.
    pub(super) fn new(ledger: &TurnLedger, members: i128, dealt: i128) -> Frame {
        let m = members.saturating_mul(2).saturating_sub(2).max(1);
        let TurnLedger { share, fold, .. } = ledger;
        let plain =
            |units: i128, weight: i128| weight <= 0 || units == 0 || units.checked_rem(weight) == Some(0);
        let mut scale = 1_i128;
        for (units, weight) in [
            (UNIT, dealt),
            (share.carry, share.weight),
            (fold.carry, fold.weight),
        ] {
            if !plain(units, weight) && scale.checked_rem(weight) != Some(0) {
                scale = scale.saturating_mul(weight);
            }
        }
        if scale > ROOM.checked_div(m).unwrap_or(0) {
            scale = 1;
            while scale.saturating_mul(m) <= ROOM >> 1 {
                scale <<= 1;
            }
        }
        let part = |units: i128, weight: i128| {
            if scale == weight {
                return units;
            }
            units
                .saturating_mul(scale)
                .checked_div_euclid(weight)
                .unwrap_or(0)
        };
        let carry = |clock: &Clock| {
            if clock.carry == 0 {
                0
            } else {
                part(clock.carry, clock.weight)
            }
        };
        Frame {
            m,
            scale,
            sharing: carry(share),
            dealing: part(UNIT, dealt),
            all: carry(fold),
            share_now: share.now,
            fold_now: fold.now,
        }
    }

    /// The key of an agent that shares now or not, and in the deal to be made or not.
    pub(super) fn score(&self, row: &Row, shares: bool, deals: bool) -> Score {
        let weight = i128::from(row.weight);
        let now = self
            .fold_now
            .wrapping_add(if shares { self.share_now } else { 0 });
        let owed = row
            .base
            .wrapping_add(weight.wrapping_mul(now))
            .clamp(-MOST_OWED, MOST_OWED);
        let mut fraction = self.all;
        if shares {
            fraction = fraction.wrapping_add(self.sharing);
        }
        if deals {
            fraction = fraction.wrapping_add(self.dealing);
        }
        let owed = owed
            .wrapping_mul(self.scale)
            .wrapping_add(weight.wrapping_mul(fraction))
            .wrapping_mul(self.m);
        let turn = UNIT.wrapping_mul(self.scale);
        let lacking = turn.wrapping_mul(self.m).wrapping_sub(turn).wrapping_sub(owed);
        Score {
            waits: owed < turn,
            lacking,
            weight: row.weight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_compared_past_128_bits() {
        assert_eq!(compare_products(i128::MAX, 3, i128::MAX, 2), Ordering::Greater);
        assert_eq!(
            compare_products(i128::MIN, u64::MAX, i128::MIN, 2),
            Ordering::Less
        );
        assert_eq!(compare_products(-1, 5, 1, 0), Ordering::Less);
        assert_eq!(compare_products(-6, 2, -4, 3), Ordering::Equal);
        assert_eq!(
            compare_products(i128::MAX - 1, u64::MAX, i128::MAX, u64::MAX),
            Ordering::Less
        );
    }
}
