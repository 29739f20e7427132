//! A first look at a candidate, beside its number: most that do not hold are passed over by it.

use super::encode::Encoded;
use super::tree::{Test, Tree};
use crate::lead::glance::{BITS, MOST, range};

/// Below these bits is what is wanted of the attribute. The bit above it says whether the guard is all there is to ask; those
/// above it are the number of an attribute and one, or nothing where no attribute is looked at.
const WANTED: u32 = (1 << BITS) - 1;
const SURE: u32 = 1 << BITS;
const ATTRIBUTE: u32 = BITS + 1;

/// One test that a rule asks for, in 32 bits. Whoever fails it fails the rule; whoever passes it may still fail, unless
/// the guard is sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guard(u32);

impl Guard {
    /// Of one part of a rule, and whether it is all that the part asks: of a text 24 bits are compared, numbers are told apart
    /// in 0 ..= 4095. None where the part cannot be said, or nearly everybody would pass.
    pub(super) fn of(part: &Tree) -> Option<(Guard, bool)> {
        let Tree::Leaf(attribute, test) = part else { return None };
        let (value, exact) = match test {
            Test::Text(set) => (set.glance()?, false),
            Test::Boolean(yes) => (u32::from(*yes), true),
            Test::Between(from, last) => (range(*from, *last)?, *from > 0 && *last < MOST),
            Test::Integer(numbers) => (range(*numbers.first()?, *numbers.last()?)?, false),
            Test::Prefix(_) | Test::Present | Test::Absent => return None,
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
        lead.glance((self.0 >> ATTRIBUTE) as usize).passes(self.0 & WANTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::Value;
    use crate::lead::Attribute;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![4 => -3..4_i64, 4 => MOST - 3..MOST + 4, 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
    }

    proptest! {
        /// Whoever has what a part asks for passes its guard, and if that is all it asks, nobody else does.
        #[test]
        fn a_guard_that_is_exact_is_the_test(from in number(), last in number(), number in number()) {
            let (from, last) = (from.min(last), from.max(last));
            let Some((guard, exact)) = Guard::of(&Tree::Leaf(3, Test::Between(from, last))) else { return Ok(()) };
            let own = Attribute::new("", Value::Integer(number));
            let mut lead = Encoded::default();
            [None, None, None, Some(&own)].into_iter().for_each(|own| lead.push(own));
            let holds = (from..=last).contains(&number);
            prop_assert!(!holds || guard.passes(&lead));
            prop_assert!(!exact || guard.passes(&lead) == holds, "{} in {}..={}", number, from, last);
            prop_assert_eq!(guard.sure().passes(&lead), guard.passes(&lead));
            prop_assert!(!guard.is_sure() && guard.sure().is_sure());
        }
    }
}
