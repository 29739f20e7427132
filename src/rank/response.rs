//! The shortest mean time from an assignment to the first attempt first, in milliseconds.

use crate::rank::Facts;

pub(super) fn worth(facts: &Facts) -> i64 {
    facts.response.as_millis()
}
