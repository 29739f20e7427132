//! What an owner does with a lead: what counts as trying it, and what as working it.

/// What an owner has done with a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Tried to reach somebody, or had a machine send something.
    Attempt { automated: bool },
    /// Said what came of it, for now or for good.
    Disposition,
}

impl Work {
    /// Whether the lead is tried by it: a person tried to reach somebody. Merit and reports measure speed by it.
    pub(crate) const fn tries(self) -> bool {
        matches!(self, Work::Attempt { automated: false })
    }

    /// Whether the lead is worked by it: tried, or disposed of. A standard asks for it, and a report calls a lead overdue without it:
    /// whoever sees that nobody is to be called and says so has done their part.
    pub(crate) const fn works(self) -> bool {
        self.tries() || matches!(self, Work::Disposition)
    }
}
