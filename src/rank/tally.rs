//! The least number of the queue's tally first: turns taken, a pass, or a round and the turns taken in it; under a pointer,
//! the next place of the circle.

use crate::layout::Seat;
use crate::meter::tally::Entry;
use crate::rank::Facts;

/// What a place at or before the pointer is worth more than one after it.
pub(crate) const AFTER_POINTER: i64 = 1 << 33;

pub(super) fn worth(facts: &Facts) -> i64 {
    facts.mark
}

/// A seat as a tally knows it.
pub(crate) fn entry(seat: &Seat) -> Entry {
    Entry { tier: seat.tier, weight: seat.weight, priority: seat.priority }
}
