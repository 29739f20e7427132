//! The higher priority of the membership first.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    i64::from(facts.seat.priority).saturating_neg()
}
