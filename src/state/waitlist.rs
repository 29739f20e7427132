//! The leads of a queue in their order, with the place of each.

use crate::id::LeadSlot;
use crate::runs::Runs;

/// A lead's place in the order: the discipline's key, then the lead's own number, then its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaitKey {
    pub(crate) key: (i64, i64),
    pub(crate) sequence: u64,
    pub(crate) lead: LeadSlot,
}

/// The leads that wait, the next one first.
pub(crate) type Waitlist = Runs<WaitKey>;
