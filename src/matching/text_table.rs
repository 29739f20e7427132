//! The texts that the conditions of a compiled policy compare with, and their numbers.

use super::symbol::Symbols;
use super::table::Table;
use crate::hash::TextMark;

/// Texts and their numbers, dense from 0 in the order they were first met.
#[derive(Clone, Debug, Default)]
pub(super) struct TextTable {
    /// Of short texts the mark is the text.
    short: Table,
    /// Of long ones it is a hash: there the text decides.
    long: Table,
    /// The numbers by place, those of the short ones first.
    numbers: Vec<u32>,
    /// The long texts by place.
    texts: Vec<Box<str>>,
    /// Long texts with the mark of another one, and their numbers: as good as always none. Sorted.
    doubled: Vec<(Box<str>, u32)>,
    len: u32,
}

impl TextTable {
    /// None if there are more texts than numbers.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<TextTable> {
        let mut all: Vec<(TextMark, &str, u32)> = Vec::new();
        for (at, text) in texts.enumerate() {
            all.push((
                TextMark::of(text),
                text,
                u32::try_from(at).ok().filter(|at| *at < Symbols::NONE - 1)?,
            ));
        }
        // Of those that are the same the first counts.
        all.sort_unstable_by_key(|(mark, text, at)| (mark.halves(), *text, *at));
        all.dedup_by(|(_, next, _), (_, text, _)| next == text);
        let mut met: Vec<u32> = all.iter().map(|(_, _, at)| *at).collect();
        met.sort_unstable();
        for (_, _, at) in &mut all {
            *at = u32::try_from(met.binary_search(at).ok()?).ok()?;
        }
        let len = u32::try_from(all.len()).ok()?;
        let of = |short: bool| {
            let own = all.iter().map(|(mark, ..)| *mark).filter(move |mark| mark.is_sure() == short);
            Table::of(own.map(TextMark::halves))
        };
        let mut own = TextTable { short: of(true), long: of(false), len, ..TextTable::default() };
        own.texts.resize(own.long.places(), Box::default());
        let places = own.short.places().saturating_add(own.long.places());
        own.numbers.resize(places, Symbols::NONE);
        for (mark, text, number) in all {
            let table = if mark.is_sure() { &own.short } else { &own.long };
            let (place, _) = table.find(mark.halves());
            let before = if mark.is_sure() { 0 } else { own.short.places() };
            let free = own.numbers.get_mut(place.saturating_add(before));
            match free.filter(|number| **number == Symbols::NONE) {
                Some(free) => *free = number,
                None => own.doubled.push((text.into(), number)),
            }
            if let Some(own) = own.texts.get_mut(place).filter(|own| !mark.is_sure() && own.is_empty()) {
                *own = text.into();
            }
        }
        own.doubled.sort_unstable();
        Some(own)
    }

    /// The number of a text, or [`Symbols::NONE`].
    #[inline]
    pub(super) fn find(&self, mark: TextMark, text: &str) -> u32 {
        if mark.is_sure() {
            let (place, there) = self.short.find(mark.halves());
            let number = self.numbers.get(place).copied().unwrap_or(Symbols::NONE);
            return if there { number } else { Symbols::NONE };
        }
        self.find_long(mark, text).unwrap_or(Symbols::NONE)
    }

    #[inline(never)]
    fn find_long(&self, mark: TextMark, text: &str) -> Option<u32> {
        let (place, _) = self.long.find(mark.halves());
        if self.texts.get(place).is_some_and(|own| **own == *text) {
            return self.numbers.get(self.short.places().saturating_add(place)).copied();
        }
        let at = self.doubled.binary_search_by(|(own, _)| (**own).cmp(text)).ok()?;
        self.doubled.get(at).map(|(_, number)| *number)
    }

    /// Every text, by its number.
    pub(super) fn texts(&self) -> Vec<Box<str>> {
        let mut texts = vec![Box::default(); self.len as usize];
        let mut say = |number: Option<&u32>, text: Option<Box<str>>| {
            let own = number.and_then(|number| texts.get_mut(*number as usize));
            if let Some((own, text)) = own.zip(text) {
                *own = text;
            }
        };
        for (place, key) in self.short.iter() {
            say(self.numbers.get(place), TextMark::of_halves(key).text());
        }
        let long = self.numbers.get(self.short.places()..).unwrap_or_default();
        for (place, _) in self.long.iter() {
            say(long.get(place), self.texts.get(place).cloned());
        }
        for (text, number) in &self.doubled {
            say(Some(number), Some(text.clone()));
        }
        texts
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let doubled = self.doubled.iter().map(|(text, _)| text);
        let texts = self.texts.iter().chain(doubled);
        let texts = texts.map(|text| text.len().saturating_add(size_of::<Box<str>>()));
        let tables = self.short.bytes().saturating_add(self.long.bytes());
        let numbers = self.numbers.capacity().saturating_mul(4);
        texts.fold(tables.saturating_add(numbers), usize::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no test can wait for to happen: two long texts with one hash.
    #[test]
    fn long_texts_with_one_mark_are_told_apart() {
        let long = ["a text that is longer than a mark", "another one that is longer"];
        let mut table = TextTable::of(long.into_iter()).unwrap();
        assert_eq!(long.map(|text| table.find(TextMark::of(text), text)), [0, 1]);
        let third = "a third one that is as long";
        assert_eq!(table.find(TextMark::of(long[0]), third), Symbols::NONE);
        table.doubled.push((third.into(), 2));
        assert_eq!(table.find(TextMark::of(long[0]), third), 2);
    }
}
