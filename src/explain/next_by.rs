//! What gives a waiting lead its place.

use serde::Serialize;

use crate::time::{Span, Timestamp};

/// What gives a waiting lead its place, with the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NextBy {
    /// This pick belongs to the oldest lead, whatever the discipline says.
    OldestShare {
        /// Since when its age counts.
        since: Timestamp,
        /// How many picks there were before.
        picks: u64,
        /// The share of the oldest, in basis points.
        share_bp: u32,
    },
    /// Its age: the oldest first.
    Oldest {
        /// Since when its age counts.
        since: Timestamp,
    },
    /// Its age: the newest first.
    Newest {
        /// Since when its age counts.
        since: Timestamp,
    },
    /// The value of an attribute.
    Priority {
        /// The value; 0 if the lead has none.
        points: i64,
        /// Since when its age counts.
        since: Timestamp,
        /// How long a wait is worth one point more.
        point_per: Option<Span>,
    },
    /// When it is due.
    Deadline {
        /// When.
        due_at: Timestamp,
    },
    /// What it is worth by now.
    Decay {
        /// The value it began with; 0 if the lead has none.
        value: i64,
        /// Since when it decays.
        since: Timestamp,
        /// In how long it loses half of that.
        half_life: Span,
    },
    /// How often it has been claimed.
    Pulls {
        /// So often.
        pulls: u32,
        /// Whether those are first that were claimed most often.
        most: bool,
        /// Whether the newest of those alike is first.
        newest: bool,
        /// Since when its age counts.
        since: Timestamp,
    },
}
