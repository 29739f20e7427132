//! Which of the leads that wait is next. A discipline gives each lead a key once, so that a line is a sorted list;
//! what looks at the clock, or goes by age whatever the discipline says, is kept with the list.

mod between;
mod bound;
mod decay;
mod key;

use crate::gate::Asker;
use crate::id::LeadSlot;
use crate::time::Timestamp;

pub(crate) use between::Urgency;
pub use bound::{OfferBound, offer_bound};
pub(crate) use key::{due_within, key};

/// The waiting leads of a queue, the next one first. Lazy: stopping early costs nothing.
pub(crate) fn line<'a>(
    asker: &Asker<'a>,
    pool: bool,
    now: Timestamp,
) -> Box<dyn Iterator<Item = LeadSlot> + 'a> {
    asker.row.in_order(pool, now)
}
