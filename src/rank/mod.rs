//! Who is next among those who may. One file a key; a strategy's name is a list of keys, compared in order, and what
//! is still a tie ends in the order of the agents' ids.

mod idle;
mod load;
mod priority;
mod recency;
mod tier;
mod turns;

use crate::bits::AgentSet;
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::policy::RankKeyDoc;

pub(crate) use turns::sharers;

/// Who was picked.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    pub(crate) agent: AgentSlot,
    /// Who shares the turn, where the strategy deals turns.
    pub(crate) share: Option<AgentSet>,
}

/// What an agent is worth under one key: the least is next.
type Key = fn(&Floor<'_>, &Asker<'_>, AgentSlot) -> i64;

fn key(of: RankKeyDoc) -> Option<Key> {
    match of {
        RankKeyDoc::Tier => Some(tier::key),
        RankKeyDoc::LeastRecent => Some(recency::key),
        RankKeyDoc::LongestIdle => Some(idle::key),
        RankKeyDoc::LeastLoaded => Some(load::key),
        RankKeyDoc::Priority => Some(priority::key),
        RankKeyDoc::Turns => None,
    }
}

/// What an agent is worth under each key but the turns, in order; the least is next.
pub(crate) fn keys(floor: &Floor<'_>, asker: &Asker<'_>, agent: AgentSlot) -> Vec<(RankKeyDoc, i64)> {
    let keyed = asker.policy.keys.iter().filter_map(|of| Some((*of, key(*of)?)));
    keyed.map(|(of, key)| (of, key(floor, asker, agent))).collect()
}

/// Who is next. `absent` are members who may not take this lead and yet go on being owed turns. One pass over the
/// eligible per key; no allocation up to 256 agents.
pub(crate) fn pick(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    eligible: &AgentSet,
    absent: impl FnOnce() -> AgentSet,
) -> Option<Picked> {
    let mut best = None;
    // A rotation never comes to a weight of 0, so whoever has that is in nobody's way under the keys before it.
    let deals_turns = asker.policy.keys.contains(&RankKeyDoc::Turns);
    let mut set = if deals_turns { asker.ledger.weighted_of(eligible) } else { None };
    for of in &asker.policy.keys {
        let left = set.as_ref().unwrap_or(eligible);
        match key(*of) {
            // Without tiers there is nothing to compare.
            Some(_) if *of == RankKeyDoc::Tier && !asker.row.tiered => {}
            Some(key) => {
                let narrowed = narrow(floor, asker, left, key);
                best = narrowed.first;
                set = Some(narrowed.set);
            }
            None => {
                let mut share = left.clone();
                let absent = absent();
                if !absent.is_empty() {
                    share.union(&absent);
                }
                let agent = asker.ledger.next(left, &share, |agent| floor.state.id_order(agent))?;
                return Some(Picked { agent, share: Some(share) });
            }
        }
    }
    let first = match best {
        Some(agent) => Some(agent),
        None => eligible.iter().min_by_key(|agent| floor.state.id_order(*agent)),
    };
    first.map(|agent| Picked { agent, share: None })
}

struct Narrowed {
    set: AgentSet,
    /// The first of them by id.
    first: Option<AgentSlot>,
}

/// Those with the least key.
fn narrow(floor: &Floor<'_>, asker: &Asker<'_>, set: &AgentSet, key: Key) -> Narrowed {
    let mut least = i64::MAX;
    let mut narrowed = Narrowed { set: AgentSet::default(), first: None };
    for agent in set.iter() {
        let value = key(floor, asker, agent);
        if value < least || narrowed.first.is_none() {
            least = value;
            narrowed.set = AgentSet::default();
            narrowed.first = Some(agent);
        } else if value > least {
            continue;
        } else if narrowed
            .first
            .is_some_and(|first| floor.state.id_order(agent) < floor.state.id_order(first))
        {
            narrowed.first = Some(agent);
        }
        narrowed.set.insert(agent);
    }
    narrowed
}
