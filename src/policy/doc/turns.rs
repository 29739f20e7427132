//! How the turns of a queue are dealt, beside its strategy, as a host writes it.

use serde::{Deserialize, Serialize};

/// The lead waits for the very member whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StrictDoc {
    /// For how long, in seconds from the lead's coming to the stage; then whoever can take it and is next may.
    pub wait_s: u64,
}
