//! Who is next among those who may: by the queue's ranking, or by turns among those whom the keys before them leave.

mod sharers;

use crate::bits::AgentSet;
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::policy::RankKeyDoc;
use crate::rank::worth;

pub(crate) use sharers::sharers;

/// Who was picked.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    pub(crate) agent: AgentSlot,
    /// Who shares the turn, where the strategy deals turns.
    pub(crate) share: Option<AgentSet>,
}

/// What an agent is worth under each key but the turns, in order; the least is next.
pub(crate) fn keys(floor: &Floor<'_>, asker: &Asker<'_>, agent: AgentSlot) -> Vec<(RankKeyDoc, i64)> {
    let worth_of = |of: RankKeyDoc| worth(of, &floor.state.facts(asker.row, agent)?);
    let compared = asker.policy.keys.iter().filter(|of| **of != RankKeyDoc::Turns);
    compared.map(|of| (*of, worth_of(*of).unwrap_or(i64::MAX))).collect()
}

/// Who is next. `absent` are members who may not take this lead and yet go on being owed turns.
///
/// O(words of 64 members), and what the ranking or the ledger takes; keys before the turns, other than the tier, cost
/// one look at each eligible member. No allocation up to 256 agents.
pub(crate) fn pick(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    eligible: &AgentSet,
    absent: impl FnOnce() -> AgentSet,
) -> Option<Picked> {
    if let Some(ranking) = &asker.row.ranking {
        let agent = ranking.first(eligible, |agent| asker.row.rank_of(agent))?;
        return Some(Picked { agent, share: None });
    }
    let mut left = eligible.clone();
    for of in &asker.policy.keys {
        match of {
            RankKeyDoc::Turns => {
                let mut share = left.clone();
                let absent = absent();
                if !absent.is_empty() {
                    share.union(&absent);
                }
                let agent = asker.ledger.next(&left, &share)?;
                return Some(Picked { agent, share: Some(share) });
            }
            RankKeyDoc::Tier => lowest_tier(asker, &mut left),
            _ => least(floor, asker, *of, &mut left),
        }
    }
    let agent = left.iter().min_by_key(|agent| floor.state.id_order(*agent))?;
    Some(Picked { agent, share: None })
}

/// Keeps those of the lowest tier anybody is in.
fn lowest_tier(asker: &Asker<'_>, left: &mut AgentSet) {
    if let [_, _, ..] = asker.row.tiers.as_slice()
        && let Some((_, members)) = asker.row.tiers.iter().find(|(_, members)| members.meets(left))
    {
        left.intersect(members);
    }
}

/// Keeps those who are worth least under a key.
fn least(floor: &Floor<'_>, asker: &Asker<'_>, of: RankKeyDoc, left: &mut AgentSet) {
    let mut lowest = i64::MAX;
    let mut kept = AgentSet::default();
    for agent in left.iter() {
        let worth = floor.state.facts(asker.row, agent).and_then(|facts| worth(of, &facts));
        let worth = worth.unwrap_or(i64::MAX);
        if worth < lowest {
            lowest = worth;
            kept = AgentSet::default();
        }
        if worth == lowest {
            kept.insert(agent);
        }
    }
    *left = kept;
}
