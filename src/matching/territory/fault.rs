//! What can be wrong, or odd, about territories.

use core::fmt;

/// One thing that is wrong or odd about a [`TerritoriesDoc`](super::TerritoriesDoc): where, what, and what may have been
/// meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerritoryFault {
    /// Where in the document, such as `territories[3].covers[0].zips[7]`.
    pub path: String,
    /// What sort of fault it is, for programs.
    pub kind: TerritoryFaultKind,
    /// What is wrong, for people: lower case, one line.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

/// The sorts of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TerritoryFaultKind {
    /// A code that is none of its kind.
    BadCode,
    /// A name that nothing has.
    UnknownReference,
    /// The same thing twice.
    Duplicate,
    /// A border or a line that bounds nothing.
    BadBorder,
    /// A border that touches itself: a warning.
    Touching,
    /// A number outside what makes sense.
    OutOfRange,
    /// Nested too deep.
    TooDeep,
    /// More than the engine works with.
    TooLarge,
    /// It holds no place at all.
    Empty,
    /// Two territories of one priority cover the same, and only their ids decide: a warning.
    Overlap,
    /// No territory covers something that one has to: a warning.
    Uncovered,
    /// Nothing refers to it: a warning.
    Unused,
}

impl TerritoryFaultKind {
    /// Whether the document can be used all the same.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Touching | Self::Overlap | Self::Uncovered | Self::Unused)
    }
}

impl fmt::Display for TerritoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, ", did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for TerritoryFault {}
