//! How many leads a day begin another round, and which first.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// How many leads of a recycle stage go back a day. The others rest until the next day begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchDoc {
    /// So many leads, at least 1.
    pub most_per_day: u32,
    /// The IANA time zone of the day; without it the policy's.
    #[serde(default)]
    pub zone: Option<String>,
    /// Which of those whose rest is over at the same instant go first, key by key; what is still a tie ends in the order of
    /// arrival.
    #[serde(default)]
    pub order: Vec<LeadKeyDoc>,
}

/// One thing that leads are compared by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum LeadKeyDoc {
    /// The oldest enquiry first.
    Oldest {},
    /// The newest enquiry first.
    Newest {},
    /// Who has rested least often first.
    FewestRounds {},
    /// Who has had the fewest owners first.
    FewestOwners {},
    /// Who has been claimed least often first.
    FewestPulls {},
    /// Who has been claimed most often first.
    MostPulls {},
    /// The highest value of an integer attribute first; without one it is 0.
    Highest(Name),
    /// The lowest value of an integer attribute first; without one it is 0.
    Lowest(Name),
}
