//! Streets and house numbers.

use super::code::{Text, folded};
use super::doc::ParityDoc;

/// House numbers of a street of a ZIP code or a city.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Numbers {
    /// The ZIP code, else the city, and the street: what it is filed under.
    pub(super) key: Text,
    pub(super) from: u32,
    pub(super) to: u32,
    /// Whether only odd ones (1) or even ones (0).
    pub(super) rest: Option<u32>,
}

impl Numbers {
    pub(super) fn new(key: Text, from: u32, to: u32, parity: ParityDoc) -> Numbers {
        let rest = match parity {
            ParityDoc::Both => None,
            ParityDoc::Odd => Some(1),
            ParityDoc::Even => Some(0),
        };
        Numbers { key, from, to, rest }
    }

    pub(super) fn holds(&self, number: u32) -> bool {
        (self.from..=self.to).contains(&number) && self.rest.is_none_or(|rest| number & 1 == rest)
    }

    /// Whether a number exists that both hold.
    pub(super) fn meets(&self, other: &Numbers) -> bool {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        self.key == other.key && (from..=to).take(2).any(|number| self.holds(number) && other.holds(number))
    }
}

/// What the streets of a ZIP code are filed under.
pub(super) fn key_of_zip(zip: u32, street: &[u8]) -> Text {
    key(format!("{zip:05}").as_bytes(), street)
}

/// What the streets of a city are filed under.
pub(super) fn key_of_city(city: &[u8], street: &[u8]) -> Text {
    key(city, street)
}

fn key(place: &[u8], street: &[u8]) -> Text {
    let mut key = Text::from_slice(place);
    key.push(b'|');
    key.extend_from_slice(street);
    key
}

/// The house number and the street of the first line of an address. A dash or a letter within the number is passed over
/// (`12-34` is 1234, `7B` is 7), and so is what comes after a comma, `#`, `Apt`, `Ste`, `Suite` or `Unit`.
pub(super) fn address(text: &str) -> Option<(u32, Text)> {
    let line = text.split([',', '#']).next().unwrap_or_default().trim();
    let (first, rest) = line.split_once(char::is_whitespace)?;
    if !first.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let digits = first.bytes().filter(u8::is_ascii_digit);
    let number = digits.take(9).fold(0_u32, |number, digit| {
        number.saturating_mul(10).saturating_add(u32::from(digit.wrapping_sub(b'0')))
    });
    let street = name(rest);
    (!street.is_empty()).then_some((number, street))
}

/// The name of a street, its usual words short.
pub(super) fn name(text: &str) -> Text {
    let whole = folded(text);
    let mut own = Text::new();
    for word in whole.split(|byte| matches!(byte, b' ' | b'.')).filter(|word| !word.is_empty()) {
        if matches!(word, b"APT" | b"STE" | b"SUITE" | b"UNIT") {
            break;
        }
        if !own.is_empty() {
            own.push(b' ');
        }
        own.extend_from_slice(short(word));
    }
    own
}

fn short(word: &[u8]) -> &[u8] {
    match word {
        b"NORTH" => b"N",
        b"SOUTH" => b"S",
        b"EAST" => b"E",
        b"WEST" => b"W",
        b"NORTHEAST" => b"NE",
        b"NORTHWEST" => b"NW",
        b"SOUTHEAST" => b"SE",
        b"SOUTHWEST" => b"SW",
        b"STREET" | b"STR" => b"ST",
        b"AVENUE" | b"AV" => b"AVE",
        b"BOULEVARD" => b"BLVD",
        b"ROAD" => b"RD",
        b"DRIVE" => b"DR",
        b"LANE" => b"LN",
        b"COURT" => b"CT",
        b"PLACE" => b"PL",
        b"SQUARE" => b"SQ",
        b"TERRACE" => b"TER",
        b"PARKWAY" => b"PKWY",
        b"HIGHWAY" => b"HWY",
        b"CIRCLE" => b"CIR",
        b"TRAIL" => b"TRL",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let read =
            |text| address(text).map(|(number, own)| (number, String::from_utf8(own.to_vec()).unwrap()));
        assert_eq!(read("123 North Main Street, Apt 4"), Some((123, "N MAIN ST".into())));
        assert_eq!(read("123 n. main st #4"), Some((123, "N MAIN ST".into())));
        assert_eq!(read("7B Oak Ave Unit 3"), Some((7, "OAK AVE".into())));
        assert_eq!(read("12-34 31st Street"), Some((1234, "31ST ST".into())));
        assert_eq!(read("Main Street"), None);
        assert_eq!(read("123"), None);
    }

    #[test]
    fn numbers_meet_where_one_is_in_both() {
        let own = |from, to, parity| Numbers::new(key_of_zip(5_401, b"MAIN ST"), from, to, parity);
        assert!(own(1, 99, ParityDoc::Odd).meets(&own(99, 200, ParityDoc::Both)));
        assert!(!own(1, 99, ParityDoc::Odd).meets(&own(1, 99, ParityDoc::Even)));
        assert!(!own(1, 10, ParityDoc::Both).meets(&own(11, 20, ParityDoc::Both)));
        assert!(!own(1, 9, ParityDoc::Odd).meets(&own(9, 20, ParityDoc::Even)));
    }
}
