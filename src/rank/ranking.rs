//! The members of a queue in the order of its keys, kept beside the state so that a pick need not look at everybody.

use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::id::AgentSlot;
use crate::policy::RankKeyDoc;
use crate::rank::{Facts, worth};
use crate::runs::Runs;

/// As many keys as a place has room for; members under more are compared one by one.
const MOST_KEYS: usize = 3;

/// So many are passed over before anybody is counted.
const MOST_STEPS: usize = 64;

/// A member's place: the worth under each key, then the order of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    worth: [i64; MOST_KEYS],
    id_order: u64,
    agent: AgentSlot,
}

/// The members in order, the next one first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranking {
    keys: SmallVec<[RankKeyDoc; MOST_KEYS]>,
    filed: Runs<Rank, 64>,
}

impl Ranking {
    /// A ranking by these keys; none if one is among them that no number says, or if there are too many.
    pub(crate) fn by(keys: &[RankKeyDoc]) -> Option<Ranking> {
        let said = |key: &RankKeyDoc| {
            !matches!(key, RankKeyDoc::Turns | RankKeyDoc::CumulativeIdle | RankKeyDoc::PowerOfTwo)
        };
        let sayable = keys.len() <= MOST_KEYS && keys.iter().all(said);
        sayable.then(|| Ranking { keys: SmallVec::from_slice(keys), filed: Runs::default() })
    }

    /// Where a member belongs.
    pub(crate) fn rank(&self, facts: &Facts, id_order: u64, agent: AgentSlot) -> Rank {
        let mut rank = Rank { worth: [0; MOST_KEYS], id_order, agent };
        for (place, key) in rank.worth.iter_mut().zip(&self.keys) {
            *place = worth(*key, facts).unwrap_or(0);
        }
        rank
    }

    /// Moves a member to where it belongs now, or takes it out. O(log n).
    pub(crate) fn file(&mut self, before: Option<Rank>, after: Option<Rank>) {
        match (before, after) {
            (Some(before), Some(after)) => self.filed.replace(&before, after),
            (Some(before), None) => self.filed.remove(&before),
            (None, Some(after)) => self.filed.insert(after),
            (None, None) => {}
        }
    }

    /// The first of these members. One step for each who comes before and is none of them, as long as those are few;
    /// where they are many, one look at each of these, by `rank_of`.
    pub(crate) fn first(
        &self,
        among: &AgentSet,
        rank_of: impl Fn(AgentSlot) -> Option<Rank>,
    ) -> Option<AgentSlot> {
        let mut steps = 0_usize;
        let found = self.filed.find(|rank| {
            steps = steps.saturating_add(1);
            steps > MOST_STEPS || among.contains(rank.agent)
        })?;
        if among.contains(found.agent) {
            return Some(found.agent);
        }
        if among.len() > self.filed.len() / MOST_STEPS {
            return self.filed.find(|rank| among.contains(rank.agent)).map(|rank| rank.agent);
        }
        among.iter().filter_map(rank_of).min().map(|rank| rank.agent)
    }

    /// The members in order.
    pub(crate) fn agents(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        self.filed.iter().map(|rank| rank.agent)
    }
}
