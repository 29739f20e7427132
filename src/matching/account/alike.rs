//! How like one another two words are.

use super::sound::sound;

/// Likeness of two words that are not equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alike {
    /// In basis points, below 10,000.
    pub(super) bp: u32,
    /// Whether they only sound alike, which is no more than a suggestion.
    pub(super) by_sound: bool,
}

/// How alike two different words are, none if they are not: a typing error, a plural, an abbreviation, the sound.
pub(super) fn alike(a: &str, b: &str) -> Option<Alike> {
    let number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let sounds = || {
        let least = letters(a).min(letters(b));
        least >= 4 && !number(a) && !number(b) && sound(a).is_some_and(|own| sound(b) == Some(own))
    };
    written_alike(a, b).or_else(|| sounds().then_some(Alike { bp: 7000, by_sound: true }))
}

/// How alike two different words are as they are written: not by their sound.
pub(super) fn written_alike(a: &str, b: &str) -> Option<Alike> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if number(a) || number(b) {
        return None;
    }
    let (least, most) = (letters(short), letters(long));
    let sure = |bp| Some(Alike { bp, by_sound: false });
    if long.strip_prefix(short).is_some_and(|rest| rest == "s") && least >= 3 {
        return sure(9500);
    }
    let stem = short.strip_suffix('y').filter(|stem| stem.len() >= 3);
    if stem.and_then(|stem| long.strip_prefix(stem)).is_some_and(|rest| rest == "ies") {
        return sure(9500);
    }
    if most.saturating_sub(least) <= 2 {
        let typed = errors(short, long, least);
        if let Some(errors) = typed {
            let lost = errors.saturating_mul(10_000).checked_div(most).unwrap_or(10_000);
            return sure(u32::try_from(10_000_usize.saturating_sub(lost)).unwrap_or(0));
        }
    }
    if least >= 3 && most >= least.saturating_add(2) {
        if long.starts_with(short) {
            return sure(7500);
        }
        if abbreviates(short, long) {
            return sure(7000);
        }
    }
    None
}

fn letters(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// The typing errors between two words, if there are few enough for their length.
fn errors(short: &str, long: &str, letters: usize) -> Option<usize> {
    let most: usize = match letters {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    // What they begin and end with alike needs no counting.
    let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    let rest = short.len().saturating_sub(same);
    let tail = short.bytes().rev().zip(long.bytes().rev()).take_while(|(a, b)| a == b).count().min(rest);
    if rest.saturating_sub(tail) > most.saturating_add(1).saturating_mul(4) {
        return None;
    }
    let errors = strsim::osa_distance(short, long);
    (errors <= most).then_some(errors)
}

/// Whether a word without inner vowels is another with letters left out: `bldg`, `mgmt`.
fn abbreviates(short: &str, long: &str) -> bool {
    let vowel = |byte: &u8| b"aeiou".contains(byte);
    let inner = short.as_bytes().get(1..).unwrap_or_default();
    if short.bytes().next() != long.bytes().next() || inner.iter().any(vowel) {
        return false;
    }
    let mut left = long.bytes();
    short.bytes().all(|byte| left.any(|other| other == byte))
}
