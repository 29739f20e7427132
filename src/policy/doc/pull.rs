//! Pulling leads, as a host writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::ConditionDoc;

/// How members may pull leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PullDoc {
    /// How long a claim lasts without an attempt or a disposition, in seconds.
    pub lease_s: u64,
    /// Earn the next: no claim while the agent owns this many leads without a disposition. None means no such gate.
    #[serde(default)]
    pub undisposed_limit: Option<u32>,
    /// Call-backs first: no claim while one of the agent's call-backs is due and has not been tried.
    #[serde(default)]
    pub callbacks_first: bool,
    /// No claim while a step of a cadence is due with the agent.
    #[serde(default)]
    pub steps_first: bool,
    /// Where this queue stands among those an agent pulls from without naming one: the lowest number first, then the
    /// order of the policy. A member's own `pull_rank` comes before it.
    #[serde(default)]
    pub rank: u32,
    /// Where it stands for members of a tier, in place of `rank`.
    #[serde(default)]
    pub rank_by_tier: Vec<TierRankDoc>,
    /// The most leads an agent may hold by claims from this queue.
    #[serde(default)]
    pub max_claimed: Option<u32>,
    /// How long an agent whose claim ran out may not claim that lead again, in seconds.
    #[serde(default)]
    pub cooldown_s: u64,
    /// The ways of claiming that are open.
    #[serde(default)]
    pub ways: PullWaysDoc,
    /// The attributes shown in the list before a lead is claimed; empty shows none.
    #[serde(default)]
    pub visible: Vec<Name>,
    /// What members of a tier are shown in place of `visible`.
    #[serde(default)]
    pub visible_by_tier: Vec<TierVisibleDoc>,
    /// Holds cherry-picking in check.
    #[serde(default)]
    pub pick_limits: Vec<PickLimitDoc>,
    /// The attributes an agent may filter by.
    #[serde(default)]
    pub filter_by: Vec<Name>,
}

/// The ways of claiming that a queue allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PullWaysDoc {
    /// The next lead in the queue's order, unseen.
    pub blind: bool,
    /// The next lead in order that passes the agent's own filter.
    pub filtered: bool,
    /// A lead picked from the list.
    pub list: bool,
}

impl Default for PullWaysDoc {
    fn default() -> Self {
        PullWaysDoc { blind: true, filtered: false, list: false }
    }
}

/// Where a queue stands for members of one tier who pull without naming a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TierRankDoc {
    /// The tier.
    pub tier: u32,
    /// The rank, the lowest number first.
    pub rank: u32,
}

/// What members of one tier are shown of a lead before they claim it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TierVisibleDoc {
    /// The tier.
    pub tier: u32,
    /// The attributes shown; empty shows none.
    pub visible: Vec<Name>,
}

/// Of so many claims of an agent from this queue one after the other, only a part may be picked.
///
/// A claim from the list is picked, and one by the agent's own filter where that is said; the next lead in order,
/// unseen, never is. So the way back is to claim what comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PickLimitDoc {
    /// How many claims one after the other are looked at.
    pub of_claims: u32,
    /// The most of them that may be picked, in basis points (3000 = 30 %), rounded down to whole claims.
    pub most_bp: u32,
    /// Only leads for which this holds count, such as those of the first class; without it all do.
    #[serde(default)]
    pub when: Option<ConditionDoc>,
    /// Whether a claim by the agent's own filter counts as picked.
    #[serde(default)]
    pub filtered: bool,
}

impl PickLimitDoc {
    /// The most claims that may be picked.
    #[must_use]
    pub fn most(&self) -> u32 {
        let part = u64::from(self.of_claims).saturating_mul(u64::from(self.most_bp)).checked_div(10_000);
        part.and_then(|part| u32::try_from(part).ok()).unwrap_or(u32::MAX)
    }
}

/// When the members of a pool may claim a lead that has come to lie there. The first of them to claim has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RollOutDoc {
    /// How long after the lead has come, in seconds, never less than the one before: the first number is for the member
    /// who is first by the queue's strategy at that instant, the second for the second, and the last for everybody else.
    /// `[0]` is a shotgun: all at once.
    pub offsets_s: Vec<u64>,
}
