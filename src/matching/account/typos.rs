//! Words that differ from a word by a typing error, and words that sound like it.

use core::cmp::Reverse;

use smallvec::SmallVec;

use super::alike::written_alike;
use super::buckets::Buckets;
use super::sound::sound;
use super::vocabulary::{Vocabulary, kind};
use crate::hash::hash_of;

/// Words by what is left of their first letters without one.
#[derive(Clone, Debug, Default)]
pub(super) struct Typos {
    shorter: Buckets,
    sounds: Buckets,
}

/// Words that may have been meant, and how alike they are in basis points.
pub(super) type Meant = SmallVec<[(u32, u32); 4]>;

/// How many words a word is corrected to at the most.
const MOST: usize = 24;

impl Typos {
    /// Of all words that stand in a name.
    pub(super) fn new(vocabulary: &Vocabulary) -> Typos {
        let count = u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
        let mut list = Vec::new();
        let mut sounds = Vec::new();
        for word in 0..count {
            // Another spelling of a word may be mistyped as well.
            let same = vocabulary.get(word).and_then(|own| vocabulary.get(own.same));
            let used = same.is_some_and(|own| own.names > 0 && own.kind & kind::NUMBER == 0);
            let text = vocabulary.text(word);
            if !used || text.chars().count() < 4 {
                continue;
            }
            without_one(text, |hash| list.push((hash, word)));
            if let Some(sound) = sound(text) {
                sounds.push((sound, word));
            }
        }
        list.dedup();
        Typos { shorter: Buckets::new(&list), sounds: Buckets::new(&sounds) }
    }

    /// The words that may have been meant and how alike they are, the likest first, then what more names have.
    pub(super) fn meant(&self, vocabulary: &Vocabulary, text: &str) -> Meant {
        let mut found = Meant::new();
        if text.chars().count() < 4 {
            return found;
        }
        without_one(text, |hash| {
            for word in self.shorter.find(hash) {
                let same = vocabulary.get(word).map_or(word, |own| own.same);
                if found.len() < MOST && !found.iter().any(|own| own.0 == same) {
                    let likeness = written_alike(text, vocabulary.text(word));
                    found.extend(likeness.map(|own| (same, own.bp)));
                }
            }
        });
        let names = |word: u32| vocabulary.get(word).map_or(0, |own| own.names);
        found.sort_unstable_by_key(|(word, bp)| (Reverse(*bp), Reverse(names(*word)), *word));
        found
    }

    /// The words that sound like it.
    pub(super) fn sounding(&self, vocabulary: &Vocabulary, text: &str) -> SmallVec<[u32; 4]> {
        let Some(sound) = sound(text) else { return SmallVec::new() };
        let words = self.sounds.find(sound).filter(|word| vocabulary.text(*word) != text);
        words.map(|word| vocabulary.get(word).map_or(word, |own| own.same)).take(4).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.shorter.bytes().saturating_add(self.sounds.bytes())
    }
}

/// Letters at the beginning of a word by which it is found. A typing error past them leaves them as they are.
const LETTERS: usize = 10;

/// The hash of the beginning of a word, and of it without each of its letters; one of two equal neighbours is enough.
fn without_one(text: &str, mut each: impl FnMut(u64)) {
    let end = text.char_indices().nth(LETTERS).map_or(text.len(), |(end, _)| end);
    let text = text.get(..end).unwrap_or(text);
    each(hash_of(text.as_bytes()));
    let mut buffer: SmallVec<[u8; 40]> = SmallVec::new();
    let mut before = None;
    for (at, letter) in text.char_indices() {
        if before.replace(letter) == Some(letter) {
            continue;
        }
        buffer.clear();
        buffer.extend(text.bytes().take(at));
        buffer.extend(text.bytes().skip(at.saturating_add(letter.len_utf8())));
        each(hash_of(buffer.as_slice()));
    }
}
