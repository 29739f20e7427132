//! Affinity, as a host writes it: who makes more of the leads of a source or a product.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// What members make of the leads of each value, learned from what came of them.
///
/// An affinity is the successes over those the group would have had with as many leads of the value, both with a prior
/// at the member's merit over all values, which has a prior at the group's: 100 % is as the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueAffinityDoc {
    /// One of the policy's merits that tells leads apart (`normalise_by`): whose counts, over which window, reviewed when.
    pub by: Name,
    /// How many leads are added to everybody's own before they are compared: the more, the less a lucky streak does.
    #[serde(default = "ten")]
    pub prior: u32,
    /// How many leads of a value it takes to be judged by them, and how many in all to be judged by those.
    #[serde(default = "ten")]
    pub min_tried: u32,
    /// Affinities are compared in whole steps of so many percent; those in the same step are alike.
    #[serde(default = "ten")]
    pub step_percent: u32,
    /// The share of picks of each value that goes by the other keys, whoever is best, in basis points, so that new values
    /// and newcomers are found out about: of 10000 picks so many, evenly spread. At least 1.
    #[serde(default = "thousand")]
    pub diversity_bp: u32,
}

fn ten() -> u32 {
    10
}

fn thousand() -> u32 {
    1_000
}
