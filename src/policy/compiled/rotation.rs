//! Where a queue's turns are written down, names resolved.

/// Which sheet the turn of a lead belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheets {
    /// The queue's own.
    Own,
    /// One that queues share: where it stands among those.
    Shared(usize),
    /// One for each value of an attribute or each rule, and the queue's own for the rest.
    Apart { by: ApartBy, at_most: usize },
}

/// What tells leads apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApartBy {
    /// Index into the schema.
    Attribute(usize),
    Rule,
}

impl Sheets {
    pub(crate) const fn are_apart(self) -> bool {
        matches!(self, Sheets::Apart { .. })
    }

    pub(crate) const fn is_shared(self) -> bool {
        matches!(self, Sheets::Shared(_))
    }
}
