//! One term of a member's score, with its numbers.

use core::fmt;

use serde::Serialize;

use crate::id::Name;

/// One term of a member's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// The term.
    pub term: Name,
    /// What was measured of the member.
    pub measured: i64,
    /// What one of it counts.
    pub weight: i32,
    /// The one times the other.
    pub points: i64,
}

impl fmt::Display for Weighed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {} × {} = {}", self.term, self.measured, self.weight, self.points)
    }
}
