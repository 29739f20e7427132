//! Texts as numbers: every text that a condition of the policy compares with.

use hashbrown::HashTable;

pub(super) use crate::hash::hash_of;

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
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(hash_of(text), text)
    }

    /// The number of a text whose hash is known.
    #[inline]
    pub(crate) fn find_hashed(&self, hash: u64, text: &str) -> Option<u32> {
        let same = |entry: &Entry| entry.is(&self.all, text);
        self.table.find(hash, same).map(|entry| entry.number)
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
    fn text<'a>(&self, all: &'a str) -> Option<&'a str> {
        all.get(self.start as usize..self.end as usize)
    }

    /// Whether it is this text, byte by byte.
    #[inline]
    fn is(&self, all: &str, text: &str) -> bool {
        all.as_bytes().get(self.start as usize..self.end as usize) == Some(text.as_bytes())
    }
}
