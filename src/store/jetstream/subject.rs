//! A floor's id as one token of a subject.

use core::fmt::Write as _;

use crate::FloorId;

/// The token of a floor: letters, digits, `-` and `_` as they are, every other byte as `=` and two hexadecimal digits.
/// Different ids have different tokens. A token is also a key of a KV bucket.
pub(super) fn token(floor: &FloorId) -> String {
    let mut token = String::with_capacity(floor.as_str().len());
    for byte in floor.as_str().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => token.push(char::from(byte)),
            _ => drop(write!(token, "={byte:02X}")),
        }
    }
    token
}

/// The floor of a token; none if no floor has it.
pub(super) fn floor(token: &str) -> Option<FloorId> {
    let bytes = decoded(token, b'=')?;
    let floor = FloorId::new(core::str::from_utf8(&bytes).ok()?).ok()?;
    // What another writer has encoded otherwise is nobody's.
    (self::token(&floor) == token).then_some(floor)
}

/// The bytes of a text in which a mark and two hexadecimal digits stand for a byte.
pub(super) fn decoded(text: &str, mark: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == mark {
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            (high << 4) | low
        } else {
            byte
        });
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_floor_has_a_token_of_its_own_and_comes_back_from_it() {
        let ids = [
            "north",
            "a.b",
            "a b",
            "*",
            ">",
            "=",
            "=41",
            "A",
            "ä ß 東京",
            "a/b\\c",
            "$JS.API",
            "\u{a0}x",
            "-_",
        ];
        let mut seen = std::collections::BTreeSet::new();
        for id in ids {
            let id = FloorId::new(id).unwrap();
            let token = token(&id);
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b)), "{token}");
            assert_eq!(floor(&token), Some(id));
            assert!(seen.insert(token));
        }
        for strange in ["", "=4", "=zz", "=41", "=e4", "=FF", "a.b"] {
            assert_eq!(floor(strange), None, "{strange}");
        }
    }
}
