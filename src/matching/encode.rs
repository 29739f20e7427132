//! A lead's attributes as cells: what conditions look at.

use smallvec::SmallVec;

use crate::attribute::AttributeType;
use crate::id::Name;
use crate::lead::{MAX_ATTRIBUTES, MAX_TEXT_BYTES};

/// Why a lead's attributes cannot be read under a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributeFault {
    /// The value has another type than the policy declares.
    #[error("attribute `{attribute}` is declared as {expected}, this lead gives it as {found}")]
    WrongType {
        /// The attribute.
        attribute: Name,
        /// The type the policy declares.
        expected: AttributeType,
        /// The type of the lead's value.
        found: AttributeType,
    },
    /// A text is longer than [`MAX_TEXT_BYTES`].
    #[error("attribute `{attribute}` has a text of {bytes} bytes, {MAX_TEXT_BYTES} are allowed")]
    TooLong {
        /// The attribute, declared or not.
        attribute: String,
        /// The length of its longest text.
        bytes: usize,
    },
    /// More than [`MAX_ATTRIBUTES`] attributes.
    #[error("a lead has {count} attributes, {MAX_ATTRIBUTES} are allowed")]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

/// A text and its symbol, if any condition of the policy compares with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextCell<'a> {
    pub(crate) symbol: Option<u32>,
    pub(crate) text: &'a str,
}

/// One attribute of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'e> {
    Absent,
    Text(TextCell<'e>),
    Integer(i64),
    Boolean(bool),
    Texts(&'e [TextCell<'e>]),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Stored<'a> {
    Absent,
    Text(TextCell<'a>),
    Integer(i64),
    Boolean(bool),
    Texts { start: usize, len: usize },
}

/// The declared attributes of one lead, by their index in the schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded<'a> {
    /// None at all, or one an attribute.
    pub(super) cells: SmallVec<[Stored<'a>; 16]>,
    pub(super) texts: SmallVec<[TextCell<'a>; 4]>,
}

impl Encoded<'_> {
    /// One attribute; absent past the last declared one.
    #[inline]
    pub(crate) fn cell(&self, index: usize) -> Cell<'_> {
        match self.cells.get(index) {
            None | Some(Stored::Absent) => Cell::Absent,
            Some(Stored::Text(text)) => Cell::Text(*text),
            Some(Stored::Integer(number)) => Cell::Integer(*number),
            Some(Stored::Boolean(yes)) => Cell::Boolean(*yes),
            Some(Stored::Texts { start, len }) => {
                let end = start.saturating_add(*len);
                Cell::Texts(self.texts.get(*start..end).unwrap_or_default())
            }
        }
    }

    /// One attribute as a number.
    #[inline]
    pub(crate) fn integer(&self, index: usize) -> Option<i64> {
        match self.cells.get(index) {
            Some(Stored::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The texts of one attribute: one, several or none.
    #[inline]
    pub(super) fn texts(&self, index: usize) -> &[TextCell<'_>] {
        match self.cells.get(index) {
            Some(Stored::Text(text)) => core::slice::from_ref(text),
            Some(Stored::Texts { start, len }) => {
                self.texts.get(*start..start.saturating_add(*len)).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Whether one of the attribute's texts has this symbol.
    #[inline]
    pub(super) fn has_symbol(&self, index: usize, symbol: u32) -> bool {
        match self.cells.get(index) {
            Some(Stored::Text(text)) => text.symbol == Some(symbol),
            Some(Stored::Texts { .. }) => self.texts(index).iter().any(|text| text.symbol == Some(symbol)),
            _ => false,
        }
    }

    /// Whether the lead has the attribute.
    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        !matches!(self.cells.get(index), None | Some(Stored::Absent))
    }
}
