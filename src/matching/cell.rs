//! One attribute of a lead, as conditions look at it.

use core::cell::Cell as Kept;

use crate::lead::{Attribute, Glance};

/// One attribute of a lead.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'e> {
    Absent,
    Text(&'e str),
    Integer(i64),
    Boolean(bool),
    Texts(&'e [Box<str>]),
}

/// The symbol of a text once a condition has asked for it: of most texts none does.
#[derive(Clone, Debug)]
pub(super) struct Asked(Kept<u32>);

/// Of a text whose symbol nothing has asked for: no text has this one.
const NOT_ASKED: u32 = u32::MAX - 1;

impl Asked {
    pub(super) fn not_yet() -> Asked {
        Asked(Kept::new(NOT_ASKED))
    }

    /// The symbol, looked up the first time.
    #[inline]
    pub(super) fn get(&self, look_up: impl FnOnce() -> u32) -> u32 {
        let known = self.0.get();
        if known != NOT_ASKED {
            return known;
        }
        let found = look_up();
        self.0.set(found);
        found
    }
}

/// One declared attribute of a lead.
#[derive(Clone, Debug)]
pub(super) struct Slot<'a> {
    pub(super) own: Option<&'a Attribute>,
    pub(super) glance: Glance,
    /// Of a single text.
    pub(super) symbol: Asked,
}
