//! What is due when.

use std::collections::BTreeSet;

use crate::id::{AgentSlot, CounterSlot, LeadSlot, MeritSlot, QueueSlot};
use crate::time::Timestamp;

/// Something that falls due. At one instant it is said first which caps are full, and no longer; weights are reviewed next
/// and grow then, then leads left open count, reservations run out, and leads come before steps of cadences and these before queues, by their
/// arrival; what nobody takes by then is pushed out where it is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// A counter is to be said to be full, or no longer.
    Counter(CounterSlot),
    Review(MeritSlot),
    /// The weight of a member grows.
    Ramp(QueueSlot, AgentSlot),
    /// A lead counts as not won if it is open still; by its arrival.
    Open(u64, LeadSlot, MeritSlot),
    /// What is reserved for a lead under a cap runs out; by its arrival.
    Reservation(u64, LeadSlot),
    Lead(u64, LeadSlot),
    /// Nobody has answered who was rung for a lead; by its arrival.
    Bridge(u64, LeadSlot),
    /// A lead was not worked in time; by its arrival.
    Work(u64, LeadSlot),
    /// A step of a lead's cadence is due, or all are done; by its arrival.
    Step(u64, LeadSlot),
    Queue(QueueSlot),
    /// A queue's line, or its pool, holds more leads than it may.
    Overfull(QueueSlot, bool),
}

/// Pending deadlines in order of their instants. Insertion, removal and the first take O(log n).
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    pending: BTreeSet<(Timestamp, Due)>,
}

impl Timers {
    pub(crate) fn insert(&mut self, at: Timestamp, due: Due) {
        if at < Timestamp::MAX {
            self.pending.insert((at, due));
        }
    }

    pub(crate) fn remove(&mut self, at: Timestamp, due: Due) {
        if at < Timestamp::MAX {
            self.pending.remove(&(at, due));
        }
    }

    pub(crate) fn first(&self) -> Option<(Timestamp, Due)> {
        self.pending.first().copied()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, Due)> + '_ {
        self.pending.iter().copied()
    }
}
