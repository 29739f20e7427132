//! The minimum standard of follow-up of a queue's members.

use crate::time::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standard {
    pub(crate) within: Span,
    pub(crate) of_last: u32,
    pub(crate) min_leads: u32,
    pub(crate) min_bp: u32,
    pub(crate) below: Below,
}

/// What becomes of whoever is below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Below {
    /// So much of their weight counts, in percent.
    Share(u32),
    /// No leads for so long; none until a manager says so.
    Suspend(Option<Span>),
}
