//! A code that two parts of territories have in common.

use crate::matching::territory::code::Text;
use crate::matching::territory::cover::{Cover, Field};
use crate::matching::territory::filing::{Key, keys};

/// The add-on codes of one ZIP.
const ADD_ONS: u64 = 10_000;

/// What one key stands for: ZIP codes with their add-on codes as one number, both ends in, or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Codes<'c> {
    Numbers(u64, u64),
    Text(usize, &'c Text),
}

/// The first code that both are filed under, as people write it; none where they are filed by areas.
///
/// # Complexity
/// `n log n` in the number of codes of both.
pub(super) fn example(one: &Cover, other: &Cover) -> Option<String> {
    let (one, other) = (codes(one)?, codes(other)?);
    let (mut a, mut b) = (one.iter(), other.iter());
    let (mut own, mut others) = (a.next()?, b.next()?);
    loop {
        match (own, others) {
            (Codes::Numbers(from, to), Codes::Numbers(start, end)) if from <= end && start <= to => {
                return shown(*from.max(start), *to.min(end));
            }
            (Codes::Text(_, text), _) if own == others => {
                return Some(String::from_utf8_lossy(text).into_owned());
            }
            _ if own < others => own = a.next()?,
            _ => others = b.next()?,
        }
    }
}

fn codes(cover: &Cover) -> Option<Vec<Codes<'_>>> {
    let (keys, _) = keys(cover)?;
    let zip = |zip: u32| u64::from(zip).saturating_mul(ADD_ONS);
    let whole =
        |from: u32, to: u32| Codes::Numbers(zip(from), zip(to).saturating_add(ADD_ONS.saturating_sub(1)));
    let mut codes = Vec::with_capacity(keys.len());
    for key in keys {
        codes.push(match key {
            // A street is shown by its house numbers, not by its key.
            Key::Text(Field::Street, _) | Key::Area(_) => return None,
            Key::Text(field, text) => Codes::Text(field as usize, text),
            Key::Zips(from, to) => whole(from, to),
            Key::Scf(prefix) => {
                let from = u32::from(prefix).saturating_mul(100);
                whole(from, from.saturating_add(99))
            }
            Key::Zip4(own, from, to) => {
                let add = |plus4: u16| zip(own).saturating_add(u64::from(plus4));
                Codes::Numbers(add(from), add(to))
            }
        });
    }
    codes.sort_unstable();
    Some(codes)
}

/// The first ZIP code of a stretch, with its add-on code unless all of them are meant.
fn shown(from: u64, to: u64) -> Option<String> {
    let (zip, plus4) = (from.checked_div(ADD_ONS)?, from.checked_rem(ADD_ONS)?);
    let whole = plus4 == 0 && to.saturating_sub(from) >= ADD_ONS.saturating_sub(1);
    Some(if whole { format!("{zip:05}") } else { format!("{zip:05}-{plus4:04}") })
}
