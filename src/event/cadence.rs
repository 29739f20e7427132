//! The steps of a cadence: which is next, and how it ends.

use serde::{Deserialize, Serialize};

use crate::id::CadenceSlot;
use crate::time::Timestamp;

/// The next step an owner takes with a lead, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// The cadence.
    pub cadence: CadenceSlot,
    /// The step, counted from 0; as many as there are steps once all of them are done.
    pub step: u32,
    /// The instant it began; steps that count from the start count from here.
    pub began: Timestamp,
    /// When the step is due or, when all are done, the cadence is exhausted; `Timestamp::MAX` is not by time alone.
    pub due: Timestamp,
    /// How many attempts there were on the day that ends then.
    pub day: Option<(Timestamp, u32)>,
    /// How many steps before this one were missed and count as done with the last attempt.
    pub missed: u32,
    /// Whether the step before this one was passed over, as the lead has not consented to its channel.
    #[serde(default)]
    pub skipped: bool,
    /// Whether the step is held until the lead consents to its channel.
    #[serde(default)]
    pub held: bool,
}

/// How a cadence ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CadenceEnd {
    /// Somebody was reached.
    Contact,
    /// Its owner said what came of it.
    Disposition,
    /// All steps are done.
    Exhausted,
    /// The lead's plan names it no longer.
    Gone,
}
