//! A draw from what is known of a rate, by integers alone.

use core::fmt;

use serde::Serialize;
use smallvec::SmallVec;

use crate::hash::mixed;
use crate::id::Name;

/// What a member's draw was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The attribute by which leads are told apart, if they are: only those of the same value count.
    pub told_apart_by: Option<Name>,
    /// The lead's value of it, if it has one.
    pub value: Option<String>,
    /// Leads of theirs that ended within the window, the period under way included.
    pub tried: u32,
    /// Of those, with success.
    pub won: u32,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "won {} of {}", self.won, self.tried)?;
        match (&self.told_apart_by, &self.value) {
            (None, _) => Ok(()),
            (Some(_), Some(value)) => write!(f, " of `{value}`"),
            (Some(by), None) => write!(f, " without `{by}`"),
        }
    }
}

/// More leads than this are scaled down to it: beyond, a draw hardly differs, and it would cost more.
const MOST: u64 = 128;

/// A draw from Beta(won + 1, lost + 1) as a number of 64 bits: of won + lost + 1 numbers, each as likely, the won + 1st from
/// below. The same seed draws the same. O(leads), 128 at the most.
pub(crate) fn beta(seed: u64, won: u32, lost: u32) -> u64 {
    beta_from(seed, won, lost, 0).unwrap_or(0)
}

/// [`beta`], unless it is less than `least`: that is known as soon as more than `won` of the numbers are, which for a draw
/// that is much too low takes a few of them, and none need be put in order.
pub(crate) fn beta_from(seed: u64, won: u32, lost: u32, least: u64) -> Option<u64> {
    let (won, lost) = scaled(u64::from(won), u64::from(lost));
    let mut numbers: SmallVec<[u64; 130]> = SmallVec::new();
    let mut less = 0_u64;
    for at in 0..=won.saturating_add(lost) {
        let number = mixed(seed.wrapping_add(at));
        less = less.saturating_add(u64::from(number < least));
        if less > won {
            return None;
        }
        numbers.push(number);
    }
    let place = usize::try_from(won).ok().filter(|place| *place < numbers.len())?;
    Some(*numbers.select_nth_unstable(place).1)
}

/// The same rate of at most so many leads, wins rounded down.
fn scaled(won: u64, lost: u64) -> (u64, u64) {
    let all = won.saturating_add(lost);
    if all <= MOST {
        return (won, lost);
    }
    let won = won.saturating_mul(MOST).checked_div(all).unwrap_or(0);
    (won, MOST.saturating_sub(won))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_bp(won: u32, lost: u32) -> u64 {
        let draws: u128 = (0..20_000_u64).map(|seed| u128::from(beta(mixed(seed), won, lost))).sum();
        u64::try_from((draws >> 32).saturating_mul(10_000).checked_div(20_000).unwrap() >> 32).unwrap()
    }

    #[test]
    fn draws_have_the_mean_of_the_distribution() {
        // (won + 1) ÷ (won + lost + 2).
        for (won, lost, mean) in [(0, 0, 5_000), (1, 0, 6_667), (3, 7, 3_333), (30, 70, 3_039), (0, 9, 909)] {
            assert!(mean_bp(won, lost).abs_diff(mean) < 60, "{won} {lost}: {}", mean_bp(won, lost));
        }
        // Scaled down: 3 of 1 000 are none of 128.
        assert!(mean_bp(500, 500).abs_diff(5_000) < 30);
        assert!(mean_bp(3, 997) < 120);
    }

    #[test]
    fn a_draw_is_of_its_seed_and_never_beyond_its_counts() {
        assert_eq!(beta(1, 5, 9), beta(1, 5, 9));
        assert_ne!(beta(1, 5, 9), beta(2, 5, 9));
        assert!(beta(1, u32::MAX, 0) > beta(1, 0, u32::MAX));
    }

    #[test]
    fn a_draw_left_off_is_one_that_is_less() {
        let mut left_off = 0;
        for seed in 0..3_000_u64 {
            let won = u32::try_from(seed % 13).unwrap();
            let lost = u32::try_from(mixed(seed) % 150).unwrap();
            let mut plain: Vec<u64> = {
                let (won, lost) = scaled(won.into(), lost.into());
                (0..=won + lost).map(|at| mixed(mixed(seed).wrapping_add(at))).collect()
            };
            plain.sort_unstable();
            let whole = plain[usize::try_from(scaled(won.into(), lost.into()).0).unwrap()];
            assert_eq!(beta(mixed(seed), won, lost), whole);
            for least in [0, whole, whole + 1, mixed(seed + 7)] {
                let drawn = beta_from(mixed(seed), won, lost, least);
                assert_eq!(drawn, (whole >= least).then_some(whole));
                left_off += u32::from(drawn.is_none());
            }
        }
        assert!(left_off > 3_000);
    }
}
