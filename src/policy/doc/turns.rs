//! How the turns of a queue are dealt, beside its strategy, as a host writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// The lead waits for the very member whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StrictDoc {
    /// For how long, in seconds from the lead's coming to the stage; then whoever can take it and is next may.
    pub wait_s: u64,
}

/// The turn of a lead counts as what it is worth, or as the effort it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TurnSizeDoc {
    /// The integer attribute that says how much, in units of the host's own: all numbers of turns of this queue are in them.
    pub attribute: Name,
    /// What the turn of a lead counts as that does not say, or says 0 or less.
    #[serde(default = "one")]
    pub default: u32,
    /// What a turn counts as at the most. Nobody is further from their share than this.
    pub most: u32,
}

const fn one() -> u32 {
    1
}

/// How fast members may make up for turns missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatchUpDoc {
    /// So many turns beyond their share.
    pub extra_turns: u32,
    /// Of so many turns that the queue deals.
    pub per_turns: u32,
}

/// How the weight of whoever joins the queue grows: in equal steps, from a share of it to all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RampDoc {
    /// What counts of the weight to begin with, in percent.
    pub start_percent: u32,
    /// After so many steps all of it does.
    pub steps: u32,
    /// How long each step takes, in seconds. This or `step_turns`.
    #[serde(default)]
    pub step_s: Option<u64>,
    /// How many turns of theirs each step takes.
    #[serde(default)]
    pub step_turns: Option<u32>,
}

/// Leads that belong together take one turn: the first of them does, and whoever has it has the others for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneTurnDoc {
    /// The text attribute: leads with the same value belong together, as under `sticky`.
    pub by: Name,
    /// For how long after the turn, in seconds.
    pub within_s: u64,
}
