//! What the keys of a hunt group measure: idle time, time worked, time to the first attempt.

use serde::{Deserialize, Serialize};

/// From when a member counts as idle, for the rank key `longest_idle`.
///
/// Being present is no event, so coming back from a break or signing in makes nobody first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdleDoc {
    /// What ends idle time.
    pub since: IdleSinceDoc,
    /// Whether leads of other queues, and leads of no queue, count as well.
    pub other_queues: bool,
    /// Whether the time an agent is passed over (wrapping up, or after an offer not taken) is idle time. If not, idle
    /// time begins once they are ready.
    pub wrap_up_counts: bool,
}

impl Default for IdleDoc {
    fn default() -> Self {
        IdleDoc { since: IdleSinceDoc::Any, other_queues: true, wrap_up_counts: true }
    }
}

/// What ends idle time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum IdleSinceDoc {
    /// An offer, an assignment or the end of a lead, whichever came last.
    #[default]
    Any,
    /// An offer, or an assignment without one.
    Offered,
    /// An assignment.
    Assigned,
    /// The end of a lead: closed, given back, taken away, or an offer that came to nothing.
    Ended,
}

/// The time over which the rank key `cumulative_idle` adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum IdleOverDoc {
    /// Since midnight in the policy's zone.
    #[default]
    Day,
    /// The span before the instant of the decision.
    Rolling {
        /// Its length in seconds, at least 1.
        span_s: u64,
    },
}

/// What the rank key `fastest` compares: the mean time from a lead's assignment to its owner's first attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponseDoc {
    /// How many of the last leads of this queue are averaged, 1 to 100.
    pub over_last: u32,
    /// What stands in for each of them that there is not yet, in seconds: nobody begins as the fastest.
    pub assumed_s: u64,
}

impl Default for ResponseDoc {
    fn default() -> Self {
        ResponseDoc { over_last: 20, assumed_s: 300 }
    }
}
