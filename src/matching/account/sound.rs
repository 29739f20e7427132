//! What a word sounds like, to an English ear and roughly: a suggestion, never a reason.

use crate::hash::hash_of;

/// A number that words with the same consonants in the same order share; none for words of other letters or too few.
/// Vowels count at the beginning only, letters that sound alike are one, doubled ones too.
pub(super) fn sound(word: &str) -> Option<u64> {
    if word.len() < 4 || word.len() > 32 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut code = [0_u8; 32];
    let mut places = code.iter_mut();
    let mut last = 0_u8;
    let mut rest = start(word);
    let mut first = true;
    while let Some((said, tail)) = next(rest, first) {
        rest = tail;
        if said != b'_'
            && said != last
            && let Some(place) = places.next()
        {
            *place = said;
        }
        last = said;
        first = false;
    }
    let consonants = code.iter().filter(|byte| !matches!(**byte, 0 | b'A')).count();
    (consonants >= 2).then(|| hash_of(&code))
}

/// Without a first letter that is not heard.
fn start(word: &str) -> &str {
    let silent = ["kn", "gn", "pn", "wr", "ps"].iter().any(|pair| word.starts_with(pair));
    if silent { word.get(1..).unwrap_or_default() } else { word }
}

/// What is said next, `_` for nothing, and what is left.
fn next(rest: &str, first: bool) -> Option<(u8, &str)> {
    const GROUPS: &[(&str, u8)] = &[
        ("sch", b'X'),
        ("tch", b'X'),
        ("sh", b'X'),
        ("ch", b'X'),
        ("ph", b'F'),
        ("gh", b'_'),
        ("th", b'T'),
        ("ck", b'K'),
        ("wh", b'W'),
        ("ce", b'S'),
        ("ci", b'S'),
        ("cy", b'S'),
        ("dge", b'J'),
        ("ge", b'J'),
        ("gi", b'J'),
        ("qu", b'K'),
    ];
    if let Some((group, said)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group)) {
        return Some((*said, rest.get(group.len()..)?));
    }
    let letter = *rest.as_bytes().first()?;
    let said = match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' => {
            if first {
                b'A'
            } else {
                b'_'
            }
        }
        b'h' | b'w' => {
            if first {
                letter.to_ascii_uppercase()
            } else {
                b'_'
            }
        }
        b'b' | b'p' => b'P',
        b'c' | b'k' | b'q' | b'g' => b'K',
        b'd' | b't' => b'T',
        b'f' | b'v' => b'F',
        b's' | b'z' | b'x' => b'S',
        b'm' => b'M',
        b'n' => b'N',
        other => other.to_ascii_uppercase(),
    };
    Some((said, rest.get(1..)?))
}
