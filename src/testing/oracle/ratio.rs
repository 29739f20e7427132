//! Exact fractions.

use core::cmp::Ordering;

/// A fraction in lowest terms, the lower part positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    upper: i128,
    lower: i128,
}

impl Ratio {
    pub(super) const ZERO: Ratio = Ratio { upper: 0, lower: 1 };
    pub(super) const ONE: Ratio = Ratio { upper: 1, lower: 1 };

    pub(super) const fn millionth() -> Ratio {
        Ratio { upper: 1, lower: 1_000_000 }
    }

    pub(super) fn new(upper: i128, lower: i128) -> Ratio {
        let (mut a, mut b) = (upper.saturating_abs(), lower.saturating_abs());
        while b != 0 {
            (a, b) = (b, a.checked_rem(b).unwrap_or(0));
        }
        let by = if lower < 0 { a.saturating_neg() } else { a };
        Ratio { upper: upper.checked_div(by).unwrap_or(0), lower: lower.checked_div(by).unwrap_or(1) }
    }

    pub(super) fn plus(self, other: Ratio) -> Ratio {
        let upper =
            self.upper.saturating_mul(other.lower).saturating_add(other.upper.saturating_mul(self.lower));
        Ratio::new(upper, self.lower.saturating_mul(other.lower))
    }

    pub(super) fn minus(self, other: Ratio) -> Ratio {
        self.plus(other.times(-1))
    }

    pub(super) fn times(self, count: i128) -> Ratio {
        Ratio::new(self.upper.saturating_mul(count), self.lower)
    }

    /// The whole number at or below it.
    pub(super) fn floor(self) -> i128 {
        self.upper.checked_div_euclid(self.lower).unwrap_or(0)
    }

    pub(super) fn over(self, count: i128) -> Ratio {
        Ratio::new(self.upper, self.lower.saturating_mul(count))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        self.upper.saturating_mul(other.lower).cmp(&other.upper.saturating_mul(self.lower))
    }
}
