//! Who holds the fewest units of open work first.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    i64::from(facts.units)
}
