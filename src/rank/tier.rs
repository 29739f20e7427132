//! The lowest tier first.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    i64::from(facts.seat.tier)
}
