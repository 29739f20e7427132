//! A round of leads that rest begins.

use serde::{Deserialize, Serialize};

use crate::id::{LeadSlot, PlanSlot, StageSlot};
use crate::time::Timestamp;

/// A lead has rested and begins another round, where a day has only so many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundBegun {
    /// The lead.
    pub lead: LeadSlot,
    /// The plan.
    pub plan: PlanSlot,
    /// The stage it rested in.
    pub stage: StageSlot,
    /// The day's first instant.
    pub from: Timestamp,
}
