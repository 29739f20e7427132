//! Every word of every account as a number, and what is known of it.

use hashbrown::HashTable;

use super::phrases::{AFTER_BANK, ALSO, EXPANDED, ONES, PHRASES};
use super::short_text::ShortText;
use super::spellings::SAME_WORD;
use super::words::{
    ARTICLES, JOINING, LEGAL_ANYWHERE, LEGAL_AT_END, LEGAL_AT_START, LEGAL_IF_DOTTED, LINKING, WEAK,
};
use crate::hash::hash_of;

/// What a word can be, as bits.
pub(super) mod kind {
    pub(in super::super) const LEGAL_AT_END: u16 = 1;
    pub(in super::super) const LEGAL_AT_START: u16 = 1 << 1;
    pub(in super::super) const LEGAL_ANYWHERE: u16 = 1 << 2;
    pub(in super::super) const LEGAL_IF_DOTTED: u16 = 1 << 3;
    /// A form of a company, wherever it stands.
    pub(in super::super) const LEGAL: u16 = LEGAL_AT_END | LEGAL_AT_START | LEGAL_ANYWHERE;
    pub(in super::super) const JOINING: u16 = 1 << 4;
    pub(in super::super) const ARTICLE: u16 = 1 << 5;
    pub(in super::super) const LINKING: u16 = 1 << 6;
    pub(in super::super) const WEAK: u16 = 1 << 7;
    pub(in super::super) const NUMBER: u16 = 1 << 8;
    /// The last of several words that are one form.
    pub(in super::super) const ENDS_PHRASE: u16 = 1 << 9;
    /// An abbreviation of several words.
    pub(in super::super) const AMBIGUOUS: u16 = 1 << 10;
    /// A number of one digit, or a ten, as a word.
    pub(in super::super) const ONES: u16 = 1 << 11;
    /// One word for several.
    pub(in super::super) const EXPANDED: u16 = 1 << 12;
}

/// One word. Twenty-eight bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    text: ShortText,
    /// The word that stands for it and for its other spellings; itself mostly.
    pub(super) same: u32,
    /// In how many names it stands.
    pub(super) names: u32,
    pub(super) kind: u16,
    /// What it tells, in sixteenths of a bit.
    pub(super) weight: u16,
}

/// The words, dense from 0.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    words: Vec<Word>,
    /// Texts longer than a word has room for.
    long: String,
    /// While words are added.
    table: HashTable<u32>,
    /// Once they are settled: numbers where their hashes point, or at the next free places.
    slots: Box<[u32]>,
    places: usize,
    /// What a word that no name has tells.
    most: u16,
}

/// A place without a word.
const FREE: u32 = u32::MAX;

/// The least size that rarity is measured by: among ten accounts a word that one of them has is still a rare word.
const LEAST_NAMES: u32 = 4096;

/// What a word that says little counts at the most, in sixteenths of a bit.
const WEAK_AT_MOST: u16 = 48;

impl Vocabulary {
    pub(super) fn new(weak: &[String]) -> Vocabulary {
        let mut own = Vocabulary {
            words: Vec::new(),
            long: String::new(),
            table: HashTable::new(),
            slots: Box::default(),
            places: 0,
            most: 0,
        };
        let kinds = [
            (LEGAL_AT_END, kind::LEGAL_AT_END),
            (LEGAL_AT_START, kind::LEGAL_AT_START),
            (LEGAL_ANYWHERE, kind::LEGAL_ANYWHERE),
            (LEGAL_IF_DOTTED, kind::LEGAL_IF_DOTTED),
            (JOINING, kind::JOINING),
            (ARTICLES, kind::ARTICLE),
            (LINKING, kind::LINKING),
            (WEAK, kind::WEAK),
        ];
        for (words, kind) in kinds {
            words.iter().for_each(|word| own.mark(word, kind));
        }
        weak.iter().for_each(|word| own.mark(word, kind::WEAK));
        PHRASES.iter().filter_map(|own| own.0.last()).for_each(|word| own.mark(word, kind::ENDS_PHRASE));
        AFTER_BANK.1.last().into_iter().for_each(|word| own.mark(word, kind::ENDS_PHRASE));
        ALSO.iter().for_each(|(word, _)| own.mark(word, kind::AMBIGUOUS));
        ONES.iter().for_each(|word| own.mark(word, kind::ONES));
        EXPANDED.iter().for_each(|(word, _)| own.mark(word, kind::EXPANDED));
        for (word, same) in SAME_WORD {
            let (word, same) = (own.intern(word), own.intern(same));
            let kinds = own.kind(word) | own.kind(same);
            if let Some(entry) = own.words.get_mut(word as usize) {
                entry.same = same;
            }
            if let Some(entry) = own.words.get_mut(same as usize) {
                entry.kind |= kinds & (kind::WEAK | kind::LEGAL_AT_END | kind::LEGAL_ANYWHERE);
            }
        }
        own
    }

    fn mark(&mut self, word: &str, kind: u16) {
        let word = self.intern(word);
        if let Some(word) = self.words.get_mut(word as usize) {
            word.kind |= kind;
        }
    }

    /// A word, once all are settled.
    pub(super) fn find(&self, text: &str) -> Option<&Word> {
        let mut at = place(hash_of(text.as_bytes()), self.places);
        loop {
            let number = *self.slots.get(at)?;
            if number == FREE {
                return None;
            }
            let word = self.words.get(number as usize)?;
            if word.text.is(text, &self.long) {
                return Some(word);
            }
            at = at.saturating_add(1);
        }
    }

    /// The number of a word, a new one if it has none.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash_of(text.as_bytes());
        let text_of = |number: &u32| self.words.get(*number as usize);
        let same = |number: &u32| text_of(number).is_some_and(|word| word.text.is(text, &self.long));
        if let Some(number) = self.table.find(hash, same) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let kind = if is_number(text) { kind::NUMBER } else { 0 };
        let text = ShortText::new(text, &mut self.long);
        self.words.push(Word { text, same: number, names: 0, kind, weight: 0 });
        let (words, long) = (&self.words, &self.long);
        let text = |number: &u32| words.get(*number as usize).map_or("", |word| word.text.get(long));
        self.table.insert_unique(hash, number, |number| hash_of(text(number).as_bytes()));
        number
    }

    /// A word as it is now, with what it is because another stands for it.
    pub(super) fn now(&self, number: u32) -> Option<Word> {
        let own = self.get(number)?;
        let same = self.get(own.same)?;
        let said_of_itself = kind::ENDS_PHRASE | kind::AMBIGUOUS | kind::ONES | kind::EXPANDED;
        Some(Word { kind: own.kind | (same.kind & !said_of_itself), weight: same.weight, ..*own })
    }

    pub(super) fn count(&mut self, word: u32) {
        if let Some(word) = self.words.get_mut(word as usize) {
            word.names = word.names.saturating_add(1);
        }
    }

    /// From now on rarity is measured among this many names.
    pub(super) fn settle(&mut self, names: usize) {
        self.most = log2(u32::try_from(names).unwrap_or(u32::MAX).max(LEAST_NAMES));
        for own in &mut self.words {
            let weight = self.most.saturating_sub(log2(own.names.max(1))).max(8);
            own.weight = if own.kind & kind::WEAK == 0 { weight } else { weight.min(WEAK_AT_MOST) };
        }
        let settled: Vec<Word> = (0..u32::try_from(self.words.len()).unwrap_or(FREE))
            .filter_map(|number| self.now(number))
            .collect();
        // A vector that grew has room for as many again.
        self.words = settled;
        self.words.shrink_to_fit();
        self.table = HashTable::new();
        self.long.shrink_to_fit();
        // A third of the places stay free. Words that find no place before the end stand in a few beyond it.
        self.places = (self.words.len().saturating_mul(3) / 2).saturating_add(1);
        let mut slots = vec![FREE; self.places];
        for (number, word) in (0_u32..).zip(&self.words) {
            let hash = hash_of(word.text.get(&self.long).as_bytes());
            let mut at = place(hash, self.places);
            while slots.get(at).is_some_and(|own| *own != FREE) {
                at = at.saturating_add(1);
            }
            match slots.get_mut(at) {
                Some(slot) => *slot = number,
                None => slots.push(number),
            }
        }
        self.slots = slots.into();
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether a word, or one of its other spellings, is in some account's name.
    pub(super) fn is_borne(&self, word: u32) -> bool {
        let of = |word: u32| self.get(word).map_or(0, |own| own.names);
        of(word) > 0 || self.get(word).is_some_and(|own| of(own.same) > 0)
    }

    pub(super) fn text(&self, word: u32) -> &str {
        self.get(word).map_or("", |own| own.text.get(&self.long))
    }

    pub(super) fn get(&self, word: u32) -> Option<&Word> {
        self.words.get(word as usize)
    }

    pub(super) fn kind(&self, word: u32) -> u16 {
        self.get(word).map_or(0, |word| word.kind)
    }

    /// How much the word tells, in sixteenths of a bit: the rarer, the more. Any number is an unknown word.
    #[inline]
    pub(super) fn weight(&self, word: u32) -> u16 {
        self.get(word).map_or(self.most, |own| own.weight)
    }

    pub(super) fn bytes(&self) -> usize {
        let words = self.words.capacity().saturating_mul(size_of::<Word>());
        let slots = self.slots.len().saturating_mul(4);
        words.saturating_add(slots).saturating_add(self.long.capacity())
    }
}

/// Where a hash points among so many places.
fn place(hash: u64, places: usize) -> usize {
    usize::try_from(u128::from(hash).saturating_mul(places as u128) >> 64).unwrap_or(0)
}

/// Sixteen times the binary logarithm, linear between powers of two.
fn log2(number: u32) -> u16 {
    let number = number.max(1);
    let whole = number.ilog2();
    let rest =
        if whole >= 4 { number >> whole.saturating_sub(4) } else { number << 4_u32.saturating_sub(whole) };
    u16::try_from(whole.saturating_mul(16).saturating_add(rest & 15)).unwrap_or(u16::MAX)
}

/// Whether a word is a number: `7`, `1st`.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let ending = text.get(digits.len()..).unwrap_or_default();
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(ending, "" | "st" | "nd" | "rd" | "th")
}
