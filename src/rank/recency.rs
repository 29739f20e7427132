//! Who has gone longest without an offer from this queue first; never offered comes before all.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    i64::try_from(facts.last_offer).unwrap_or(i64::MAX)
}
