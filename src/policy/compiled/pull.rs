//! Pulling leads, names resolved.

use crate::id::Name;
use crate::matching::Condition;
use crate::policy::doc::PullWaysDoc;
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Pull {
    pub(crate) lease: Span,
    pub(crate) undisposed_limit: Option<u32>,
    pub(crate) callbacks_first: bool,
    pub(crate) steps_first: bool,
    pub(crate) rank: u32,
    pub(crate) rank_by_tier: Vec<(u32, u32)>,
    pub(crate) max_claimed: Option<u32>,
    pub(crate) cooldown: Span,
    pub(crate) ways: PullWaysDoc,
    pub(crate) visible: Vec<Name>,
    pub(crate) visible_by_tier: Vec<(u32, Vec<Name>)>,
    pub(crate) pick_limits: Vec<PickLimit>,
    pub(crate) filter_by: Vec<Name>,
}

#[derive(Clone, Debug)]
pub(crate) struct PickLimit {
    pub(crate) of_claims: u32,
    /// The most of them that may be picked.
    pub(crate) most: u32,
    pub(crate) when: Option<Condition>,
    /// The condition, for people to read.
    pub(crate) when_text: Option<String>,
    pub(crate) filtered: bool,
}

impl Pull {
    /// What members of a tier are shown of a lead.
    pub(crate) fn visible_to(&self, tier: u32) -> &[Name] {
        let own = self.visible_by_tier.iter().find(|(other, _)| *other == tier);
        own.map_or(&self.visible, |(_, visible)| visible)
    }

    /// Where the queue stands for members of a tier who name none.
    pub(crate) fn rank_for(&self, tier: u32) -> u32 {
        let own = self.rank_by_tier.iter().find(|(other, _)| *other == tier);
        own.map_or(self.rank, |(_, rank)| *rank)
    }

    /// How many claims before the next one the limits on picking look at.
    pub(crate) fn claims_kept(&self) -> u32 {
        let most = self.pick_limits.iter().map(|limit| limit.of_claims.saturating_sub(1)).max();
        most.unwrap_or(0)
    }
}
