//! Codes of places, read as people write them.

use smallvec::SmallVec;

/// A short text to compare by.
pub(super) type Text = SmallVec<[u8; 24]>;

/// Upper case, without white space at the ends, and one space where there are several.
pub(super) fn folded(text: &str) -> Text {
    let mut own = Text::new();
    let mut space = false;
    for letter in text.trim().chars() {
        if letter.is_whitespace() {
            space = true;
            continue;
        }
        if core::mem::take(&mut space) {
            own.push(b' ');
        }
        if letter.is_ascii() {
            own.extend(u8::try_from(letter.to_ascii_uppercase()));
        } else {
            for upper in letter.to_uppercase() {
                own.extend_from_slice(upper.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    own
}

/// A code of the United States, as far as it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zip {
    /// The first three digits.
    Prefix(u16),
    /// Five digits.
    Five(u32),
    /// Five digits and four more.
    Nine(u32, u16),
}

impl Zip {
    /// Digits, with spaces and dashes anywhere.
    #[inline]
    pub(super) fn read(text: &str) -> Option<Zip> {
        // As nearly everybody writes them.
        let bytes = text.as_bytes();
        let usual = match (bytes.first_chunk().and_then(number::<5>), bytes.get(5..)) {
            (Some(zip), Some([])) => Some(Zip::Five(zip)),
            (Some(zip), Some([b'-', plus4 @ ..] | plus4)) => <&[u8; 4]>::try_from(plus4)
                .ok()
                .and_then(number)
                .and_then(|plus4| Some(Zip::Nine(zip, u16::try_from(plus4).ok()?))),
            _ => None,
        };
        usual.or_else(|| Zip::read_any(text))
    }

    #[inline(never)]
    fn read_any(text: &str) -> Option<Zip> {
        let (mut number, mut digits) = (0_u32, 0_u32);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    number = number.checked_mul(10)?.checked_add(u32::from(byte.wrapping_sub(b'0')))?;
                    digits = digits.checked_add(1)?;
                }
                b' ' | b'-' | b'\t' => {}
                _ => return None,
            }
        }
        match digits {
            3 => Some(Zip::Prefix(u16::try_from(number).ok()?)),
            5 => Some(Zip::Five(number)),
            9 => {
                let (zip, rest) = (number.checked_div(10_000)?, number.checked_rem(10_000)?);
                Some(Zip::Nine(zip, u16::try_from(rest).ok()?))
            }
            _ => None,
        }
    }

    /// The five digits, where that is all that is given.
    pub(super) fn five(text: &str) -> Option<u32> {
        match Zip::read(text) {
            Some(Zip::Five(zip)) => Some(zip),
            _ => None,
        }
    }
}

/// So many digits, at most nine, and nothing else. What they are is asked of all at once.
#[inline]
fn number<const DIGITS: usize>(bytes: &[u8; DIGITS]) -> Option<u32> {
    let digits = bytes.map(|byte| byte.wrapping_sub(b'0'));
    let all = digits.iter().fold(true, |all, digit| all & (*digit <= 9));
    let number = digits.iter().fold(0_u32, |own, digit| own.wrapping_mul(10).wrapping_add(u32::from(*digit)));
    all.then_some(number)
}

/// The first three digits of a ZIP code.
pub(super) fn prefix_of(zip: u32) -> u16 {
    u16::try_from(zip.checked_div(100).unwrap_or(0)).unwrap_or(u16::MAX)
}

/// Whether ZIP codes are of this country, as it is folded.
pub(super) fn has_zips(country: &[u8]) -> bool {
    const OWN: [&[u8]; 10] = [
        b"US",
        b"USA",
        b"UNITED STATES",
        b"PR",
        b"GU",
        b"VI",
        b"AS",
        b"MP",
        b"UM",
        b"UNITED STATES OF AMERICA",
    ];
    OWN.contains(&country)
}

/// The outward code of a British code, and the first three of a Canadian one: all but the last three letters and digits of
/// a whole code, which begin with a digit; or what is there, where it is an outward code by itself.
pub(super) fn outward(text: &str) -> Option<Text> {
    let own: Text = text
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-' | b'\t'))
        .map(|byte| byte.to_ascii_uppercase())
        .collect();
    if !own.first()?.is_ascii_uppercase() || !own.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let end = own.len().saturating_sub(3);
    let (outward, inward) = own.split_at_checked(end)?;
    let whole = match inward {
        // `K1A 0B1` and `SW1A 1AA`.
        [a, b, c] => a.is_ascii_digit() && b.is_ascii_uppercase() && c.is_ascii_alphanumeric(),
        _ => false,
    };
    let code = if whole && outward.len() >= 2 { outward } else { &own };
    let digit = code.iter().any(u8::is_ascii_digit);
    (digit && (2..=4).contains(&code.len())).then(|| Text::from_slice(code))
}

/// Five digits of FIPS.
pub(super) fn fips(text: &str) -> Option<Text> {
    digits(text, 5)
}

/// Three digits.
pub(super) fn area_code(text: &str) -> Option<Text> {
    digits(text, 3)
}

fn digits(text: &str, count: usize) -> Option<Text> {
    let text = text.trim().as_bytes();
    (text.len() == count && text.iter().all(u8::is_ascii_digit)).then(|| Text::from_slice(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_codes_as_people_write_them() {
        assert_eq!(Zip::read("05401"), Some(Zip::Five(5_401)));
        assert_eq!(Zip::read(" 05401-0012 "), Some(Zip::Nine(5_401, 12)));
        assert_eq!(Zip::read("054010012"), Some(Zip::Nine(5_401, 12)));
        assert_eq!(Zip::read("054"), Some(Zip::Prefix(54)));
        for not in ["5401", "", "O5401", "0540100123", "99999999999"] {
            assert_eq!(Zip::read(not), None, "{not}");
        }
    }

    #[test]
    fn outward_codes() {
        let read = |text| outward(text).map(|own| String::from_utf8(own.to_vec()).unwrap());
        for (text, code) in [
            ("SW1A 1AA", "SW1A"),
            ("sw1a1aa", "SW1A"),
            ("SW1A", "SW1A"),
            ("M1 1AE", "M1"),
            ("M1", "M1"),
            ("K1A 0B1", "K1A"),
            ("k1a", "K1A"),
        ] {
            assert_eq!(read(text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(read("55401"), None);
        assert_eq!(read("Minneapolis"), None);
    }

    #[test]
    fn texts_are_folded() {
        assert_eq!(&*folded("  Saint   paul "), b"SAINT PAUL");
        assert_eq!(folded("Málaga"), folded("MÁLAGA"));
    }

    proptest::proptest! {
        #[test]
        fn the_quick_way_reads_what_the_general_one_does(
            text in "[0-9]{3}|[0-9]{5}|[0-9]{5}-[0-9]{4}|[0-9]{9}|[0-9/: -]{0,11}",
        ) {
            proptest::prop_assert_eq!(Zip::read(&text), Zip::read_any(&text));
        }
    }
}
