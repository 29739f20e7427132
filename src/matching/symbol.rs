//! Texts as numbers: every text that a condition of the policy compares with.

use core::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The seed is fixed: the table is only ever looked into, but nothing here should differ between two runs.
const HASHER: FixedState = FixedState::with_seed(0x6661_6972_6465_616c);

/// Hashes anything with the fixed seed.
pub(super) fn hash_of<T: core::hash::Hash + ?Sized>(value: &T) -> u64 {
    HASHER.hash_one(value)
}

/// Texts and their numbers, dense from 0 in the order they were first met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    texts: Vec<Box<str>>,
    table: HashTable<u32>,
}

impl Symbols {
    /// The number of a text, if it has one. One hash and one comparison.
    #[inline]
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let same = |number: &u32| self.text(*number) == Some(text);
        self.table.find(hash_of(text), same).copied()
    }

    /// The text of a number.
    #[inline]
    pub(crate) fn text(&self, number: u32) -> Option<&str> {
        self.texts.get(number as usize).map(|text| &**text)
    }

    /// The number of a text, a new one if it has none yet; none past `u32::MAX` texts.
    pub(crate) fn intern(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.find(text) {
            return Some(number);
        }
        let number = u32::try_from(self.texts.len()).ok()?;
        self.texts.push(text.into());
        let texts = &self.texts;
        let rehash = |number: &u32| texts.get(*number as usize).map_or(0, |text| hash_of(&**text));
        self.table.insert_unique(hash_of(text), number, rehash);
        Some(number)
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }
}
