//! What a value shows at first sight: enough to pass over most rules that ask for another.

use crate::attribute::Value;
use crate::hash::TextMark;

/// The bits of what is shown.
pub(crate) const BITS: u32 = 24;
const SHOWN: u32 = (1 << BITS) - 1;
/// The bits of one end of a range.
const HALF: u32 = 12;
/// The greatest number that is told apart from those above it.
pub(crate) const MOST: i64 = (1 << HALF) - 1;

/// 24 bits of a value, and above them by which way of comparing it passes. Both ways are tried without asking which it is,
/// since nobody can tell beforehand what the next rule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glance(u32);

impl Glance {
    /// Passes where the same bits are wanted.
    const SAME: u32 = 1 << BITS;
    /// Passes where a range is wanted that it is in.
    const WITHIN: u32 = 2 << BITS;
    /// Passes.
    const ALWAYS: u32 = 4 << BITS;

    /// Passes whatever is wanted.
    pub(crate) const EVERYTHING: Glance = Glance(Glance::ALWAYS);
    /// Never passes.
    pub(crate) const NOTHING: Glance = Glance(0);

    /// Of a value; if it is a text, with this mark.
    pub(crate) fn of(value: &Value, mark: TextMark) -> Glance {
        Glance(match value {
            Value::Text(_) => Glance::SAME | of_text(mark),
            Value::Boolean(yes) => Glance::SAME | u32::from(*yes),
            Value::Integer(number) => Glance::WITHIN | cut(*number),
            // Each of them may be the one.
            Value::Texts(_) => Glance::ALWAYS,
        })
    }

    /// Whether it may be what is wanted, in bits that [`of_text`] or [`range`] gave.
    #[inline]
    pub(crate) fn passes(self, wanted: u32) -> bool {
        let own = self.0 & SHOWN;
        let same = (self.0 & Glance::SAME != 0) & (wanted == own);
        let within =
            (self.0 & Glance::WITHIN != 0) & (wanted >> HALF <= own) & (own <= wanted & (SHOWN >> HALF));
        same | within | (self.0 & Glance::ALWAYS != 0)
    }
}

/// What is shown of a text: few others show the same.
pub(crate) fn of_text(mark: TextMark) -> u32 {
    (mark.hash() >> (u64::BITS - BITS)) as u32
}

/// Both ends of a range; none where it lies beyond what is told apart.
pub(crate) fn range(from: i64, last: i64) -> Option<u32> {
    let apart = last >= 0 && from <= MOST;
    apart.then(|| cut(from) << HALF | cut(last))
}

/// Keeps the order of numbers, so that a number of a range stays in it.
fn cut(number: i64) -> u32 {
    u32::try_from(number.clamp(0, MOST)).unwrap_or(0)
}
