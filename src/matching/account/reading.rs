//! What a name says once legal forms, articles and joining words are gone: its core.

use smallvec::SmallVec;

use super::fold::{Folded, Piece};
use super::phrases::{AFTER_BANK, ALSO, EXPANDED, GOVERNED, PHRASES, number};
use super::spellings::STATES;
use super::vocabulary::{Vocabulary, Word, kind};
use super::words::ALSO_KNOWN_AS;
use crate::hash::{hash_of, mixed};

/// The number of a word that the vocabulary does not have.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// One word of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// The word that stands for it and its other spellings, or [`UNKNOWN`].
    pub(super) word: u32,
    pub(super) kind: u16,
    /// What it tells, in sixteenths of a bit.
    pub(super) weight: u16,
    start: u16,
    end: u16,
}

/// How words are looked up: found in a vocabulary, or added to it.
pub(super) trait Words {
    fn word(&mut self, text: &str) -> Option<Word>;
    fn vocabulary(&self) -> &Vocabulary;
}

impl Words for &Vocabulary {
    fn word(&mut self, text: &str) -> Option<Word> {
        self.find(text).copied()
    }
    fn vocabulary(&self) -> &Vocabulary {
        self
    }
}

impl Words for &mut Vocabulary {
    fn word(&mut self, text: &str) -> Option<Word> {
        let word = self.intern(text);
        self.now(word)
    }
    fn vocabulary(&self) -> &Vocabulary {
        self
    }
}

/// One of the names in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Main,
    /// The main one written in another way: abbreviations spelled out, with what stands in parentheses.
    Rewritten,
    /// With other spaces.
    Spaced,
    /// Up to a legal form, or to what says of which place or office it is.
    Cut,
    /// After `d/b/a` and its like.
    OtherName,
    /// In parentheses: a ticker, a place, another name.
    Parenthesis,
}

pub(super) type Pieces = SmallVec<[Piece; 16]>;

/// Whether a name goes on behind the parenthesis that opens here: `Siemens (China) Co., Ltd.` is another company than
/// `Siemens`, and `Siemens (Munich office)` is not.
fn goes_on_behind(folded: &Folded, open: usize) -> bool {
    let rest = folded.pieces.get(open.saturating_add(1)..).unwrap_or_default();
    let Some(close) = rest.iter().position(|own| *own == Piece::Close) else { return false };
    let next = rest.iter().skip(close).find(|own| !matches!(own, Piece::Close | Piece::Break));
    match next {
        Some(Piece::Word { start, end, .. }) => {
            let word = folded.slice(*start, *end);
            open > 0 && !ALSO_KNOWN_AS.contains(&word)
        }
        Some(Piece::And) => open > 0,
        _ => false,
    }
}

/// The names in a name, the main one first; it may have no words.
pub(super) fn parts(folded: &Folded) -> SmallVec<[(Part, Pieces); 1]> {
    let mut parts: SmallVec<[(Part, Pieces); 1]> = SmallVec::new();
    parts.push((Part::Main, Pieces::new()));
    let mut inside: Option<(Part, Pieces)> = None;
    // Which of the parts outside parentheses is being read.
    let mut now = 0;
    let mut words: SmallVec<[&str; 3]> = SmallVec::new();
    // Whether what stands in parentheses is part of the name, which goes on behind them, and the name without it.
    let mut within = false;
    let mut without: Option<Pieces> = None;
    for (at, piece) in folded.pieces.iter().enumerate() {
        match piece {
            Piece::Open if inside.is_none() && goes_on_behind(folded, at) => {
                within = true;
                let before = parts.get(now).map(|own| own.1.clone()).unwrap_or_default();
                without.get_or_insert(before);
            }
            Piece::Close if within => within = false,
            Piece::Open => {
                let before = inside.replace((Part::Parenthesis, Pieces::new()));
                parts.extend(before);
            }
            Piece::Close => parts.extend(inside.take()),
            Piece::Break => {}
            Piece::And => match &mut inside {
                Some((_, own)) => own.push(*piece),
                None => parts.get_mut(now).into_iter().for_each(|part| part.1.push(*piece)),
            },
            Piece::Word { start, end, .. } => {
                let word = folded.slice(*start, *end);
                if !within && inside.is_none() {
                    without.iter_mut().for_each(|own| own.push(*piece));
                }
                if words.len() == 2 {
                    words.remove(0);
                }
                let before = words.last().copied().unwrap_or_default();
                let says_other = ALSO_KNOWN_AS.contains(&word);
                let business_as = word == "as" && matches!(before, "business" | "trading" | "known");
                words.push(word);
                if let Some((part, own)) = &mut inside {
                    // `(now Meta Platforms)`; a name may begin with the word all the same.
                    if word == "now" && own.is_empty() {
                        *part = Part::OtherName;
                    } else if (says_other || business_as) && own.len() < 3 {
                        *part = Part::OtherName;
                        own.clear();
                    } else {
                        own.push(*piece);
                    }
                } else if let Some((_, own)) = parts.get_mut(now) {
                    let taken_back = match (says_other, business_as) {
                        (true, _) => Some(0),
                        (_, true) => {
                            Some(if words.first() == Some(&"doing") || before == "business" { 2 } else { 1 })
                        }
                        _ => None,
                    };
                    match taken_back {
                        Some(count) if own.len() > count => {
                            own.truncate(own.len().saturating_sub(count));
                            now = parts.len();
                            parts.push((Part::OtherName, Pieces::new()));
                        }
                        Some(_) if now > 0 => own.clear(),
                        _ => own.push(*piece),
                    }
                }
            }
        }
    }
    parts.extend(inside);
    parts.extend(without.filter(|own| !own.is_empty()).map(|own| (Part::Parenthesis, own)));
    // Nothing but parentheses: what they hold is the name.
    if parts.first().is_some_and(|main| main.1.is_empty()) && parts.len() > 1 {
        parts.remove(0);
        if let Some(first) = parts.first_mut() {
            first.0 = Part::Main;
        }
    }
    parts
}

/// The words of a name that count, and the marks by which it is found.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Without legal forms, articles and joining words.
    pub(super) core: SmallVec<[Term; 8]>,
    /// A hash of all words in order, legal forms included.
    pub(super) full: u64,
    /// The legal forms that were said.
    pub(super) forms: SmallVec<[u32; 4]>,
    /// Whether it goes on after a legal form.
    pub(super) goes_on: bool,
}

impl Reading {
    pub(super) fn of(folded: &Folded, pieces: &[Piece], mut words: impl Words) -> Reading {
        let mut terms: SmallVec<[Option<Term>; 16]> = SmallVec::new();
        for piece in pieces {
            match piece {
                Piece::And => terms.push(None),
                Piece::Word { start, end, dotted } => {
                    let text = folded.slice(*start, *end);
                    if let Some(long) = state(folded, &terms, text) {
                        for word in long.split(' ') {
                            let word = words.word(word);
                            terms.push(Some(term(words.vocabulary(), word, *start, *end, false)));
                        }
                        continue;
                    }
                    if text == "states" && ends_with(folded, &terms, "united") {
                        terms.pop();
                        let us = words.word("us");
                        terms.push(Some(term(words.vocabulary(), us, *start, *end, false)));
                        continue;
                    }
                    let word = words.word(text);
                    let kinds = word.map_or(0, |own| own.kind);
                    if kinds & (kind::ENDS_PHRASE | kind::ONES | kind::EXPANDED) != 0
                        && several(folded, &mut terms, &mut words, (*start, *end), kinds)
                    {
                        continue;
                    }
                    terms.push(Some(term(words.vocabulary(), word, *start, *end, *dotted)));
                }
                Piece::Break | Piece::Open | Piece::Close => {}
            }
        }
        let full = terms.iter().flatten().filter(|term| term.kind & kind::ARTICLE == 0);
        let full = full.fold(0_u64, |hash, term| {
            let own = match term.word {
                UNKNOWN => hash_of(folded.slice(term.start, term.end).as_bytes()),
                word => u64::from(word),
            };
            mixed(hash.rotate_left(5) ^ own)
        });
        let (mut goes_on, mut ended) = (false, false);
        for own in terms.iter().flatten() {
            goes_on |= ended && own.kind & (kind::LEGAL_AT_END | kind::ARTICLE) == 0;
            ended |= own.kind & kind::LEGAL_AT_END != 0;
        }
        let forms = strip(&mut terms);
        Reading { core: core(&terms), full, forms, goes_on }
    }

    /// The same whatever the order of the words; none if the vocabulary lacks one of them, or there are none.
    pub(super) fn key(&self) -> Option<u64> {
        let known = !self.core.is_empty() && self.core.iter().all(|term| term.word != UNKNOWN);
        known.then(|| self.core.iter().fold(0, |key: u64, term| key.wrapping_add(word_key(term.word))))
    }

    /// The same with each other word that one of its abbreviations stands for, and `County of Hennepin` without its `of`.
    pub(super) fn otherwise(&self, folded: &Folded, mut words: impl Words) -> SmallVec<[Reading; 2]> {
        let mut others = SmallVec::new();
        if let [first, of, _, ..] = self.core.as_slice()
            && Reading::written(folded, of) == "of"
            && GOVERNED.contains(&Reading::written(folded, first))
        {
            let mut other = self.clone();
            other.core.remove(1);
            others.push(other);
        }
        for (at, own) in self.core.iter().enumerate().filter(|(_, own)| own.kind & kind::AMBIGUOUS != 0) {
            let text = folded.slice(own.start, own.end);
            for (_, long) in ALSO.iter().filter(|also| also.0 == text) {
                let Some(word) = words.word(long) else { continue };
                others.push(self.with(at, word));
            }
        }
        others
    }

    /// The same with a word in the place of another.
    pub(super) fn with(&self, at: usize, word: Word) -> Reading {
        let mut other = self.clone();
        if let Some(term) = other.core.get_mut(at) {
            (term.word, term.kind, term.weight) = (word.same, word.kind, word.weight);
        }
        other
    }

    /// A word of the core as it is written.
    pub(super) fn written<'t>(folded: &'t Folded, term: &Term) -> &'t str {
        folded.slice(term.start, term.end)
    }

    /// The text of a word of the core.
    pub(super) fn text<'t>(folded: &'t Folded, vocabulary: &'t Vocabulary, term: &Term) -> &'t str {
        match term.word {
            UNKNOWN => folded.slice(term.start, term.end),
            word => vocabulary.text(word),
        }
    }

    /// The core in one word.
    pub(super) fn joined(&self, folded: &Folded, vocabulary: &Vocabulary) -> String {
        self.core.iter().map(|term| Reading::text(folded, vocabulary, term)).collect()
    }

    /// The first letters of three words or more, without those that no initial stands for.
    pub(super) fn initials(&self, folded: &Folded, vocabulary: &Vocabulary) -> Option<String> {
        let words = self.core.iter().filter(|term| term.kind & kind::LINKING == 0);
        let first = words.filter_map(|term| Reading::text(folded, vocabulary, term).chars().next());
        let initials: String = first.collect();
        (3..=8).contains(&initials.len()).then_some(initials)
    }
}

/// What a word adds to the key of a name.
pub(super) fn word_key(word: u32) -> u64 {
    mixed(u64::from(word).wrapping_add(1))
}

fn term(vocabulary: &Vocabulary, entry: Option<Word>, start: u16, end: u16, dotted: bool) -> Term {
    let Some(own) = entry else {
        return Term { word: UNKNOWN, kind: 0, weight: vocabulary.weight(UNKNOWN), start, end };
    };
    // `is` is a word of its own, `h/f` a form.
    let mut kind = own.kind;
    if kind & kind::LEGAL_IF_DOTTED != 0 && !dotted {
        kind &= !(kind::LEGAL_AT_END | kind::LEGAL_AT_START);
    }
    Term { word: own.same, kind, weight: own.weight, start, end }
}

fn ends_with(folded: &Folded, terms: &[Option<Term>], text: &str) -> bool {
    matches!(terms.last(), Some(Some(last)) if folded.slice(last.start, last.end) == text)
}

/// Puts one word for several that end here, or several for this one; whether it did.
fn several(
    folded: &Folded,
    terms: &mut SmallVec<[Option<Term>; 16]>,
    words: &mut impl Words,
    (start, end): (u16, u16),
    kinds: u16,
) -> bool {
    let text = folded.slice(start, end);
    if kinds & kind::EXPANDED != 0 {
        let long = EXPANDED.iter().find(|own| own.0 == text).map_or("", |own| own.1);
        for word in long.split_whitespace() {
            let word = words.word(word);
            terms.push(Some(term(words.vocabulary(), word, start, end, false)));
        }
        return true;
    }
    let before = |count: usize| {
        let from = terms.len().checked_sub(count)?;
        let own = terms.get(from..)?.iter().map(|own| own.map(|own| folded.slice(own.start, own.end)));
        Some((from, own))
    };
    if kinds & kind::ONES != 0 {
        let tens = before(1).and_then(|(from, mut own)| Some((from, number(own.next()??, text)?)));
        let found = tens.and_then(|(from, number)| Some((from, words.word(&number)?)));
        let Some((from, word)) = found else { return false };
        terms.truncate(from);
        terms.push(Some(term(words.vocabulary(), Some(word), start, end, false)));
        return true;
    }
    let (banks, national, na) = AFTER_BANK;
    let is_bank = before(2).is_some_and(|(_, mut own)| {
        own.next().flatten().is_some_and(|own| banks.contains(&own))
            && own.next().flatten() == national.first().copied()
    });
    let phrase = PHRASES.iter().find_map(|(phrase, form)| {
        let (_, rest) = phrase.split_last().filter(|own| *own.0 == text)?;
        let (from, own) = before(rest.len())?;
        own.eq(rest.iter().copied().map(Some)).then_some((from, *form))
    });
    let found = match phrase {
        None if is_bank && national.last() == Some(&text) => {
            terms.len().checked_sub(1).map(|from| (from, na))
        }
        own => own,
    };
    let Some((from, form)) = found else { return false };
    terms.truncate(from);
    let word = words.word(form);
    terms.push(Some(term(words.vocabulary(), word, start, end, true)));
    true
}

/// The state that two letters stand for after `of`.
fn state(folded: &Folded, terms: &[Option<Term>], text: &str) -> Option<&'static str> {
    (text.len() == 2 && ends_with(folded, terms, "of"))
        .then(|| STATES.iter().find(|state| state.0 == text))
        .flatten()
        .map(|state| state.1)
}

/// Takes articles, legal forms and loose joining words off both ends, as long as a word remains, and gives the forms.
fn strip(terms: &mut SmallVec<[Option<Term>; 16]>) -> SmallVec<[u32; 4]> {
    let is =
        |term: Option<&Option<Term>>, kinds: u16| matches!(term, Some(Some(own)) if own.kind & kinds != 0);
    let words = |terms: &[Option<Term>]| terms.iter().flatten().count();
    let joins = |term: Option<&Option<Term>>| matches!(term, Some(None)) || is(term, kind::JOINING);
    let letter = |term: Option<&Option<Term>>| matches!(term, Some(Some(own)) if own.end.saturating_sub(own.start) == 1);
    let mut forms: SmallVec<[u32; 4]> = SmallVec::new();
    let form = |own: &Option<Term>| own.filter(|own| own.kind & kind::LEGAL != 0).map(|own| own.word);
    loop {
        let one = words(terms) <= 1;
        let before_form = || is(terms.iter().rev().nth(1), kind::LEGAL_AT_END);
        let loose = match terms.last() {
            None => break,
            Some(None) => true,
            last if is(last, kind::LEGAL_AT_END | kind::ARTICLE) => !one,
            last => !one && !forms.is_empty() && (joins(last) || is(last, kind::LINKING)) && before_form(),
        };
        if !loose {
            break;
        }
        forms.extend(terms.pop().as_ref().and_then(form));
    }
    // `Becton, Dickinson and Company`: the `and` joined the form. The last letter of `PG&E Corp` joins nothing.
    while words(terms) > 1 && !forms.is_empty() && joins(terms.last()) {
        if letter(terms.last()) && matches!(terms.iter().rev().nth(1), Some(None)) {
            break;
        }
        terms.pop();
    }
    while let Some(first) = terms.first() {
        let loose = first.is_none() || is(Some(first), kind::LEGAL_AT_START | kind::ARTICLE);
        if !loose || (first.is_some() && words(terms) <= 1) {
            break;
        }
        forms.extend(form(&terms.remove(0)));
    }
    let mut at = 0_usize;
    terms.retain(|own| {
        at = at.saturating_add(1);
        let kept = at == 1 || !is(Some(own), kind::LEGAL_ANYWHERE);
        if !kept {
            forms.extend(form(own));
        }
        kept
    });
    forms
}

/// What is left without the words that join two others.
fn core(terms: &[Option<Term>]) -> SmallVec<[Term; 8]> {
    let last = terms.len().saturating_sub(1);
    let single = |at: Option<usize>| matches!(at.and_then(|at| terms.get(at)), Some(Some(own)) if own.end.saturating_sub(own.start) == 1);
    let kept = terms.iter().enumerate().filter_map(|(at, own)| {
        let own = (*own)?;
        let inner = at > 0 && at < last;
        let long = own.end.saturating_sub(own.start) > 1;
        let alone = single(at.checked_sub(1)) || single(at.checked_add(1));
        let joins = own.kind & kind::JOINING != 0 && inner && (long || !alone);
        (!joins).then_some(own)
    });
    kept.collect()
}
