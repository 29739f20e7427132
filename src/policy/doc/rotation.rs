//! Where a queue's turns are written down: on a sheet of its own, in one it shares with other queues, or in several.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// Which leads a queue's turns are counted together for. For strategies that keep a sheet of turns: by the keys `turns`,
/// `smooth_weighted`, `pointer`, `least_recent`, `lowest_count`, `stride` or `quota`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RotationDoc {
    /// All leads of the queue, and no others.
    #[default]
    Own,
    /// The leads of all queues that name the same rotation.
    Shared(Name),
    /// The leads of the queue, those of each value of an attribute apart.
    ApartBy {
        /// A text, an integer or a truth value, such as a source or a tier of leads.
        attribute: Name,
        /// The first so many values have a rotation each. Leads of all others, and leads without a value, share the queue's
        /// own.
        #[serde(default = "hundred")]
        at_most: u32,
    },
    /// The leads of the queue, those that each rule sent apart. Leads of the default plan have the queue's own.
    ApartByRule {
        /// The first so many rules have a rotation each, all others share the queue's own.
        #[serde(default = "hundred")]
        at_most: u32,
    },
}

fn hundred() -> u32 {
    100
}
