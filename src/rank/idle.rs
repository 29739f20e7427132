//! Who has been idle longest first: since the last offer, assignment or end of a lead, of whatever queue.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    facts.idle_since.as_millis()
}
