//! A first look at a candidate, beside its number: most that do not hold are passed over by it.

use super::encode::{Encoded, Stored};
use super::tree::{Test, Tree};

/// The bits of what is compared. The one above says whether the guard is all there is to ask; those above it are the
/// attribute's number and one, or nothing where no attribute is looked at.
const BITS: u32 = 24;
const VALUE: u32 = (1 << BITS) - 1;
const SURE: u32 = 1 << BITS;
const ATTRIBUTE: u32 = BITS + 1;
/// The bits of one end of a range.
const HALF: u32 = 12;
/// The greatest end of a range that is told apart from those above it.
const MOST: i64 = (1 << HALF) - 1;

/// One test that a rule asks for, in 32 bits. Whoever fails it fails the rule; whoever passes it may still fail, unless
/// the guard is sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guard(u32);

impl Guard {
    /// Of one part of a rule, and whether it is all that the part asks: symbols are told apart below 24 bits, numbers in
    /// 0 ..= 4095. None where the part cannot be said, or nearly everybody would pass.
    pub(super) fn of(part: &Tree) -> Option<(Guard, bool)> {
        let Tree::Leaf(attribute, test) = part else { return None };
        let (value, exact) = match test {
            Test::Text(set) if set.is_known() => match set.symbols() {
                [symbol] => (told_apart(*symbol), *symbol < VALUE),
                _ => return None,
            },
            Test::Boolean(yes) => (u32::from(*yes), true),
            Test::Between(from, last) => (range(*from, *last)?, *from > 0 && *last < MOST),
            Test::Integer(numbers) => (range(*numbers.first()?, *numbers.last()?)?, false),
            Test::Text(_) | Test::Prefix(_) | Test::Present | Test::Absent => return None,
        };
        let number =
            u32::from(*attribute).checked_add(1).filter(|number| *number <= u32::MAX >> ATTRIBUTE)?;
        Some((Guard(number << ATTRIBUTE | value), exact))
    }

    /// The same guard of a rule that asks for nothing else.
    pub(super) fn sure(self) -> Guard {
        Guard(self.0 | SURE)
    }

    /// Whether a lead that passes has all that the rule asks for, given the key it is filed under.
    #[inline]
    pub(super) fn is_sure(self) -> bool {
        self.0 & SURE != 0
    }

    /// A guard that turns everybody away: no policy has so many attributes.
    #[cfg(test)]
    pub(super) const fn of_nobody() -> Guard {
        Guard(u32::MAX)
    }

    /// Whether a rule with this guard has a chance.
    #[inline]
    pub(super) fn passes(self, lead: &Encoded<'_>) -> bool {
        let Some(attribute) = (self.0 >> ATTRIBUTE).checked_sub(1) else { return true };
        let value = self.0 & VALUE;
        let is_it = |symbol: Option<u32>| symbol.is_some_and(|symbol| told_apart(symbol) == value);
        match lead.cells.get(attribute as usize) {
            None | Some(Stored::Absent) => false,
            Some(Stored::Text(text)) => is_it(text.symbol),
            Some(Stored::Boolean(yes)) => u32::from(*yes) == value,
            Some(Stored::Integer(number)) => {
                let number = cut(*number);
                value >> HALF <= number && number <= value & (VALUE >> HALF)
            }
            Some(Stored::Texts { .. }) => {
                lead.texts(attribute as usize).iter().any(|text| is_it(text.symbol))
            }
        }
    }
}

/// The number of a symbol; those there is no room for have one between them.
#[inline]
fn told_apart(symbol: u32) -> u32 {
    symbol.min(VALUE)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![4 => -3..4_i64, 4 => MOST - 3..MOST + 4, 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
    }

    proptest! {
        /// Whoever has what a part asks for passes its guard, and if that is all it asks, nobody else does.
        #[test]
        fn a_guard_that_is_exact_is_the_test(from in number(), last in number(), own in number()) {
            let (from, last) = (from.min(last), from.max(last));
            let Some((guard, exact)) = Guard::of(&Tree::Leaf(3, Test::Between(from, last))) else { return Ok(()) };
            let mut lead = Encoded::default();
            lead.cells.extend([Stored::Absent, Stored::Absent, Stored::Absent, Stored::Integer(own)]);
            let holds = (from..=last).contains(&own);
            prop_assert!(!holds || guard.passes(&lead));
            prop_assert!(!exact || guard.passes(&lead) == holds, "{} in {}..={}", own, from, last);
            prop_assert_eq!(guard.sure().passes(&lead), guard.passes(&lead));
            prop_assert!(!guard.is_sure() && guard.sure().is_sure());
        }
    }
}
