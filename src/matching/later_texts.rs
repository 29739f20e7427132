//! Texts that came with rules put into a compiled policy, and their numbers.

use hashbrown::HashTable;

use crate::hash::TextMark;

/// Texts and their numbers, in the order they were first met.
#[derive(Clone, Debug, Default)]
pub(super) struct LaterTexts {
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

impl LaterTexts {
    /// None yet; the first will have this number.
    pub(super) fn from(first: u32) -> LaterTexts {
        LaterTexts { first, ..LaterTexts::default() }
    }

    #[inline]
    pub(super) fn find(&self, mark: TextMark, text: &str) -> Option<u32> {
        let halves = mark.halves();
        let same = |entry: &Entry| entry.mark == halves && (mark.is_sure() || self.is(entry, text));
        self.table.find(mark.hash(), same).map(|entry| entry.number)
    }

    /// Every text, by its number less that of the first.
    pub(super) fn texts(&self) -> Vec<Box<str>> {
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
    pub(super) fn intern(&mut self, text: &str) -> Option<u32> {
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

    pub(super) fn bytes(&self) -> usize {
        let texts = self.long.iter().map(|text| text.len().saturating_add(size_of::<Box<str>>()));
        texts.fold(self.table.allocation_size(), usize::saturating_add)
    }
}
