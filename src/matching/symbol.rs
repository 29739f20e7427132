//! Texts as numbers: every text that a condition of the policy compares with.

use std::sync::Arc;

use super::later_texts::LaterTexts;
use super::text_table::TextTable;
use crate::hash::TextMark;

/// Texts and their numbers, dense from 0 in the order they were first met. Cloning it is cheap but for the texts that came
/// later.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    own: Arc<TextTable>,
    /// Those that came with rules put into a compiled policy; none where there are none.
    later: Option<Box<LaterTexts>>,
}

impl Symbols {
    /// The symbols of these texts; none if there are more than `u32` numbers.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Symbols {
        Symbols { own: Arc::new(TextTable::of(texts).unwrap_or_default()), later: None }
    }

    /// The same with further texts. The numbers of those that are there stay.
    ///
    /// # Complexity
    /// That of the texts that came later, not of all.
    pub(crate) fn with<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Symbols {
        let mut all = self.clone();
        for text in texts {
            if self.find(text).is_none() {
                let first = self.own.len();
                let later = all.later.get_or_insert_with(|| Box::new(LaterTexts::from(first)));
                later.intern(text);
            }
        }
        all
    }

    /// The number of a text, if it has one. One hash and one comparison.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        Some(self.find_marked(TextMark::of(text), text)).filter(|found| *found != Symbols::NONE)
    }

    /// What is said of a text that has no number.
    pub(super) const NONE: u32 = u32::MAX;

    /// The number of a text whose mark is known, or [`Symbols::NONE`]: whether it has one is not asked on the way.
    #[inline]
    pub(super) fn find_marked(&self, mark: TextMark, text: &str) -> u32 {
        let found = self.own.find(mark, text);
        if self.later.is_none() { found } else { self.find_later(mark, text, found) }
    }

    #[cold]
    #[inline(never)]
    fn find_later(&self, mark: TextMark, text: &str, found: u32) -> u32 {
        match &self.later {
            Some(later) if found == Symbols::NONE => later.find(mark, text).unwrap_or(Symbols::NONE),
            _ => found,
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
