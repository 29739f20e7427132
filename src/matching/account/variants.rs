//! What a name may have been meant to be: its words corrected, replaced by ones that sound alike, one left out.

use smallvec::SmallVec;

use super::fold::Folded;
use super::index::Accounts;
use super::reading::{Reading, Term, UNKNOWN, word_key};
use super::typos::Meant;

/// Keys that are tried.
const MOST: usize = 48;

/// How many corrections of a word are tried.
const MOST_CORRECTIONS: usize = 4;

/// Keys of names that may have been meant.
pub(super) struct Variants {
    /// A key, and whether a word has been left out. Those without a word left out come first.
    pub(super) keys: SmallVec<[(u64, bool); 8]>,
}

impl Variants {
    /// The key with every unknown word corrected, in each likely way, and each of these with one word left out.
    pub(super) fn of(reading: &Reading, meant: &[Meant]) -> Variants {
        let mut keys: SmallVec<[(u64, bool); 8]> = SmallVec::new();
        keys.push((0, false));
        for (term, meant) in reading.core.iter().zip(meant) {
            let mut next: SmallVec<[(u64, bool); 8]> = SmallVec::new();
            for (key, dropped) in &keys {
                next.extend(options(term, meant).map(|word| (key.wrapping_add(word_key(word)), *dropped)));
                if !dropped && reading.core.len() > 1 {
                    next.push((*key, true));
                }
            }
            next.truncate(MOST);
            keys = next;
        }
        keys.sort_by_key(|(_, dropped)| *dropped);
        Variants { keys }
    }

    /// The keys with one known word replaced by one that may have been meant.
    pub(super) fn replaced(accounts: &Accounts, folded: &Folded, reading: &Reading) -> SmallVec<[u64; 8]> {
        let mut keys = SmallVec::new();
        let Some(key) = reading.key() else { return keys };
        for term in &reading.core {
            // `telecom` stands for another word, and may be a typing error for `telekom`.
            let (text, written) = (accounts.vocabulary.text(term.word), Reading::written(folded, term));
            let short = written.len() >= 5 && written.len().saturating_add(3) <= text.len();
            for text in [Some(text), Some(written).filter(|_| short)].into_iter().flatten() {
                let meant = accounts.typos.meant(&accounts.vocabulary, text);
                for (word, _) in meant.into_iter().take(MOST_CORRECTIONS) {
                    if word != term.word {
                        keys.push(key.wrapping_sub(word_key(term.word)).wrapping_add(word_key(word)));
                    }
                }
            }
        }
        keys
    }

    /// The keys with one word, an unknown one if there is one, replaced by one that sounds like it.
    pub(super) fn sounding(accounts: &Accounts, folded: &Folded, reading: &Reading) -> SmallVec<[u64; 8]> {
        let mut keys = SmallVec::new();
        let unknown = reading.core.iter().filter(|term| term.word == UNKNOWN).count();
        for (at, term) in reading.core.iter().enumerate() {
            if unknown > 1 || (unknown == 1 && term.word != UNKNOWN) {
                continue;
            }
            let others = reading.core.iter().enumerate().filter(|(other, _)| *other != at);
            let rest = others.fold(0, |key: u64, (_, term)| key.wrapping_add(word_key(term.word)));
            let text = Reading::text(folded, &accounts.vocabulary, term);
            let words = accounts.typos.sounding(&accounts.vocabulary, text);
            keys.extend(words.into_iter().map(|word| rest.wrapping_add(word_key(word))));
        }
        keys
    }
}

/// A word that is known, or those that an unknown one may be.
pub(super) fn options<'m>(term: &'m Term, meant: &'m Meant) -> impl Iterator<Item = u32> + 'm {
    let own = meant.is_empty().then_some(term.word).filter(|word| *word != UNKNOWN);
    own.into_iter().chain(meant.iter().take(MOST_CORRECTIONS).map(|own| own.0))
}

/// What each unknown word may have been meant to be; nothing for known ones.
pub(super) fn meant(accounts: &Accounts, folded: &Folded, reading: &Reading) -> SmallVec<[Meant; 8]> {
    let of = |term: &Term| {
        let is_known = accounts.vocabulary.get(term.word).is_some_and(|own| own.names > 0);
        let text = Reading::text(folded, &accounts.vocabulary, term);
        if is_known { Meant::new() } else { accounts.typos.meant(&accounts.vocabulary, text) }
    };
    reading.core.iter().map(of).collect()
}
