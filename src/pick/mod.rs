//! Who is next among those who may: by the queue's ranking, or by turns among those whom the keys before them leave.

mod affinity;
mod idleness;
mod keys;
mod lots;
mod make_up;
mod outside;
mod sample;
mod score;
mod sharers;
mod two;

use crate::bits::{AgentSet, Among};
use crate::gate::{Asker, Floor};
use crate::id::{AgentSlot, SheetSlot};
use crate::lead::Lead;
use crate::meter::ledger::TurnLedger;
use crate::policy::RankKeyDoc;
use crate::rank::Ranking;

use affinity::Affinities;
pub(crate) use affinity::{affined, diverse, value_of};
pub(crate) use keys::Keys;
use lots::Lots;
pub(crate) use make_up::held_back;
use make_up::without_held_back;
pub(crate) use outside::{outside_turn, with_part};
use sample::Sample;
pub(crate) use sample::drawn;
use score::Scores;
pub(crate) use score::weighed;
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
    /// Nobody: the turn is its taker's own affair.
    Nobody,
}

impl Share {
    pub(crate) fn of(set: AgentSet, ledger: &TurnLedger) -> Share {
        if set == *ledger.sharing() { Share::AsBefore } else { Share::Of(set) }
    }

    pub(crate) fn set<'a>(&'a self, ledger: &'a TurnLedger) -> &'a AgentSet {
        match self {
            Share::AsBefore | Share::Nobody => ledger.sharing(),
            Share::Of(set) => set,
        }
    }
}

/// What an agent is worth under a key, also under one whose numbers change by the clock.
fn worth_of(floor: &Floor<'_>, asker: &Asker<'_>, of: RankKeyDoc, agent: AgentSlot) -> Option<i64> {
    match of {
        RankKeyDoc::CumulativeIdle => {
            Some(idleness::worth(floor, idleness::counts_from(floor, asker), agent))
        }
        _ => floor.state.worth(asker.slot, asker.turns, agent, of),
    }
}

/// Who is next. `absent` are members who may not take this lead and yet go on being owed turns.
///
/// O(words of 64 members), and what the ranking, the ledger or the lots take; keys before the turns, other than the tier,
/// `cumulative_idle`, whose numbers change by the clock, and `affinity` and `score`, whose numbers change by the lead, cost
/// one look at each eligible member, for a score one at each of its terms; a draw by merit costs as many steps a member as they have leads in the window, 128 at the most. No allocation up to 256
/// agents.
pub(crate) fn pick(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    lead: &Lead,
    eligible: &impl Among,
    absent: impl FnOnce() -> Option<AgentSet>,
) -> Option<Picked> {
    // A ranking holds what the queue's own turns, or those it shares, say.
    let apart = asker.policy.sheets.are_apart() && asker.sheet != SheetSlot::of(asker.slot);
    let ranking = asker.row.ranking.as_ref().filter(|_| !(apart && asker.policy.tallies_turns()));
    // A ranking by idle time in all is good for its day.
    if let Some(ranking) = ranking.filter(|ranking| !ranking.adds_up() || asker.row.is_idle_day(floor.now)) {
        if asker.policy.rotation == Some(RankKeyDoc::Pointer) {
            let agent = next_in_circle(floor, asker, ranking, eligible)?;
            return Some(Picked { agent, share: Some(Share::Nobody) });
        }
        let rank_of = |agent: AgentSlot| asker.row.rank_of(agent);
        let agent = match ranking.adds_up() {
            true => ranking.first_at(floor.now, eligible, rank_of)?,
            false => ranking.first(eligible, rank_of)?,
        };
        return Some(Picked { agent, share: asker.policy.tallies_turns().then_some(Share::Nobody) });
    }
    // Where all are of one tier, the tier leaves everybody.
    let keys = match asker.policy.keys.as_slice() {
        [RankKeyDoc::Tier, others @ ..] if asker.row.tiers.len() < 2 => others,
        keys => keys,
    };
    match keys {
        [RankKeyDoc::PowerOfTwo] => {
            let agent = two::less_loaded(floor, asker, eligible)?;
            Some(Picked { agent, share: None })
        }
        [RankKeyDoc::Random] => {
            let agent = Lots::of(floor, asker, lead.id()).first(eligible)?;
            Some(Picked { agent, share: asker.policy.tallies_turns().then_some(Share::Nobody) })
        }
        _ => compare(floor, asker, lead, &eligible.everybody(), absent),
    }
}

/// [`pick`] without the ranking, key by key.
#[inline]
fn compare(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    lead: &Lead,
    eligible: &AgentSet,
    absent: impl FnOnce() -> Option<AgentSet>,
) -> Option<Picked> {
    // A rotation never comes to a weight of 0, so whoever has that is in nobody's way under the keys before it.
    let mut narrowed =
        if asker.policy.rotation.is_some() { asker.row.turns.ledger.weighted_of(eligible) } else { None };
    let apart = asker.policy.tallies_turns().then_some(Share::Nobody);
    for of in &asker.policy.keys {
        let left = narrowed.as_ref().unwrap_or(eligible);
        match of {
            RankKeyDoc::Turns | RankKeyDoc::SmoothWeighted => {
                let absent = if *of == RankKeyDoc::Turns { absent() } else { None };
                let fewer = without_held_back(asker, left);
                if absent.is_none() && fewer.is_none() && left == asker.turns.ledger.sharing() {
                    let agent = asker.turns.ledger.next_as_before(asker.size)?;
                    return Some(Picked { agent, share: Some(Share::AsBefore) });
                }
                let mut share = left.clone();
                if let Some(absent) = &absent {
                    share.union(absent);
                }
                let left = fewer.as_ref().unwrap_or(left);
                let agent = asker.turns.ledger.next_sized(left, &share, asker.size)?;
                return Some(Picked { agent, share: Some(Share::of(share, &asker.turns.ledger)) });
            }
            RankKeyDoc::PowerOfTwo => {
                let agent = two::less_loaded(floor, asker, left)?;
                return Some(Picked { agent, share: None });
            }
            RankKeyDoc::Tier => {
                if let Some(lowest) = lowest_tier(asker, left) {
                    narrowed = Some(lowest);
                }
            }
            RankKeyDoc::Random => {
                let agent = Lots::of(floor, asker, lead.id()).first(left)?;
                return Some(Picked { agent, share: apart });
            }
            RankKeyDoc::MeritDraw => {
                if let Some(sample) = Sample::of(floor, asker, lead) {
                    return Some(Picked { agent: sample.first(left)?, share: None });
                }
            }
            _ => narrowed = Some(least(floor, asker, lead, *of, left)),
        }
    }
    let left = narrowed.as_ref().unwrap_or(eligible);
    let agent = left.iter().min_by_key(|agent| floor.state.id_order(*agent))?;
    Some(Picked { agent, share: apart })
}

/// The next after the pointer of the circle whose turn it is: the lowest tier's, where each tier is one.
fn next_in_circle(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    ranking: &Ranking,
    eligible: &impl Among,
) -> Option<AgentSlot> {
    let rank_of = |agent: AgentSlot| asker.row.rank_of(agent);
    let tier_of = |agent: AgentSlot| asker.row.seat(agent).map_or(0, |row| row.seat.tier);
    let after = |tier: u32| {
        let place = floor.state.pointer_place(asker.row, asker.turns, tier)?;
        ranking.first_after(&place, eligible, rank_of)
    };
    match (asker.policy.keys.as_slice(), asker.row.tiers.as_slice()) {
        ([RankKeyDoc::Pointer], _) => after(0).or_else(|| ranking.first(eligible, rank_of)),
        (_, [(only, _)]) => after(*only).or_else(|| ranking.first(eligible, rank_of)),
        _ => {
            let first = ranking.first(eligible, rank_of)?;
            let next = after(tier_of(first)).filter(|next| tier_of(*next) == tier_of(first));
            Some(next.unwrap_or(first))
        }
    }
}

/// The two drawn by lot, where the strategy ends in one and two may take the lead. For explanations.
pub(crate) fn two_drawn(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    lead: &Lead,
    eligible: &AgentSet,
) -> Option<(AgentSlot, AgentSlot)> {
    let (_, before) = asker.policy.keys.split_last().filter(|(last, _)| **last == RankKeyDoc::PowerOfTwo)?;
    let mut left = eligible.clone();
    for of in before {
        left = least(floor, asker, lead, *of, &left);
    }
    let (first, second) = two::drawn(asker, &left);
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
fn least(floor: &Floor<'_>, asker: &Asker<'_>, lead: &Lead, of: RankKeyDoc, left: &AgentSet) -> AgentSet {
    let affinities = if of == RankKeyDoc::Affinity { Affinities::of(floor, asker, lead) } else { None };
    let mut lowest = i64::MAX;
    let mut kept = AgentSet::default();
    let scores = if of == RankKeyDoc::Score { Scores::of(floor, asker, lead) } else { None };
    let from = (of == RankKeyDoc::CumulativeIdle).then(|| idleness::counts_from(floor, asker));
    for agent in left.iter() {
        let worth = match (from, &affinities) {
            (Some(from), _) => Some(idleness::worth(floor, from, agent)),
            (None, Some(own)) => Some(own.worth(agent)),
            (None, None) if of == RankKeyDoc::Score => scores.as_ref().map(|own| own.worth(agent)),
            // Where the other keys decide, all are alike.
            (None, None) if of == RankKeyDoc::Affinity => Some(0),
            (None, None) => worth_of(floor, asker, of, agent),
        };
        let worth = worth.unwrap_or(i64::MAX);
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
