//! Texts as numbers: every text that a condition of the policy compares with.

use std::sync::Arc;

use hashbrown::HashTable;

use crate::hash::TextMark;
pub(super) use crate::hash::hash_of;

/// Texts and their numbers, dense from 0 in the order they were first met. Cloning it is cheap but for the texts that came
/// later.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    own: Arc<Table>,
    /// Those that came with rules put into a compiled policy; none where there are none.
    later: Option<Box<Table>>,
}

/// Texts and their numbers.
#[derive(Clone, Debug, Default)]
struct Table {
    /// The number of the first of them.
    first: u32,
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
    /// The symbols of these texts; of those past `u32::MAX` texts or bytes there are none.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Symbols {
        let mut own = Table::default();
        texts.for_each(|text| {
            own.intern(text);
        });
        Symbols { own: Arc::new(own), later: None }
    }

    /// The same with further texts. The numbers of those that are there stay.
    ///
    /// # Complexity
    /// That of the texts that came later, not of all.
    pub(crate) fn with<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Symbols {
        let mut all = self.clone();
        for text in texts {
            if self.find(text).is_none() {
                let first = u32::try_from(self.own.table.len()).unwrap_or(u32::MAX);
                let later = all.later.get_or_insert_with(|| Box::new(Table { first, ..Table::default() }));
                later.intern(text);
            }
        }
        all
    }

    /// The number of a text, if it has one. One hash and one comparison.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.find_marked(TextMark::of(text), text)
    }

    /// The number of a text whose mark is known.
    #[inline(never)]
    pub(crate) fn find_marked(&self, mark: TextMark, text: &str) -> Option<u32> {
        match (self.own.find(mark, text), &self.later) {
            (None, Some(later)) => later.find(mark, text),
            (found, _) => found,
        }
    }

    /// Every text, by its number.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts = self.own.texts();
        texts.extend(self.later.iter().flat_map(|later| later.texts()));
        texts
    }

    /// How many bytes they take.
    pub(crate) fn bytes(&self) -> usize {
        self.own.bytes().saturating_add(self.later.as_ref().map_or(0, |later| later.bytes()))
    }
}

impl Table {
    #[inline]
    fn find(&self, mark: TextMark, text: &str) -> Option<u32> {
        let same = |entry: &Entry| entry.mark == mark && (mark.is_sure() || entry.is(&self.all, text));
        self.table.find(mark.hash(), same).map(|entry| entry.number)
    }

    /// Every text, by its number less that of the first.
    fn texts(&self) -> Vec<&str> {
        let mut texts = vec![""; self.table.len()];
        for entry in self.table.iter() {
            let text = self.all.get(entry.start as usize..entry.end as usize);
            let at = entry.number.checked_sub(self.first).map(|at| at as usize);
            if let Some((own, text)) = at.and_then(|at| texts.get_mut(at)).zip(text) {
                *own = text;
            }
        }
        texts
    }

    /// The number of a text, a new one if it has none yet; none past `u32::MAX` texts or bytes.
    fn intern(&mut self, text: &str) -> Option<u32> {
        let mark = TextMark::of(text);
        if let Some(number) = self.find(mark, text) {
            return Some(number);
        }
        let number = self.first.checked_add(u32::try_from(self.table.len()).ok()?)?;
        let start = u32::try_from(self.all.len()).ok()?;
        let end = start.checked_add(u32::try_from(text.len()).ok()?)?;
        self.all.push_str(text);
        let entry = Entry { mark, number, start, end };
        self.table.insert_unique(mark.hash(), entry, |entry| entry.mark.hash());
        Some(number)
    }

    fn bytes(&self) -> usize {
        self.table.allocation_size().saturating_add(self.all.capacity())
    }
}

impl Entry {
    /// Whether it is this text, byte by byte.
    fn is(&self, all: &str, text: &str) -> bool {
        all.as_bytes().get(self.start as usize..self.end as usize) == Some(text.as_bytes())
    }
}
