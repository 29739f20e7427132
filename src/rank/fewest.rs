//! Who has the fewest open leads first, offers included, whatever each costs.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    i64::from(facts.leads)
}
