//! The leads of a queue in their order, with the place of each.

use crate::id::LeadSlot;
use crate::runs::Runs;
use crate::time::Timestamp;

/// A lead's place in the order: the discipline's key, then the lead's own number, then its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaitKey {
    pub(crate) key: (i64, i64),
    pub(crate) sequence: u64,
    pub(crate) lead: LeadSlot,
}

/// The leads that wait, the next one first.
pub(crate) type Waitlist = Runs<WaitKey>;

/// A lead's place by age: since when it counts, then its own number; and its place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AgeKey {
    from: Timestamp,
    sequence: u64,
    lead: LeadSlot,
    key: (i64, i64),
}

impl AgeKey {
    pub(crate) fn new(from: Timestamp, key: &WaitKey) -> AgeKey {
        AgeKey { from, sequence: key.sequence, lead: key.lead, key: key.key }
    }

    pub(crate) fn key(&self) -> WaitKey {
        WaitKey { key: self.key, sequence: self.sequence, lead: self.lead }
    }
}
