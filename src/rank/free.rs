//! Who has the most units of capacity left for a lead of the queue first; who has no limit comes before all.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    i64::from(facts.free).saturating_neg()
}
