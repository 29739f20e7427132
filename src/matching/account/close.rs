//! How close a name is to a name of an account, in integers.

use super::alike::{Alike, alike};
use super::find::Asked;
use super::index::{Accounts, NameRow};
use super::reading::{Reading, UNKNOWN};
use super::typos::Meant;
use super::vocabulary::{is_number, kind};

/// What two names have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Closeness {
    /// What the words in common tell, of what all words tell, in basis points.
    pub(super) bp: u32,
    /// What the words in common tell, in sixteenths of a bit.
    pub(super) shared: u32,
    /// Whether every word of the account's name is in the other.
    pub(super) whole: bool,
    /// Whether every word of the other is in the account's name.
    pub(super) within: bool,
    /// How many words the other has.
    words: usize,
    /// Whether the words in common stand in the same order, or there are no others.
    pub(super) in_order: bool,
    /// Whether a number stands in one of them only.
    pub(super) numbers_differ: bool,
    /// Whether some words only sound alike.
    pub(super) by_sound: bool,
    /// Whether they differ by no more than a slip of whoever wrote them: a typing error where enough is left that is
    /// sure, or a word that says little beside two that tell.
    pub(super) is_slip: bool,
}

impl Closeness {
    /// Whether one of the names is part of the other: all of the account's, or more than a word of the one asked for.
    pub(super) fn is_part(&self) -> bool {
        self.whole || (self.within && self.words > 1)
    }

    /// Of names that are equal.
    pub(super) fn equal(reading: &Reading) -> Closeness {
        let weights = reading.core.iter().map(|term| u32::from(term.weight));
        let shared = weights.fold(0, u32::saturating_add);
        Closeness {
            bp: 10_000,
            shared,
            whole: true,
            within: true,
            in_order: true,
            is_slip: true,
            ..Closeness::default()
        }
    }
}

/// From which likeness on two words are surely one: a typing error in one of seven letters or more. `Visa` and `Vista` are
/// words of their own.
const SURE_BP: u64 = 8_500;

/// The likeness of a word and its plural.
const PLURAL_BP: u32 = 9_500;

/// What remains of the closeness of two names that each have a word the other has not.
const BOTH_LEFT_PERCENT: u64 = 85;

/// More words than these are not compared.
const MOST: usize = 16;

impl Accounts {
    /// Pairs words: equal ones first, then alike ones, then two against one (`mc donalds`). Each pair counts as much as its
    /// word tells, times its likeness.
    ///
    /// # Complexity
    /// The product of the numbers of words.
    pub(super) fn closeness(
        &self,
        asked: &Asked,
        reading: &Reading,
        meant: &[Meant],
        row: &NameRow,
    ) -> Closeness {
        let own = self.core_of(row);
        let own = own.get(..own.len().min(MOST)).unwrap_or_default();
        let core = reading.core.get(..reading.core.len().min(MOST)).unwrap_or_default();
        let text = |at: usize| match core.get(at) {
            Some(term) => Reading::text(&asked.folded, &self.vocabulary, term),
            None => "",
        };
        let own_text = |at: usize| own.get(at).map_or("", |word| self.vocabulary.text(*word));
        let weight = |word: u32| u64::from(self.vocabulary.weight(word));
        let mut pairs = Pairs::default();
        for (at, term) in core.iter().enumerate().filter(|(_, term)| term.word != UNKNOWN) {
            let equal =
                own.iter().enumerate().find(|(other, word)| !pairs.own(*other) && **word == term.word);
            if let Some((other, word)) = equal {
                pairs.take(at, other, weight(*word), 10_000);
            }
        }
        let all = pairs.left(core.len()) == 0 || pairs.own_left(own.len()) == 0;
        if !all {
            for at in 0..core.len() {
                if pairs.query(at) {
                    continue;
                }
                let likes = (0..own.len()).filter(|other| !pairs.own(*other));
                let corrected = |other: usize| {
                    let words = meant.get(at)?.iter();
                    let bp = words.clone().find(|word| own.get(other) == Some(&word.0))?.1;
                    Some(Alike { bp, by_sound: false })
                };
                let written =
                    |at: usize| core.get(at).map_or("", |term| Reading::written(&asked.folded, term));
                let like = |other: usize| {
                    corrected(other).or_else(|| alike(text(at), own_text(other))).or_else(|| {
                        Some(written(at))
                            .filter(|own| *own != text(at))
                            .and_then(|own| alike(own, own_text(other)))
                    })
                };
                let likes = likes.filter_map(|other| Some((like(other)?, other)));
                // Of equally alike ones the first.
                if let Some((like, other)) =
                    likes.max_by_key(|(like, other)| (*like, core::cmp::Reverse(*other)))
                {
                    // A word that some account bears is no typing error for another, but for the plural.
                    let is_own = core.get(at).is_some_and(|term| self.vocabulary.is_borne(term.word));
                    pairs.apart |= is_own && like.bp < PLURAL_BP;
                    pairs.take(
                        at,
                        other,
                        weight(own.get(other).copied().unwrap_or(UNKNOWN)),
                        u64::from(like.bp),
                    );
                    pairs.by_sound |= like.by_sound;
                }
            }
            two_for_one(&mut pairs, core.len(), own.len(), text, own_text, |other| {
                weight(own.get(other).copied().unwrap_or(UNKNOWN))
            });
        }
        let left = (0..core.len()).filter(|at| !pairs.query(*at));
        let left = left.filter_map(|at| core.get(at)).map(|term| u64::from(term.weight));
        let left: u64 = left.fold(0, u64::saturating_add);
        let own_left = (0..own.len()).filter(|at| !pairs.own(*at)).filter_map(|at| own.get(at));
        let own_left: u64 = own_left.map(|word| weight(*word)).fold(0, u64::saturating_add);
        let numbers_differ = (0..core.len()).any(|at| !pairs.query(at) && is_number(text(at)))
            || (0..own.len()).any(|at| {
                !pairs.own(at)
                    && own.get(at).is_some_and(|word| self.vocabulary.kind(*word) & kind::NUMBER != 0)
            });
        let total = pairs.weight.saturating_mul(2).saturating_add(left).saturating_add(own_left);
        let bp = pairs.likeness.saturating_mul(2).checked_div(total).unwrap_or(0);
        let (whole, within) = (pairs.own_left(own.len()) == 0, pairs.left(core.len()) == 0);
        // A word left on either side is worse than the same words left on one: that may be one left out.
        let bp = if whole || within { bp } else { bp.saturating_mul(BOTH_LEFT_PERCENT) / 100 };
        Closeness {
            bp: u32::try_from(bp).unwrap_or(0).min(10_000),
            shared: u32::try_from(pairs.likeness / 10_000).unwrap_or(0),
            whole,
            within,
            words: core.len(),
            in_order: pairs.in_order() || (whole && within),
            numbers_differ,
            by_sound: pairs.by_sound,
            is_slip: pairs.is_slip(left.saturating_add(own_left), self.least_information()),
        }
    }

    /// What a name has to tell to be enough alone, in sixteenths of a bit.
    pub(super) fn least_information(&self) -> u64 {
        u64::from(self.settings.doc.least_information_bits).saturating_mul(16)
    }
}

/// Two neighbours in one of the names that are one word in the other.
fn two_for_one<'t>(
    pairs: &mut Pairs,
    words: usize,
    own_words: usize,
    text: impl Fn(usize) -> &'t str,
    own_text: impl Fn(usize) -> &'t str,
    weight: impl Fn(usize) -> u64,
) {
    let joined = |a: &str, b: &str, one: &str| {
        one.strip_prefix(a).is_some_and(|rest| rest == b) && !a.is_empty() && !b.is_empty()
    };
    for at in 0..words.saturating_sub(1) {
        let next = at.saturating_add(1);
        let free = |pairs: &Pairs| !pairs.query(at) && !pairs.query(next);
        let one =
            (0..own_words).find(|other| !pairs.own(*other) && joined(text(at), text(next), own_text(*other)));
        if let Some(other) = one.filter(|_| free(pairs)) {
            pairs.take(at, other, weight(other), 10_000);
            pairs.queries |= bit(next);
        }
    }
    for other in 0..own_words.saturating_sub(1) {
        let next = other.saturating_add(1);
        let free = |pairs: &Pairs| !pairs.own(other) && !pairs.own(next);
        let one =
            (0..words).find(|at| !pairs.query(*at) && joined(own_text(other), own_text(next), text(*at)));
        if let Some(at) = one.filter(|_| free(pairs)) {
            pairs.take(at, other, weight(other).max(weight(next)), 10_000);
            pairs.owns |= bit(next);
        }
    }
}

/// Which words have found another.
#[derive(Default)]
struct Pairs {
    queries: u32,
    owns: u32,
    weight: u64,
    likeness: u64,
    by_sound: bool,
    /// Whether a word is taken for another although it is one of its own.
    apart: bool,
    /// What the words tell that are surely one, and the one of all words that tells most.
    sure: u64,
    most: u64,
    /// The partners of the words asked for, by their places.
    partners: [u8; MOST],
}

impl Pairs {
    fn query(&self, at: usize) -> bool {
        self.queries & bit(at) != 0
    }

    fn own(&self, at: usize) -> bool {
        self.owns & bit(at) != 0
    }

    fn left(&self, words: usize) -> u32 {
        (bit(words).wrapping_sub(1) & !self.queries).count_ones()
    }

    fn own_left(&self, words: usize) -> u32 {
        (bit(words).wrapping_sub(1) & !self.owns).count_ones()
    }

    /// Whether the partners of words that have one stand in the same order as these.
    fn in_order(&self) -> bool {
        let paired = self.partners.iter().enumerate().filter(|(at, _)| self.query(*at));
        paired.map(|(_, other)| *other).is_sorted()
    }

    /// Whether what differs may be a slip, where the words without a partner tell so much. The one word that two names have
    /// in common is no name: any word more makes it another (`Gap`, `Gap Solutions`).
    fn is_slip(&self, left: u64, least: u64) -> bool {
        if self.apart {
            false
        } else if left == 0 {
            self.sure >= least
        } else {
            left < least && self.sure.saturating_sub(self.most) >= least
        }
    }

    fn take(&mut self, at: usize, other: usize, weight: u64, bp: u64) {
        self.queries |= bit(at);
        self.owns |= bit(other);
        if let Some(partner) = self.partners.get_mut(at) {
            *partner = u8::try_from(other).unwrap_or(u8::MAX);
        }
        self.weight = self.weight.saturating_add(weight);
        if bp >= SURE_BP {
            self.sure = self.sure.saturating_add(weight);
            self.most = self.most.max(weight);
        }
        self.likeness = self.likeness.saturating_add(weight.saturating_mul(bp));
    }
}

fn bit(at: usize) -> u32 {
    u32::try_from(at).ok().and_then(|at| 1_u32.checked_shl(at)).unwrap_or(0)
}
