//! The events of one decision.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::event::Event;
use crate::time::Timestamp;

/// The events of one decision, at one instant, as one revision of the floor. All of it is committed or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// One more than the revision the decision was based on.
    pub revision: u64,
    /// The instant the events happened at.
    pub at: Timestamp,
    /// The events, in order.
    pub events: Events,
}

/// A short list of events; as many as an ordinary assignment has take no allocation.
pub type Events = SmallVec<[Event; 6]>;
