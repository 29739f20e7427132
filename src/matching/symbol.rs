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
    /// Every text, one after the other: a look-up reads the table and this, and nothing else.
    all: String,
    table: HashTable<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    number: u32,
    start: u32,
    end: u32,
}

impl Symbols {
    /// The number of a text, if it has one. One hash and one comparison.
    #[inline]
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let same = |entry: &Entry| entry.text(&self.all) == Some(text);
        self.table.find(hash_of(text), same).map(|entry| entry.number)
    }

    /// The number of a text, a new one if it has none yet; none past `u32::MAX` texts or bytes.
    pub(crate) fn intern(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.find(text) {
            return Some(number);
        }
        let number = u32::try_from(self.table.len()).ok()?;
        let start = u32::try_from(self.all.len()).ok()?;
        let end = start.checked_add(u32::try_from(text.len()).ok()?)?;
        self.all.push_str(text);
        let all = &self.all;
        let rehash = |entry: &Entry| entry.text(all).map_or(0, hash_of);
        self.table.insert_unique(hash_of(text), Entry { number, start, end }, rehash);
        Some(number)
    }
}

impl Entry {
    #[inline]
    fn text<'a>(&self, all: &'a str) -> Option<&'a str> {
        all.get(self.start as usize..self.end as usize)
    }
}
