//! Who is next among those who may: by the queue's ranking, or by turns among those whom the keys before them leave.

mod idleness;
mod lot;
mod sharers;

use crate::bits::AgentSet;
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::meter::ledger::TurnLedger;
use crate::policy::RankKeyDoc;
use crate::rank::worth;

pub(crate) use sharers::sharers;

/// Who was picked.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    pub(crate) agent: AgentSlot,
    /// Who shares the turn, where the strategy deals turns.
    pub(crate) share: Option<Share>,
}

/// Who shares a turn.
#[derive(Clone, Debug)]
pub(crate) enum Share {
    /// The same as the last one.
    AsBefore,
    Of(AgentSet),
}

impl Share {
    pub(crate) fn of(set: AgentSet, ledger: &TurnLedger) -> Share {
        if set == *ledger.sharing() { Share::AsBefore } else { Share::Of(set) }
    }

    pub(crate) fn set<'a>(&'a self, ledger: &'a TurnLedger) -> &'a AgentSet {
        match self {
            Share::AsBefore => ledger.sharing(),
            Share::Of(set) => set,
        }
    }
}

/// What an agent is worth under each key but the turns, in order; the least is next.
pub(crate) fn keys(floor: &Floor<'_>, asker: &Asker<'_>, agent: AgentSlot) -> Vec<(RankKeyDoc, i64)> {
    let compared = asker.policy.keys.iter().filter(|of| **of != RankKeyDoc::Turns);
    compared.map(|of| (*of, worth_of(floor, asker, *of, agent).unwrap_or(i64::MAX))).collect()
}

/// What an agent is worth under a key, also under those whose numbers change by the clock. A lot is decided by load.
fn worth_of(floor: &Floor<'_>, asker: &Asker<'_>, of: RankKeyDoc, agent: AgentSlot) -> Option<i64> {
    match of {
        RankKeyDoc::CumulativeIdle => Some(idleness::worth(floor, asker, agent)),
        RankKeyDoc::PowerOfTwo => worth(RankKeyDoc::LeastLoaded, &floor.state.facts(asker.slot, agent)?),
        _ => worth(of, &floor.state.facts(asker.slot, agent)?),
    }
}

/// Who is next. `absent` are members who may not take this lead and yet go on being owed turns.
///
/// O(words of 64 members), and what the ranking or the ledger takes; keys before the turns, other than the tier, and
/// `cumulative_idle`, whose numbers change by the clock, cost one look at each eligible member. No allocation up to 256 agents.
pub(crate) fn pick(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    eligible: &AgentSet,
    absent: impl FnOnce() -> Option<AgentSet>,
) -> Option<Picked> {
    if let Some(ranking) = &asker.row.ranking {
        let agent = ranking.first(eligible, |agent| asker.row.rank_of(agent))?;
        return Some(Picked { agent, share: None });
    }
    // A rotation never comes to a weight of 0, so whoever has that is in nobody's way under the keys before it.
    let deals_turns = asker.policy.keys.contains(&RankKeyDoc::Turns);
    let mut narrowed = if deals_turns { asker.ledger.weighted_of(eligible) } else { None };
    for of in &asker.policy.keys {
        let left = narrowed.as_ref().unwrap_or(eligible);
        match of {
            RankKeyDoc::Turns => {
                let absent = absent();
                if absent.is_none() && left == asker.ledger.sharing() {
                    let agent = asker.ledger.next_as_before()?;
                    return Some(Picked { agent, share: Some(Share::AsBefore) });
                }
                let mut share = left.clone();
                if let Some(absent) = &absent {
                    share.union(absent);
                }
                let agent = asker.ledger.next(left, &share)?;
                return Some(Picked { agent, share: Some(Share::of(share, asker.ledger)) });
            }
            RankKeyDoc::PowerOfTwo => {
                let agent = lot::less_loaded(floor, asker, left)?;
                return Some(Picked { agent, share: None });
            }
            RankKeyDoc::Tier => {
                if let Some(lowest) = lowest_tier(asker, left) {
                    narrowed = Some(lowest);
                }
            }
            _ => narrowed = Some(least(floor, asker, *of, left)),
        }
    }
    let left = narrowed.as_ref().unwrap_or(eligible);
    let agent = left.iter().min_by_key(|agent| floor.state.id_order(*agent))?;
    Some(Picked { agent, share: None })
}

/// The two drawn by lot, where the strategy ends in one and two may take the lead. For explanations.
pub(crate) fn lot(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    eligible: &AgentSet,
) -> Option<(AgentSlot, AgentSlot)> {
    let (_, before) = asker.policy.keys.split_last().filter(|(last, _)| **last == RankKeyDoc::PowerOfTwo)?;
    let mut left = eligible.clone();
    for of in before {
        left = least(floor, asker, *of, &left);
    }
    let (first, second) = lot::drawn(asker, &left);
    second.map(|second| first.map(|first| (first, second)))?
}

/// Those of the lowest tier anybody is in; none if there is one tier only.
fn lowest_tier(asker: &Asker<'_>, left: &AgentSet) -> Option<AgentSet> {
    let [_, _, ..] = asker.row.tiers.as_slice() else { return None };
    let (_, members) = asker.row.tiers.iter().find(|(_, members)| members.meets(left))?;
    let mut lowest = left.clone();
    lowest.intersect(members);
    Some(lowest)
}

/// Those who are worth least under a key.
fn least(floor: &Floor<'_>, asker: &Asker<'_>, of: RankKeyDoc, left: &AgentSet) -> AgentSet {
    let mut lowest = i64::MAX;
    let mut kept = AgentSet::default();
    for agent in left.iter() {
        let worth = worth_of(floor, asker, of, agent).unwrap_or(i64::MAX);
        if worth < lowest {
            lowest = worth;
            kept = AgentSet::default();
        }
        if worth == lowest {
            kept.insert(agent);
        }
    }
    kept
}
