//! What a lead is worth whose value halves again and again, as a number that does not change with time.
//!
//! A lead of value `v` received at `b` is worth `v · 2^((b - t) / h)` at `t`. Of two leads the first is worth more if
//! `log2(v₁) · h + b₁ > log2(v₂) · h + b₂`: `t` is in neither side. So `b + h · log2(v)`, in milliseconds and rounded
//! down, orders them once and for all; two leads are taken for alike only where less than one millisecond of decay
//! lies between them.
//!
//! The logarithm is taken bit by bit: a number in [1, 2) is squared; where that is 2 or more the next bit is 1 and the
//! square is halved (C. S. Turner, A Fast Binary Logarithm Algorithm, IEEE Signal Processing Magazine, 2010). With 63
//! bits of the number kept and 48 bits taken, a half-life of a hundred years is exact to a fiftieth of a millisecond.

use crate::time::{Span, Timestamp};

/// Binary places of the logarithm.
const PLACES: u32 = 48;

/// `from + half_life · log2(value)` in milliseconds, rounded down; none for what is worth nothing.
pub(super) fn worth(value: i64, half_life: Span, from: Timestamp) -> Option<i64> {
    let value = u64::try_from(value).ok().filter(|value| *value > 0)?;
    let span = u128::try_from(half_life.as_millis()).unwrap_or(0).saturating_mul(log2(value)) >> PLACES;
    Some(from.as_millis().saturating_add(i64::try_from(span).unwrap_or(i64::MAX)))
}

/// The binary logarithm of a number above 0, in units of `2^-PLACES`, rounded down.
fn log2(value: u64) -> u128 {
    let zeros = value.leading_zeros();
    let mut log = u128::from(63_u32.saturating_sub(zeros));
    // The number between 1 and 2 that is left, in units of 2^-63.
    let mut left = value.checked_shl(zeros).unwrap_or(value);
    for _ in 0..PLACES {
        let square = u128::from(left).saturating_mul(u128::from(left));
        let two_or_more = square >> 127 == 1;
        left = u64::try_from(if two_or_more { square >> 64 } else { square >> 63 }).unwrap_or(u64::MAX);
        log = log.saturating_mul(2).saturating_add(u128::from(two_or_more));
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;

    /// `2^k <= v^h < 2^(k + 1)` says exactly what `h · log2(v)` is, rounded down.
    fn exact(value: u64, millis: u32) -> i64 {
        let bits = BigUint::from(value).pow(millis).bits();
        i64::try_from(bits.saturating_sub(1)).unwrap()
    }

    #[test]
    fn it_is_the_logarithm_to_the_millisecond() {
        let values = (1..=1_000).chain([65_535, 65_536, 1_000_003, u64::try_from(i64::MAX).unwrap()]);
        for value in values {
            for millis in [1_u32, 60, 999, 1_000, 3_600] {
                let half_life = Span::millis(u64::from(millis));
                let worth = worth(i64::try_from(value).unwrap(), half_life, Timestamp::MIN);
                assert_eq!(worth, Some(exact(value, millis)), "{value} halved every {millis} ms");
            }
        }
    }

    #[test]
    fn more_is_never_worth_less_and_nothing_is_worth_nothing() {
        let century = Span::days(36_525);
        let mut last = worth(1, century, Timestamp::MIN);
        for value in (2..20_000).chain((i64::MAX - 1_000)..=i64::MAX) {
            let next = worth(value, century, Timestamp::MIN);
            assert!(next >= last, "{value}");
            last = next;
        }
        assert_eq!(worth(0, century, Timestamp::MIN), None);
        assert_eq!(worth(-5, century, Timestamp::MIN), None);
    }
}
