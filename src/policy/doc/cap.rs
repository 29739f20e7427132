//! Caps, as a host writes them: how many leads per window.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::id::Name;
use crate::policy::doc::{CapAdjustDoc, ConditionDoc};

/// A limit on how many leads, per window, for everything that shares the same values of `per`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapDoc {
    /// The cap's name.
    pub id: Name,
    /// How many leads in one window; 0 means none at all.
    pub limit: u32,
    /// What is counted apart: each agent, each queue, each value of an attribute, or any combination. Empty counts
    /// the whole floor together.
    #[serde(default)]
    pub per: Vec<DimensionDoc>,
    /// Only leads for which this holds are counted and stopped.
    #[serde(default)]
    pub when: Option<ConditionDoc>,
    /// The stretch of time, or the kind of work, that is counted over.
    pub window: WindowDoc,
    /// The IANA time zone in which hours, days, weeks and months begin; without it the policy's.
    #[serde(default)]
    pub zone: Option<String>,
    /// What counts.
    #[serde(default)]
    pub counts: CountsDoc,
    /// What becomes of the count when a lead is returned.
    #[serde(default)]
    pub on_return: OnReturnDoc,
    /// How an agent's limit follows what they make of their leads; without it, it does not.
    #[serde(default)]
    pub adjust: Option<CapAdjustDoc>,
}

/// What a cap counts apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DimensionDoc {
    /// Each agent.
    Agent,
    /// Each team of agents; agents without one count together.
    Team,
    /// Each queue.
    Queue,
    /// Each value of an attribute; leads without it count together.
    Attribute(Name),
}

/// What a cap counts over. Every window is half-open: its first instant is in, its last is the next window's first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WindowDoc {
    /// Each hour by the zone's clock, always sixty minutes.
    Hour,
    /// Each day from local midnight, 23 or 25 hours where the clocks change.
    Day,
    /// Each week from local midnight of a day.
    Week {
        /// The first day of the week.
        starts: Day,
    },
    /// Each month from local midnight of the 1st.
    Month,
    /// The span before the instant of the decision, whatever the clock says.
    Rolling {
        /// The length in seconds, at least 1.
        span_s: u64,
    },
    /// Leads held at the moment, offers included.
    Open,
    /// Since the cap was made.
    Lifetime,
}

/// What counts under a cap. A lead counts the moment it is offered, so that offers under way cannot overshoot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CountsDoc {
    /// Leads accepted, pushed or pulled: an offer counts while open and no longer once it is declined or times out.
    #[default]
    Accepted,
    /// Every offer, whatever comes of it, and every claim.
    Offered,
    /// Claims only: leads taken by pull.
    Claimed,
    /// Leads given back: over the limit the agent gets no further lead.
    Returned,
}

/// What becomes of a count when a lead is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnReturnDoc {
    /// It stays: five picked and one returned are five.
    #[default]
    Keep,
    /// It is given back, if its window is still the current one.
    GiveBack,
}
