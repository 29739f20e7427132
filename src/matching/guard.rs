//! A first look at a candidate, beside its number: most that do not hold are passed over by it.

use super::encode::{Encoded, Stored};
use super::tree::{Test, Tree};

/// The bits of what is compared; those above are the attribute's number and one.
const BITS: u32 = 24;
const VALUE: u32 = (1 << BITS) - 1;
/// The bits of one end of a range.
const HALF: u32 = 12;
/// The greatest end of a range that is told apart from those above it.
const MOST: i64 = (1 << HALF) - 1;

/// One test that a rule asks for, in 32 bits. Whoever fails it fails the rule; whoever passes it may still fail, since
/// symbols are cut to 24 bits and numbers to 0 ..= 4095.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guard(u32);

impl Guard {
    /// Of one part of a rule; none where it cannot be said, or would let nearly everybody pass.
    pub(super) fn of(part: &Tree) -> Option<Guard> {
        let Tree::Leaf(attribute, test) = part else { return None };
        let value = match test {
            Test::Text(set) if set.is_known() => match set.symbols() {
                [symbol] => symbol & VALUE,
                _ => return None,
            },
            Test::Boolean(yes) => u32::from(*yes),
            Test::Between(from, last) => range(*from, *last)?,
            Test::Integer(numbers) => range(*numbers.first()?, *numbers.last()?)?,
            Test::Text(_) | Test::Prefix(_) | Test::Present | Test::Absent => return None,
        };
        let number = u32::from(*attribute).checked_add(1).filter(|number| *number <= u32::MAX >> BITS)?;
        Some(Guard(number << BITS | value))
    }

    /// A guard that turns everybody away: no policy has so many attributes.
    #[cfg(test)]
    pub(super) const fn of_nobody() -> Guard {
        Guard(u32::MAX)
    }

    /// Whether a rule with this guard has a chance.
    #[inline]
    pub(super) fn passes(self, lead: &Encoded<'_>) -> bool {
        let Some(attribute) = (self.0 >> BITS).checked_sub(1) else { return true };
        let value = self.0 & VALUE;
        match lead.cells.get(attribute as usize) {
            None | Some(Stored::Absent) => false,
            Some(Stored::Text(text)) => text.symbol.is_some_and(|symbol| symbol & VALUE == value),
            Some(Stored::Boolean(yes)) => u32::from(*yes) == value,
            Some(Stored::Integer(number)) => {
                let number = cut(*number);
                value >> HALF <= number && number <= value & (VALUE >> HALF)
            }
            Some(Stored::Texts { .. }) => {
                let texts = lead.texts(attribute as usize);
                texts.iter().any(|text| text.symbol.is_some_and(|symbol| symbol & VALUE == value))
            }
        }
    }
}

/// Both ends of a range; none where it lies beyond what is told apart.
fn range(from: i64, last: i64) -> Option<u32> {
    let apart = last >= 0 && from <= MOST;
    apart.then(|| cut(from) << HALF | cut(last))
}

/// Keeps the order of numbers, so that a number of a range stays in it.
#[inline]
fn cut(number: i64) -> u32 {
    u32::try_from(number.clamp(0, MOST)).unwrap_or(0)
}
