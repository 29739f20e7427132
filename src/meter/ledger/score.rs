//! Tijdeman's key of one agent, in integers.

use core::cmp::Ordering;

use super::TurnLedger;
use super::row::Row;
use super::turns::UNIT;

/// `scale × m` stays within this, so that every product below fits 127 bits: owed (69) × scale × m (56).
const ROOM: u64 = 1 << 56;
/// What an agent is owed counts in a weighted pick up to 2²⁰ turns either way.
const MOST_OWED: i128 = 1 << 69;
/// The same where turns have a size, of up to 2²⁰: owed (81) × scale (44), and 2³² units of size either way.
const SIZED_ROOM: u64 = 1 << 44;
const MOST_OWED_SIZED: i128 = 1 << 81;

/// How urgent a turn is: not yet begun after begun, then the earlier due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    waits: bool,
    /// `(1 − δ − d′) × m × scale`, in units.
    pub(super) lacking: i128,
    weight: u32,
}

impl Score {
    /// Not earlier than any other.
    pub(super) const LAST: Score = Score { waits: true, lacking: i128::MAX, weight: 1 };

    pub(super) fn order(&self, other: &Score) -> Ordering {
        if self.waits != other.waits {
            return self.waits.cmp(&other.waits);
        }
        if self.weight == other.weight {
            return self.lacking.cmp(&other.lacking);
        }
        compare_products(self.lacking, u64::from(other.weight), other.lacking, u64::from(self.weight))
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
        let carried = high.wrapping_mul(i128::from(factor)).wrapping_add((low >> 64).cast_signed());
        (carried, low & 0xFFFF_FFFF_FFFF_FFFF)
    };
    product(a, x).cmp(&product(b, y))
}

/// Units per weight of one standing: whether an agent shares now, and in the deal to be made.
#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    /// Whole units so far.
    now: i128,
    /// What comes to that, times `scale × m`.
    more: i128,
}

/// Whether an agent shares now (bit 0) and in the deal to be made (bit 1).
pub(super) type Standing = u64;

/// What all keys of one pick have in common. With δ = 1/m, m = max(1, 2n − 2), and all amounts times `scale`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// `scale × m`. The scale is the common denominator of the fractions of a unit, or a power of two where that is too
    /// large.
    pub(super) factor: i64,
    /// Whoever is owed this, times `scale × m`, has begun: `δ`.
    turn: i128,
    /// `1 − δ`, times `scale × m`.
    target: i128,
    /// Nobody counts as owed more.
    most_owed: i128,
    rates: [Rate; 4],
}

/// Units to be divided by a total weight.
#[derive(Clone, Copy)]
struct Ratio {
    units: u64,
    weight: u64,
    /// The quotient, if it is whole.
    whole: Option<u64>,
}

impl Ratio {
    /// Both are below 2^57 in a ledger that adds up: weights are below 2^32, and members at most 2^24.
    fn new(units: i128, weight: i128) -> Ratio {
        let units = u64::try_from(units).unwrap_or(0);
        let weight = u64::try_from(weight).unwrap_or(0);
        let whole = match units.checked_rem(weight) {
            _ if units == 0 => Some(0),
            Some(0) => units.checked_div(weight),
            Some(_) => None,
            None => Some(0),
        };
        Ratio { units, weight, whole }
    }

    /// The quotient times the scale, rounded down if the scale is no multiple of the weight.
    fn times(self, scale: u64) -> i128 {
        let of = |units: u64| i128::from(units).wrapping_mul(i128::from(scale));
        match self.whole {
            Some(whole) => of(whole),
            None if self.weight == scale => i128::from(self.units),
            None => of(self.units).checked_div(i128::from(self.weight)).unwrap_or(0),
        }
    }
}

/// The scale for these ratios and this `m`.
fn scale_for(ratios: [Ratio; 3], m: u64, room: u64) -> u64 {
    let mut scale = Some(1_u64);
    for Ratio { weight, .. } in ratios.into_iter().filter(|ratio| ratio.whole.is_none()) {
        scale = match scale {
            Some(scale) if scale == weight => Some(scale),
            Some(scale) => scale.checked_mul(weight),
            None => None,
        };
    }
    match scale {
        Some(scale) if scale.checked_mul(m).is_some_and(|factor| factor <= room) => scale,
        _ => 1_u64 << room.checked_div(m).and_then(u64::checked_ilog2).unwrap_or(0),
    }
}

impl Frame {
    /// `members` candidates; the next deal is spread over a total weight of `dealt`.
    pub(super) fn new(ledger: &TurnLedger, members: u64, dealt: i128, size: u32) -> Frame {
        // Where turns have a size, δ is 0 and a turn the largest: see `sized`.
        let sized = ledger.most > 0;
        let m = if sized { 1 } else { members.saturating_mul(2).saturating_sub(2).max(1) };
        let room = if sized { SIZED_ROOM } else { ROOM };
        let TurnLedger { share, fold, .. } = ledger;
        let dealing = Ratio::new(UNIT, dealt);
        let sharing = Ratio::new(share.carry, share.weight);
        let all = Ratio::new(fold.carry, fold.weight);
        let scale = scale_for([dealing, sharing, all], m, room);
        let dealing = dealing.times(scale).wrapping_mul(i128::from(size));
        let (sharing, all) = (sharing.times(scale), all.times(scale));
        let m = i128::from(m);
        let rate = |shares: bool, deals: bool| {
            let pick = |taken: bool, units: i128| if taken { units } else { 0 };
            let more = all.wrapping_add(pick(shares, sharing)).wrapping_add(pick(deals, dealing));
            Rate { now: fold.now.wrapping_add(pick(shares, share.now)), more: more.wrapping_mul(m) }
        };
        let scale = i128::from(scale);
        let turn = UNIT.wrapping_mul(scale);
        let (turn, target, most_owed) = match ledger.most {
            0 => (turn, turn.wrapping_mul(m).wrapping_sub(turn), MOST_OWED),
            most => (0, turn.wrapping_mul(i128::from(most)), MOST_OWED_SIZED),
        };
        Frame {
            factor: i64::try_from(scale.wrapping_mul(m)).unwrap_or(i64::MAX),
            turn,
            target,
            most_owed,
            rates: [rate(false, false), rate(true, false), rate(false, true), rate(true, true)],
        }
    }

    /// The key of an agent of this standing.
    pub(super) fn score(&self, row: &Row, standing: Standing) -> Score {
        let weight = i128::from(row.weight);
        let Rate { now, more } = match (standing, &self.rates) {
            (0, [rate, ..]) | (1, [_, rate, ..]) | (2, [_, _, rate, _]) | (_, [.., rate]) => *rate,
        };
        let owed = row.base.wrapping_add(weight.wrapping_mul(now));
        let factor = i128::from(self.factor);
        // One multiplication where it fits, which is up to 17 000 turns.
        let scaled = match i64::try_from(owed) {
            Ok(owed) => i128::from(owed).wrapping_mul(factor),
            Err(_) => owed.clamp(self.most_owed.wrapping_neg(), self.most_owed).wrapping_mul(factor),
        };
        let due = scaled.wrapping_add(weight.wrapping_mul(more));
        Score { waits: due < self.turn, lacking: self.target.wrapping_sub(due), weight: row.weight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_compared_past_128_bits() {
        assert_eq!(compare_products(i128::MAX, 3, i128::MAX, 2), Ordering::Greater);
        assert_eq!(compare_products(i128::MIN, u64::MAX, i128::MIN, 2), Ordering::Less);
        assert_eq!(compare_products(-1, 5, 1, 0), Ordering::Less);
        assert_eq!(compare_products(-6, 2, -4, 3), Ordering::Equal);
        assert_eq!(compare_products(i128::MAX - 1, u64::MAX, i128::MAX, u64::MAX), Ordering::Less);
    }
}
