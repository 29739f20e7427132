//! Which queue's lead a free agent takes next, where several queues wait for them.

use serde::{Deserialize, Serialize};

/// Which of the queues that could deal a lead at the same instant deals first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BetweenQueuesDoc {
    /// In the order of the document.
    #[default]
    Listed,
    /// The queue whose next lead has waited longest in its stage.
    Oldest,
    /// The queue whose next lead loses most by waiting on, for the time it takes an agent: by each queue's `delay`.
    CMu,
}

/// What waiting costs a lead of a queue, and how long one takes an agent: for `c_mu`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DelayDoc {
    /// What a second of waiting costs, in any one unit for all queues; 0 is nothing.
    pub cost_per_s: u32,
    /// Whether each second costs more than the one before: as many times `cost_per_s` as the lead has waited seconds.
    pub grows: bool,
    /// How long a lead takes an agent on average, in seconds, at least 1.
    pub handling_s: u64,
}

impl Default for DelayDoc {
    fn default() -> Self {
        DelayDoc { cost_per_s: 1, grows: true, handling_s: 60 }
    }
}
