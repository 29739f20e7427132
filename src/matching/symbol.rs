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
    table: HashTable<Entry>,
    /// The texts whose marks others may have: of them a look-up reads the table and these, of all others the table.
    long: Vec<Box<str>>,
}

/// 24 bytes.
#[derive(Clone, Copy, Debug)]
struct Entry {
    mark: [u64; 2],
    number: u32,
    /// Where it is among the long ones, if it is one.
    long: u32,
}

impl Symbols {
    /// The symbols of these texts; of those past `u32::MAX` texts there are none.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Symbols {
        let mut own = Table::default();
        texts.for_each(|text| {
            own.intern(text);
        });
        own.long.shrink_to_fit();
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
    pub(crate) fn texts(&self) -> Vec<Box<str>> {
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
        let halves = mark.halves();
        let same = |entry: &Entry| entry.mark == halves && (mark.is_sure() || self.is(entry, text));
        self.table.find(mark.hash(), same).map(|entry| entry.number)
    }

    /// Every text, by its number less that of the first.
    fn texts(&self) -> Vec<Box<str>> {
        let mut texts = vec![Box::default(); self.table.len()];
        for entry in self.table.iter() {
            let long = || self.long.get(entry.long as usize).cloned();
            let text = TextMark::of_halves(entry.mark).text().or_else(long);
            let at = entry.number.checked_sub(self.first).map(|at| at as usize);
            if let Some((own, text)) = at.and_then(|at| texts.get_mut(at)).zip(text) {
                *own = text;
            }
        }
        texts
    }

    /// Whether an entry is this long text, byte by byte.
    fn is(&self, entry: &Entry, text: &str) -> bool {
        self.long.get(entry.long as usize).is_some_and(|own| **own == *text)
    }

    /// The number of a text, a new one if it has none yet; none past `u32::MAX` texts.
    fn intern(&mut self, text: &str) -> Option<u32> {
        let mark = TextMark::of(text);
        if let Some(number) = self.find(mark, text) {
            return Some(number);
        }
        let number = self.first.checked_add(u32::try_from(self.table.len()).ok()?)?;
        let long = u32::try_from(self.long.len()).ok()?;
        if !mark.is_sure() {
            self.long.push(text.into());
        }
        let entry = Entry { mark: mark.halves(), number, long };
        self.table.insert_unique(mark.hash(), entry, |entry| TextMark::of_halves(entry.mark).hash());
        Some(number)
    }

    fn bytes(&self) -> usize {
        let texts = self.long.iter().map(|text| text.len().saturating_add(size_of::<Box<str>>()));
        texts.fold(self.table.allocation_size(), usize::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_texts_have_numbers_of_their_own_and_keep_them() {
        let texts = ["", "05401", "fifteen letters", "sixteen letters!", "a text that is longer than a mark"];
        let symbols = Symbols::of(texts.iter().chain(&texts).copied());
        let numbers = |symbols: &Symbols| texts.map(|text| symbols.find(text));
        assert_eq!(numbers(&symbols), [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        let more = ["05402", "another text that is longer than a mark"];
        assert_eq!(more.map(|text| symbols.find(text)), [None, None]);
        let with = symbols.with(more.into_iter().chain(["05401"])).with(["05403"].into_iter());
        assert_eq!(numbers(&with), numbers(&symbols));
        assert_eq!(more.map(|text| with.find(text)), [Some(5), Some(6)]);
        assert_eq!((with.find("05403"), symbols.find("05403")), (Some(7), None));
        let all: Vec<&str> = texts.into_iter().chain(more).chain(["05403"]).collect();
        assert!(with.texts().iter().map(|own| &**own).eq(all), "a mark of a short text is the text");
    }
}
