//! Why a lead has nowhere to go, and what may change that.

use serde::{Deserialize, Serialize};

/// What may change a lead's being unroutable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clears {
    /// Another policy.
    PolicyReplaced,
    /// A manager.
    Reassigned,
}

/// Why a lead has nowhere to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unroutable {
    /// No rule matches and there is no default plan.
    NoRule,
    /// The plan has no further stage.
    PlanOver,
    /// The lead has had all its assignments and the plan names no stage for that.
    Exhausted,
    /// The plan went round without coming to rest.
    Circle,
    /// A cap is full whose policy says that leads fail then.
    CapFull,
}

impl core::fmt::Display for Unroutable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Unroutable::NoRule => "no rule matches and there is no default plan",
            Unroutable::PlanOver => "its plan has no further stage",
            Unroutable::Exhausted => "it has had all the assignments its plan allows",
            Unroutable::Circle => "its plan goes round without coming to rest",
            Unroutable::CapFull => "a cap is full that leads fail at",
        })
    }
}
