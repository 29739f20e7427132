//! The minimum standard of follow-up that members of a queue are held to, as a host writes it.

use serde::{Deserialize, Serialize};

/// What is expected of the members of a queue, offices or people: of the last leads they accepted so large a share worked in
/// time: tried or disposed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StandardDoc {
    /// How long after it was accepted a lead has to be worked, in seconds by the clock on the wall.
    pub work_within_s: u64,
    /// Of how many leads the share is, the last ones that were judged: 1 to 64.
    #[serde(default = "twenty")]
    pub of_last: u32,
    /// Nobody is judged by fewer leads than this.
    #[serde(default = "five")]
    pub min_leads: u32,
    /// The least share, in basis points.
    pub min_bp: u32,
    /// What becomes of whoever is below it.
    pub below: BelowDoc,
}

/// What becomes of whoever is below the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BelowDoc {
    /// So much of their weight counts until they keep to it again, in percent.
    SharePercent(u32),
    /// They get no leads of the queue for so long, in seconds; then their record begins anew.
    SuspendS(u64),
    /// They get no leads of the queue until a manager says so ([`Command::Reinstate`](crate::Command::Reinstate)).
    Suspend {},
}

const fn twenty() -> u32 {
    20
}

const fn five() -> u32 {
    5
}
