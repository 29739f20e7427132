//! Other ways to read a name that is no account's as it stands: with other spaces, with abbreviations spelled out, with what
//! stands in parentheses, without what follows a legal form. What is read so has to be a name to the letter.

use smallvec::SmallVec;

use super::fields::city;
use super::find::{MOST_OF_A_MARK, Search};
use super::fold::{Folded, Piece};
use super::index::NONE;
use super::reading::{Part, Pieces, Reading, UNKNOWN, parts};
use super::spellings::STATES;
use super::vocabulary::{Vocabulary, kind};
use super::words::{LEGAL_AND_NO_MORE, NO_NAME};

/// A word of fewer letters is not split.
const LEAST_SPLIT: usize = 5;

/// In so many places a name is cut at the most.
const MOST_CUTS: usize = 4;

/// Letters for which a digit is read by mistake.
const MISREAD: &[(u8, &[u8])] = &[(b'0', b"o"), (b'1', b"li"), (b'5', b"s")];

/// Cities that are said beside a name.
type Cities = SmallVec<[u32; 2]>;

/// Other readings, and where their accounts have to be.
type Others = SmallVec<[(Part, Reading, Cities); 2]>;

/// All the words of a name one after the other.
pub(super) fn without_parentheses(folded: &Folded) -> Pieces {
    folded.pieces.iter().copied().filter(|own| matches!(own, Piece::Word { .. } | Piece::And)).collect()
}

impl Search<'_> {
    /// Looks for a name that is to be had without a search.
    pub(super) fn rewritten(&mut self) {
        let accounts = self.accounts;
        let vocabulary = &accounts.vocabulary;
        let mut others = Others::new();
        let folded = &self.asked.folded;
        let Some((_, first)) = self.asked.readings.first() else { return };
        let no_city = Cities::new;
        let more = first.otherwise(folded, vocabulary).into_iter().chain(misread(vocabulary, folded, first));
        others.extend(more.map(|own| (Part::Rewritten, own, no_city())));
        for pieces in joined(vocabulary, folded, &self.main()) {
            others.push((Part::Spaced, Reading::of(folded, &pieces, vocabulary), no_city()));
        }
        let broken = |own: &Piece| matches!(own, Piece::Break);
        if first.goes_on || folded.pieces.iter().any(broken) {
            for (pieces, mut cities) in cut(vocabulary, folded) {
                cities.retain(|own| !self.asked.is_city(*own));
                others.push((Part::Cut, Reading::of(folded, &pieces, vocabulary), cities));
            }
        }
        self.try_all(others);
    }

    /// Looks for a name that has what stands in parentheses: it says more than the name without.
    pub(super) fn with_parentheses(&mut self) {
        let folded = &self.asked.folded;
        let reading = Reading::of(folded, &without_parentheses(folded), &self.accounts.vocabulary);
        let mut others = Others::new();
        others.push((Part::Rewritten, reading, Cities::new()));
        self.try_all(others);
    }

    /// The pieces of the main name.
    fn main(&self) -> Pieces {
        let folded = &self.asked.folded;
        if self.asked.readings.len() == 1 {
            return without_parentheses(folded);
        }
        parts(folded).into_iter().next().map(|own| own.1).unwrap_or_default()
    }

    /// Looks for a name that has spaces where this has none.
    pub(super) fn split(&mut self) {
        let accounts = self.accounts;
        let folded = &self.asked.folded;
        let mut others = Others::new();
        for pieces in split(&accounts.vocabulary, folded, &self.main()) {
            others.push((Part::Spaced, Reading::of(folded, &pieces, &accounts.vocabulary), Cities::new()));
        }
        self.try_all(others);
    }

    /// Takes the first that is a name, of an account in the cities that are said.
    fn try_all(&mut self, others: Others) {
        let accounts = self.accounts;
        for (part, reading, cities) in others {
            let Some(key) = reading.key() else { continue };
            let there = |name: u32| {
                let account = accounts.row(name).map_or(NONE, |row| row.account);
                cities.iter().all(|city| accounts.has_city(account, *city))
            };
            let names = accounts.whole.find(key).filter(|name| there(*name)).take(MOST_OF_A_MARK);
            let names: SmallVec<[_; 8]> =
                names.filter_map(|name| Some((name, accounts.same_words(&reading, name)?))).collect();
            if names.is_empty() {
                continue;
            }
            let at = self.asked.readings.len();
            self.asked.readings.push((part, reading));
            for (name, evidence) in names {
                self.add(at, name, Some(evidence));
            }
            return;
        }
    }
}

/// Whether a word is in some account's name.
fn is_used(vocabulary: &Vocabulary, text: &str) -> bool {
    vocabulary.find(text).is_some_and(|own| own.names > 0 || vocabulary.is_borne(own.same))
}

/// The pieces with two neighbours in one word that is known.
fn joined(vocabulary: &Vocabulary, folded: &Folded, pieces: &[Piece]) -> SmallVec<[Pieces; 1]> {
    let mut others = SmallVec::new();
    for (at, two) in pieces.windows(2).enumerate() {
        let [Piece::Word { start, end: middle, .. }, Piece::Word { start: next, end, .. }] = two else {
            continue;
        };
        // `Acme Co` is nobody's `Acmeco` unless nobody has `Acme`, and in longer names a form is a form.
        let is_form = || {
            let form = vocabulary
                .find(folded.slice(*next, *end))
                .is_some_and(|own| own.kind & kind::LEGAL_AT_END != 0);
            form && (pieces.len() > 2 || is_used(vocabulary, folded.slice(*start, *middle)))
        };
        if middle == next && !is_form() && is_used(vocabulary, folded.slice(*start, *end)) {
            let mut own: Pieces = pieces.into();
            own.remove(at);
            if let Some(place) = own.get_mut(at) {
                *place = Piece::Word { start: *start, end: *end, dotted: false };
            }
            others.push(own);
        }
    }
    others
}

/// The pieces with a word that nobody has in two or three that somebody has.
fn split(vocabulary: &Vocabulary, folded: &Folded, pieces: &[Piece]) -> SmallVec<[Pieces; 1]> {
    let mut others = SmallVec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Word { start, end, .. } = *piece else { continue };
        if usize::from(end.saturating_sub(start)) < LEAST_SPLIT
            || is_used(vocabulary, folded.slice(start, end))
        {
            continue;
        }
        let is_word = |from: u16, to: u16| is_used(vocabulary, folded.slice(from, to));
        let mut put = |ends: &[u16]| {
            let mut own: Pieces = pieces.into();
            own.remove(at);
            let mut from = start;
            for (count, to) in ends.iter().copied().chain([end]).enumerate() {
                own.insert(at.saturating_add(count), Piece::Word { start: from, end: to, dotted: false });
                from = to;
            }
            others.push(own);
        };
        for middle in start.saturating_add(1)..end {
            if !is_word(start, middle) {
                continue;
            }
            if is_word(middle, end) {
                put(&[middle]);
            }
            for next in middle.saturating_add(1)..end {
                if is_word(next, end) && is_word(middle, next) {
                    put(&[middle, next]);
                }
            }
        }
    }
    others
}

/// The pieces up to where something else than the name begins, the longest first: after a legal form that ends in a comma or
/// a dash, or after which nothing comes, and before what names no company.
fn cut(vocabulary: &Vocabulary, folded: &Folded) -> SmallVec<[(Pieces, Cities); 1]> {
    let mut others: SmallVec<[(Pieces, Cities); 1]> = SmallVec::new();
    let pieces = folded.pieces.as_slice();
    let text = |piece: Option<&Piece>| match piece {
        Some(Piece::Word { start, end, .. }) => folded.slice(*start, *end),
        _ => "",
    };
    let is = |text: &str, kinds: u16| vocabulary.find(text).is_some_and(|own| own.kind & kinds != 0);
    for at in (1..pieces.len().saturating_sub(1)).rev() {
        let (own, before) = (pieces.get(at), pieces.get(at.saturating_sub(1)));
        let broken = matches!(own, Some(Piece::Break));
        let next = text(pieces.get(at.saturating_add(1)));
        if next.is_empty() {
            continue;
        }
        let form = |text: &str| is(text, kind::LEGAL_AT_END) && !is(text, kind::LEGAL_IF_DOTTED);
        if !broken && !form(text(own)) {
            continue;
        }
        let goes_on = form(next) || is(next, kind::ARTICLE | kind::JOINING | kind::LINKING);
        let rest = pieces.get(at.saturating_add(1)..).unwrap_or_default();
        let cities = match (broken, text(before)) {
            (true, before) if form(before) => (at >= 2 && !goes_on).then(Cities::new),
            // A town beside a name without a form may be what tells it from the next town's.
            (true, _) if !goes_on => {
                place(folded, rest).filter(|own| !own.1 || !own.0.is_empty()).map(|own| own.0)
            }
            (false, _) if LEGAL_AND_NO_MORE.contains(&text(own)) => (!goes_on).then(Cities::new),
            (false, _) => place(folded, rest).map(|own| own.0),
            _ => None,
        };
        if let Some(cities) = cities
            && others.len() < MOST_CUTS
        {
            let kept = if broken { pieces.get(..at) } else { pieces.get(..=at) };
            let kept = kept.unwrap_or_default().iter().copied();
            let kept = kept.filter(|own| matches!(own, Piece::Word { .. } | Piece::And));
            others.push((kept.collect(), cities));
        }
    }
    others
}

/// What is said of a place or an office in words that name no company: what has to be a city, and whether a state is said.
fn place(folded: &Folded, rest: &[Piece]) -> Option<(Cities, bool)> {
    let mut cities = Cities::new();
    let (mut said, mut stated) = (false, false);
    // In the text word follows word, so several are one slice.
    let mut own: Option<(u16, u16)> = None;
    for piece in rest.iter().chain([&Piece::Break]) {
        match piece {
            Piece::Word { start, end, .. } => {
                said = true;
                let text = folded.slice(*start, *end);
                let state = STATES.iter().any(|state| state.0 == text || state.1 == text);
                let plain = NO_NAME.contains(&text) || text.bytes().all(|byte| byte.is_ascii_digit());
                stated |= state;
                own = match own {
                    _ if plain || state => own,
                    Some((from, to)) if to == *start => Some((from, *end)),
                    Some(_) => return None,
                    None => Some((*start, *end)),
                };
            }
            Piece::Break => {
                if let Some((from, to)) = own.take() {
                    cities.push(city(folded.slice(from, to))?);
                }
            }
            Piece::And | Piece::Open | Piece::Close => {}
        }
    }
    said.then_some((cities, stated))
}

/// The name with the letters for which a digit was read.
fn misread(vocabulary: &Vocabulary, folded: &Folded, reading: &Reading) -> Option<Reading> {
    let (at, term) = reading.core.iter().enumerate().find(|(_, own)| own.word == UNKNOWN)?;
    let text = Reading::written(folded, term);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 || text.len() < LEAST_SPLIT || !text.is_ascii() {
        return None;
    }
    let meant = |turn: usize| -> String {
        let letter = |byte: u8| {
            let letters = MISREAD.iter().find(|own| own.0 == byte).map_or(&[][..], |own| own.1);
            char::from(letters.get(turn).or(letters.first()).copied().unwrap_or(byte))
        };
        text.bytes().map(letter).collect()
    };
    let word = [0, 1]
        .into_iter()
        .find_map(|turn| vocabulary.find(&meant(turn)).filter(|own| vocabulary.is_borne(own.same)))?;
    Some(reading.with(at, *word))
}
