//! The hand-off of a lead by its owner to a closer, the customer still on the line.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::TimerDoc;

/// How an owner, the qualifier, hands a lead to a closer ([`Command::Bridge`](crate::Command::Bridge)).
///
/// Closers are rung ring by ring and round by round, until one of them accepts. While it rings the lead stays the
/// qualifier's and takes up the capacity of those who are rung. A bridge that comes to nothing costs nobody a turn, a
/// count or time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandOffDoc {
    /// Who is rung, one ring after the other; from 1 to 20.
    pub rings: Vec<RingDoc>,
    /// Whether nobody is rung for it who is rung for another lead. Otherwise whoever has room is rung for several, answers which
    /// they like, and takes no room from the others once they have taken one but what that lead takes.
    #[serde(default)]
    pub one_at_a_time: bool,
    /// What becomes of the lead if nobody takes it.
    #[serde(default)]
    pub otherwise: NoCloserDoc,
    /// What the qualifier's time with the lead ends with once somebody has taken it, for merits to count as they count a
    /// final code; without it merits do not count it.
    #[serde(default)]
    pub code: Option<String>,
    /// From when on a bridge may be billed, in seconds after the acceptance: written down with it, for the host.
    #[serde(default)]
    pub billable_after_s: Option<u64>,
}

/// Closers rung: members of a queue, by its strategy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RingDoc {
    /// One of the policy's queues.
    pub queue: Name,
    /// How long it rings, in seconds.
    pub within_s: u64,
    /// How many are rung at once, the first to accept being the closer: 1 is one after the other, 20 the most.
    #[serde(default = "one")]
    pub at_once: u32,
    /// How many times others of the queue are rung after these.
    #[serde(default = "one")]
    pub rounds: u32,
}

/// What becomes of a lead that no closer takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NoCloserDoc {
    /// The qualifier keeps it.
    Keep {},
    /// The qualifier keeps it and calls back: it sleeps so long, as after an interim disposition.
    CallBack {
        /// How long.
        after: TimerDoc,
    },
    /// It leaves the qualifier for a stage of its plan, such as a hold until tomorrow before a queue of closers.
    Stage(Name),
}

impl Default for NoCloserDoc {
    fn default() -> Self {
        NoCloserDoc::Keep {}
    }
}

fn one() -> u32 {
    1
}
