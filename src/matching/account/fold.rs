//! A name as it is written, folded: case, width, marks and punctuation gone, cut into words.

use caseless::Caseless;
use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

use super::fields::{label, named_by};
use super::garbled::restored;
use super::spellings::{LETTERS, SPELLED_OUT, STATES};
use super::words::{LEGAL_GLUED, PLACES_OF_REGISTERS, TAGGED};

/// The words after this many play no part.
pub(super) const MAX_WORDS: usize = 24;

/// One piece of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word: where it stands in the text, and whether it was written as single letters.
    Word { start: u16, end: u16, dotted: bool },
    /// `&` or `+`.
    And,
    /// A parenthesis opens.
    Open,
    /// A parenthesis closes.
    Close,
    /// A comma, a dash with a space before it and their like.
    Break,
}

/// The words of a name one after the other, without anything between them.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    pub(super) pieces: SmallVec<[Piece; 16]>,
    /// The registrable domain, where the name is an address of mail or of a page.
    pub(super) domain: Option<String>,
    words: usize,
    /// Where the word that is being read began.
    start: usize,
    /// Where the text ended when a space was read last.
    spaced: Option<usize>,
}

impl Folded {
    pub(super) fn of(name: &str) -> Folded {
        let name = restored(name);
        let domain = named_by(&name);
        let name = domain.as_deref().map_or_else(|| without_tag(&name), label);
        let mut folded = Folded { text: String::with_capacity(name.len()), ..Folded::default() };
        if name.is_ascii() {
            name.bytes().for_each(|byte| folded.take(char::from(byte.to_ascii_lowercase())));
        } else {
            let mut plain: String = name
                .chars()
                .filter(|letter| !matches!(letter, '™' | '®' | '©' | '℠'))
                .nfkd()
                .default_case_fold()
                .nfkd()
                .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
                .nfc()
                .collect();
            for form in LEGAL_GLUED {
                if plain.contains(form) {
                    plain = plain.replace(form, " ");
                }
            }
            for letter in plain.chars() {
                match LETTERS.iter().find(|(own, _)| *own == letter) {
                    Some((_, plain)) => plain.chars().for_each(|letter| folded.take(letter)),
                    None => folded.take(letter),
                }
            }
        }
        folded.end_word();
        folded.domain = domain;
        folded
    }

    /// A name whose letters with dots or rings are written with two letters: `Mueller` for `Müller`; none if it has none.
    pub(super) fn spelled_out(name: &str) -> Option<String> {
        if name.is_ascii() {
            return None;
        }
        let name: String = restored(name).nfc().collect();
        let long = |letter: char| SPELLED_OUT.iter().find(|own| own.0 == letter).map(|own| own.1);
        if !name.chars().any(|letter| long(letter).is_some()) {
            return None;
        }
        let mut spelled = String::with_capacity(name.len());
        for letter in name.chars() {
            match long(letter) {
                Some(letters) => spelled.push_str(letters),
                None => spelled.push(letter),
            }
        }
        Some(spelled)
    }

    /// The text of a word.
    pub(super) fn slice(&self, start: u16, end: u16) -> &str {
        self.text.get(usize::from(start)..usize::from(end)).unwrap_or_default()
    }

    #[inline]
    fn take(&mut self, letter: char) {
        match letter {
            'a'..='z' | '0'..='9' => self.text.push(letter),
            '\'' | '`' | '’' | '‘' | 'ʼ' | '´' => {}
            '&' | '+' => self.mark(Piece::And),
            '(' | '[' => self.mark(Piece::Open),
            ')' | ']' => self.mark(Piece::Close),
            ',' | ';' | ':' | '|' | '#' | '–' | '—' => self.mark(Piece::Break),
            '-' if self.spaced == Some(self.text.len()) => self.mark(Piece::Break),
            ' ' => {
                self.spaced = Some(self.text.len());
                self.end_word();
            }
            _ if letter.is_alphanumeric() => self.text.push(letter),
            _ => self.end_word(),
        }
    }

    fn mark(&mut self, piece: Piece) {
        self.end_word();
        if self.pieces.len() < MAX_WORDS.saturating_mul(2) {
            self.pieces.push(piece);
        }
    }

    /// Closes a word, cutting `7eleven` and `web3` in two and joining single letters: `s.p.a.` is one word.
    fn end_word(&mut self) {
        let (start, end) = (self.start, self.text.len());
        self.start = end;
        if start == end {
            return;
        }
        let word = self.text.get(start..end).unwrap_or_default();
        let single = word.chars().nth(1).is_none();
        if let Some(Piece::Word { start: before, end: last, dotted }) = self.pieces.last_mut() {
            let one = self.text.get(usize::from(*before)..usize::from(*last)).unwrap_or_default();
            let run = *dotted || one.chars().nth(1).is_none();
            if (single && run) || (word == "op" && one == "co") {
                *last = u16::try_from(end).unwrap_or(u16::MAX);
                *dotted = true;
                return;
            }
        }
        match cut(word) {
            Some(at) => {
                self.push(start, start.saturating_add(at));
                self.push(start.saturating_add(at), end);
            }
            None => self.push(start, end),
        }
    }

    fn push(&mut self, start: usize, end: usize) {
        if let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(end))
            && self.words < MAX_WORDS
        {
            self.words = self.words.saturating_add(1);
            self.pieces.push(Piece::Word { start, end, dotted: false });
        }
    }
}

/// Where a word of digits and three letters or more changes from the one to the other.
fn cut(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let digit_first = bytes.first()?.is_ascii_digit();
    let at = bytes.iter().position(|byte| byte.is_ascii_digit() != digit_first)?;
    let (head, tail) = (bytes.get(..at)?, bytes.get(at..)?);
    let (letters, digits) = if digit_first { (tail, head) } else { (head, tail) };
    let whole = letters.iter().all(u8::is_ascii_alphabetic) && digits.iter().all(u8::is_ascii_digit);
    (whole && letters.len() >= 3).then_some(at)
}

/// A name without the tag of a register at its end: `BERKSHIRE HATHAWAY INC /DE/`, `Qualcomm Inc/DE`, `Troops, Inc./Cayman
/// Islands`.
fn without_tag(name: &str) -> &str {
    let name = name.trim();
    let inner = name.strip_suffix('/').unwrap_or(name);
    let Some((before, tag)) = inner.rsplit_once('/') else { return name };
    let (kept, tag) = (before.trim_end(), tag.trim());
    let last = kept.rsplit_once(' ').map_or("", |own| own.1).replace('.', "").to_ascii_lowercase();
    let formed = TAGGED.contains(&last.as_str()) && !tag.eq_ignore_ascii_case("op");
    let short = (2..=4).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let apart = kept.len() < before.len() && tag.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut places = PLACES_OF_REGISTERS.iter().chain(STATES.iter().map(|own| &own.1));
    let tagged = (short && (apart || formed || inner.len() < name.len()))
        || (formed && places.any(|own| tag.eq_ignore_ascii_case(own)));
    if tagged && !kept.is_empty() { kept } else { name }
}
