//! When agents are passed over: wrapping up by disposition, and paused after offers not taken.

use serde::{Deserialize, Serialize};

/// How long an agent gets to finish up after one disposition, in place of the queue's own time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WrapUpDoc {
    /// The disposition's code, as it is said.
    pub code: String,
    /// In seconds.
    pub wrap_up_s: u64,
}

/// Pauses an agent who does not take what is offered: only offers made to them count, and they count in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PauseDoc {
    /// After so many offers declined in a row, at least 1. An offer accepted ends the row.
    #[serde(default)]
    pub after_declined: Option<u32>,
    /// After so many offers in a row that ran out unanswered, at least 1. Any answer ends the row.
    #[serde(default)]
    pub after_timed_out: Option<u32>,
    /// How long the pause lasts, in seconds; without it, until the agent says they are ready.
    #[serde(default)]
    pub for_s: Option<u64>,
}
