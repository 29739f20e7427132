//! The order of the leads that wait, names resolved.

use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) enum Discipline {
    Fifo,
    Lifo,
    LifoThenFifo {
        fresh_for: Span,
    },
    Priority {
        /// Index into the schema.
        attribute: usize,
        point_per: Option<Span>,
    },
    EarliestDeadline {
        within: Span,
        by: Option<DeadlineBy>,
    },
    Decay {
        /// Index into the schema.
        attribute: usize,
        half_life: Span,
    },
    Pulls {
        most: bool,
        newest: bool,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct DeadlineBy {
    /// Index into the schema.
    pub(crate) attribute: usize,
    /// Sorted by value.
    pub(crate) values: Vec<(Box<str>, Span)>,
}
