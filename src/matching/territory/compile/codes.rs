//! Codes of the document.

use super::faults::{Faults, shown};
use crate::matching::territory::code::{self, Text, Zip, folded};
use crate::matching::territory::fault::TerritoryFaultKind::{BadCode, OutOfRange};

/// A ZIP code of five digits.
pub(super) fn zip(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<u32> {
    let own = Zip::five(text);
    if own.is_none() {
        let digits = text.trim();
        let short =
            digits.len() < 5 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let suggestion = short.then(|| format!("{digits:0>5}"));
        let message = format!("`{}` is no ZIP code of five digits", shown(text));
        faults.meaning(path(), BadCode, message, suggestion);
    }
    own
}

/// The first three digits of ZIP codes.
pub(super) fn scf(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<u16> {
    match Zip::read(text) {
        Some(Zip::Prefix(prefix)) => Some(prefix),
        _ => {
            let message = format!("`{}` is not the first three digits of ZIP codes", shown(text));
            faults.add(path(), BadCode, message);
            None
        }
    }
}

/// A ZIP+4 code.
pub(super) fn zip4(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<(u32, u16)> {
    match Zip::read(text) {
        Some(Zip::Nine(zip, plus4)) => Some((zip, plus4)),
        _ => {
            faults.add(path(), BadCode, format!("`{}` is no ZIP+4 code, such as `05401-1234`", shown(text)));
            None
        }
    }
}

/// A county's five digits.
pub(super) fn county(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<Text> {
    let own = code::fips(text);
    if own.is_none() {
        let digits = text.trim();
        let short = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let message = format!("`{}` is no county, which has five digits of FIPS", shown(text));
        faults.meaning(path(), BadCode, message, short.then(|| format!("0{digits}")));
    }
    own
}

/// An outward code.
pub(super) fn outward(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<Text> {
    let own = code::outward(text);
    if own.is_none() {
        let message = format!("`{}` is no outward code, such as `SW1A` or `K1A`", shown(text));
        faults.add(path(), BadCode, message);
    }
    own
}

/// A telephone area code.
pub(super) fn area_code(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<Text> {
    let own = code::area_code(text);
    if own.is_none() {
        faults.add(path(), BadCode, format!("`{}` is no area code of three digits", shown(text)));
    }
    own
}

/// A text that says something, of a country, a state, a city.
pub(super) fn text(own: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<Text> {
    let folded = folded(own);
    if folded.is_empty() {
        faults.add(path(), BadCode, "a blank text names nothing");
        return None;
    }
    Some(folded)
}

/// The two ends of a range, in order.
pub(super) fn range<T: PartialOrd>(
    from: T,
    to: T,
    path: &dyn Fn() -> String,
    faults: &mut Faults,
) -> Option<(T, T)> {
    if from > to {
        faults.add(path(), OutOfRange, "its end lies before its beginning");
        return None;
    }
    Some((from, to))
}
