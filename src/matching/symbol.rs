//! Texts as numbers: every text that a condition of the policy compares with.

use hashbrown::HashTable;

use crate::hash::TextMark;
pub(super) use crate::hash::hash_of;

/// Texts and their numbers, dense from 0 in the order they were first met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    /// Every text, one after the other: of long ones a look-up reads the table and this, of short ones the table.
    all: String,
    table: HashTable<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    mark: TextMark,
    number: u32,
    start: u32,
    end: u32,
}

impl Symbols {
    /// The number of a text, if it has one. One hash and one comparison.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.find_marked(TextMark::of(text), text)
    }

    /// The number of a text whose mark is known.
    #[inline(never)]
    pub(crate) fn find_marked(&self, mark: TextMark, text: &str) -> Option<u32> {
        let same = |entry: &Entry| entry.mark == mark && (mark.is_sure() || entry.is(&self.all, text));
        self.table.find(mark.hash(), same).map(|entry| entry.number)
    }

    /// Every text, by its number.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts = vec![""; self.table.len()];
        for entry in self.table.iter() {
            let text = self.all.get(entry.start as usize..entry.end as usize);
            if let (Some(own), Some(text)) = (texts.get_mut(entry.number as usize), text) {
                *own = text;
            }
        }
        texts
    }

    /// The number of a text, a new one if it has none yet; none past `u32::MAX` texts or bytes.
    pub(crate) fn intern(&mut self, text: &str) -> Option<u32> {
        let mark = TextMark::of(text);
        if let Some(number) = self.find_marked(mark, text) {
            return Some(number);
        }
        let number = u32::try_from(self.table.len()).ok()?;
        let start = u32::try_from(self.all.len()).ok()?;
        let end = start.checked_add(u32::try_from(text.len()).ok()?)?;
        self.all.push_str(text);
        let entry = Entry { mark, number, start, end };
        self.table.insert_unique(mark.hash(), entry, |entry| entry.mark.hash());
        Some(number)
    }
}

impl Entry {
    /// Whether it is this text, byte by byte.
    fn is(&self, all: &str, text: &str) -> bool {
        all.as_bytes().get(self.start as usize..self.end as usize) == Some(text.as_bytes())
    }
}
