//! Who has been idle most since the queue's day began: first. For all who hold no lead idle time grows at the same speed,
//! and for all who hold one it stands still, so each of the two stays in order by a number that the clock does not change.

use crate::rank::Facts;
use crate::time::{Span, Timestamp};

/// How idle time adds up for somebody until they take a lead or end their last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdleInAll {
    /// They hold none: at an instant it is the time since this one.
    Running(Timestamp),
    /// They hold one: it stays as it is.
    Stopped(Span),
}

impl Default for IdleInAll {
    fn default() -> Self {
        IdleInAll::Stopped(Span::ZERO)
    }
}

/// Comparable among those who are alike in [`stopped`].
pub(super) fn worth(facts: &Facts) -> i64 {
    match facts.idle_in_all {
        IdleInAll::Running(since) => since.as_millis(),
        IdleInAll::Stopped(idle) => idle.as_millis().saturating_neg(),
    }
}

/// Whether idle time stands still: 1, or 0.
pub(super) fn stopped(facts: &Facts) -> i64 {
    i64::from(matches!(facts.idle_in_all, IdleInAll::Stopped(_)))
}
