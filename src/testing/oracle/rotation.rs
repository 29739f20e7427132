//! The rotations that keep no ledger, each as one would tell it: who has had how much, and who was last.

use std::collections::BTreeMap;

use super::sheet::{Sheet, StandingsApart};
use super::{Fault, Oracle};
use crate::agent::MembershipDoc;
use crate::id::{AgentId, Name};
use crate::policy::{QueueDoc, RankKeyDoc, RotationDoc};

/// One stride of weight 1.
const STRIDE: i128 = 2_327_925_600;
const ROUND: i128 = 1 << 32;
const BEHIND: i128 = 1 << 33;

/// Which rotation a queue has, and whether every tier turns apart.
pub(super) fn kind(doc: &QueueDoc) -> (Option<RankKeyDoc>, bool) {
    let keys = doc.strategy.keys();
    let rotates = keys.iter().copied().find(|key| key.rotates() && *key != RankKeyDoc::Random);
    let recent = doc.rotation != RotationDoc::Own
        && keys.contains(&RankKeyDoc::LeastRecent)
        && !keys.iter().any(|key| key.rotates());
    if recent {
        return (Some(RankKeyDoc::LeastRecent), false);
    }
    let key = rotates;
    let apart = matches!(
        key,
        Some(RankKeyDoc::Pointer | RankKeyDoc::LowestCount | RankKeyDoc::Stride | RankKeyDoc::Quota)
    );
    (
        key.filter(|_| apart || key == Some(RankKeyDoc::SmoothWeighted)),
        apart && keys.contains(&RankKeyDoc::Tier),
    )
}

/// Whether a turn is its taker's own affair.
pub(super) fn tallied(doc: &QueueDoc) -> bool {
    kind(doc).0.is_some_and(|key| key != RankKeyDoc::SmoothWeighted)
}

#[derive(Clone, Debug, Default)]
struct Member {
    weight: u32,
    tier: u32,
    priority: i32,
    total: i128,
    pass: i128,
    /// The round, and the turns taken in it.
    round: (i128, i128),
    /// Which turn was the last, 0 for none.
    last: i128,
}

#[derive(Clone, Debug, Default)]
struct Circle {
    pass: i128,
    round: (i128, i128),
    last: Option<(i128, AgentId)>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rotation {
    pub(super) key: Option<RankKeyDoc>,
    pub(super) by_tier: bool,
    pub(super) fault: Option<Fault>,
    members: BTreeMap<AgentId, Member>,
    circles: BTreeMap<u32, Circle>,
    turns: i128,
}

/// With all turns of a round taken one is in the next.
fn advanced((round, taken): (i128, i128), weight: u32) -> (i128, i128) {
    if taken >= i128::from(weight) { (round.saturating_add(1), 0) } else { (round, taken) }
}

fn stride(weight: u32) -> i128 {
    STRIDE.checked_div(i128::from(weight)).unwrap_or(STRIDE).max(1)
}

impl Rotation {
    fn circle(&self, tier: u32) -> u32 {
        if self.by_tier { tier } else { 0 }
    }

    /// Takes in where an agent sits; whether it begins in a circle by that.
    pub(super) fn seat(&mut self, agent: &AgentId, seat: Option<&MembershipDoc>) -> bool {
        let Some(seat) = seat else {
            self.members.remove(agent);
            return false;
        };
        let old = self.members.get(agent).filter(|old| old.weight > 0);
        let circle = self.circle(seat.tier);
        let begins = seat.weight > 0 && old.is_none_or(|old| self.circle(old.tier) != circle);
        let mut member = if begins { Member::default() } else { old.cloned().unwrap_or_default() };
        member.last = self.members.get(agent).map_or(0, |old| old.last);
        (member.weight, member.tier, member.priority) = (seat.weight, seat.tier, seat.priority);
        if begins {
            let at = self.circles.get(&circle).cloned().unwrap_or_default();
            member.pass = at.pass.saturating_add(stride(seat.weight));
            member.round = at.round;
        }
        member.round = advanced(member.round, seat.weight);
        self.members.insert(agent.clone(), member);
        begins
    }

    pub(super) fn put_level(&mut self, agent: &AgentId, total: i128) {
        if let Some(member) = self.members.get_mut(agent) {
            member.total = total;
        }
    }

    /// The least total among these of a tier's circle.
    pub(super) fn least_total(&self, tier: u32, among: &[AgentId]) -> Option<i128> {
        let peers = among.iter().filter_map(|agent| self.members.get(agent));
        let peers = peers.filter(|member| member.weight > 0 && self.circle(member.tier) == self.circle(tier));
        peers.map(|member| member.total).min()
    }

    /// A member takes a turn, in the circle of the tier they have in the queue.
    pub(super) fn take(&mut self, agent: &AgentId, seat: Option<&MembershipDoc>) {
        let by_tier = self.by_tier;
        let fault = self.fault;
        self.turns = self.turns.saturating_add(1);
        let turn = self.turns;
        let (Some(member), Some(seat)) = (self.members.get_mut(agent), seat) else { return };
        member.last = turn;
        if member.weight == 0 {
            return;
        }
        let circle = self.circles.entry(if by_tier { seat.tier } else { 0 }).or_default();
        if fault != Some(Fault::PointerLost) {
            circle.last = Some((i128::from(seat.priority), agent.clone()));
        }
        member.total = member.total.saturating_add(1);
        if fault != Some(Fault::AwayMakesUp) {
            member.pass = member.pass.max(circle.pass);
        }
        circle.pass = member.pass;
        member.pass = member.pass.saturating_add(stride(member.weight));
        if member.round.0 < circle.round.0 && fault != Some(Fault::QuotaNeverLapses) {
            member.round = (circle.round.0, 0);
        }
        circle.round = circle.round.max(member.round);
        member.round = advanced((member.round.0, member.round.1.saturating_add(1)), member.weight);
    }

    pub(super) fn credit(&mut self, agent: &AgentId) {
        let Some(member) = self.members.get_mut(agent).filter(|member| member.weight > 0) else { return };
        member.total = member.total.saturating_sub(1);
        member.pass = member.pass.saturating_sub(stride(member.weight));
        member.round = match member.round {
            (round, 0) => (round.saturating_sub(1), i128::from(member.weight).saturating_sub(1)),
            (round, taken) => (round, taken.saturating_sub(1)),
        };
    }

    /// Turns are written down, or off, that nobody has taken: the circle stays where it is.
    pub(super) fn adjust(&mut self, agent: &AgentId, turns: i32) {
        for _ in 0..turns {
            self.credit(agent);
        }
        for _ in turns..0 {
            let Some(member) = self.members.get_mut(agent).filter(|member| member.weight > 0) else { return };
            member.total = member.total.saturating_add(1);
            member.pass = member.pass.saturating_add(stride(member.weight));
            member.round = advanced((member.round.0, member.round.1.saturating_add(1)), member.weight);
        }
    }

    /// What a member is compared by, the least first.
    pub(super) fn worth(&self, agent: &AgentId, seat: Option<&MembershipDoc>, key: RankKeyDoc) -> i128 {
        let (Some(member), Some(seat)) = (self.members.get(agent), seat) else { return 0 };
        if key == RankKeyDoc::LeastRecent {
            return member.last;
        }
        if key == RankKeyDoc::Pointer {
            let place = i128::from(seat.priority).saturating_neg();
            let last = self.circles.get(&self.circle(seat.tier)).and_then(|circle| circle.last.as_ref());
            let behind =
                last.is_some_and(|(priority, last)| (place, agent) <= (priority.saturating_neg(), last));
            return if behind { place.saturating_add(BEHIND) } else { place };
        }
        if member.weight == 0 {
            return 0;
        }
        match key {
            RankKeyDoc::LowestCount => member.total,
            RankKeyDoc::Stride => member.pass,
            _ => member.round.0.saturating_mul(ROUND).saturating_add(member.round.1),
        }
    }
}

impl Oracle {
    /// Puts an agent level who has just begun in these rotations by totals.
    pub(super) fn put_level(&mut self, agent: &AgentId, begun: &[Sheet]) {
        for sheet in begun {
            let Some(seat) = self.entry(sheet, agent) else { continue };
            let first = self.queues_of(sheet).into_iter().rfind(|queue| self.seat_of(agent, queue).is_some());
            let first = first.filter(|_| self.is(Fault::LevelOfOneQueue));
            let member = |other: &&AgentId| {
                let in_one = first.as_ref().is_none_or(|queue| self.seat_of(other, queue).is_some());
                *other != agent && in_one && self.entry(sheet, other).is_some()
            };
            let all: Vec<AgentId> = self.agents.keys().filter(member).cloned().collect();
            let on_floor = |other: &&AgentId| self.agents.get(*other).is_some_and(|other| !other.doc.blocked);
            let floor: Vec<AgentId> = all.iter().filter(on_floor).cloned().collect();
            let here: Vec<AgentId> = floor.iter().filter(|other| self.is_at_work(other)).cloned().collect();
            let rotation = self.rotation_of(sheet);
            let least =
                [&here, &floor, &all].into_iter().find_map(|among| rotation.least_total(seat.tier, among));
            let total = if self.is(Fault::JoinerAtZero) { 0 } else { least.unwrap_or(0) };
            self.on_rotation(sheet, |rotation| rotation.put_level(agent, total));
        }
    }

    pub(super) fn is_at_work(&self, agent: &AgentId) -> bool {
        self.on_shift(agent, self.now) && self.on_leave(agent, self.now).is_none() && self.is_present(agent)
    }

    /// The key of the rotation of a sheet that is dealt by no ledger.
    pub(super) fn rotation_key(&self, sheet: &Sheet) -> Option<RankKeyDoc> {
        let first = self.queues_of(sheet).into_iter().next();
        first.and_then(|queue| self.queue_doc(&queue)).and_then(|doc| kind(doc).0)
    }

    /// The same for the rotations that queues keep apart.
    #[must_use]
    pub fn standings_apart(&self) -> StandingsApart {
        let mut standings = StandingsApart::new();
        for sheet in self.sheets.keys() {
            let (Sheet::Apart(queue, value), Some(key)) = (sheet, self.rotation_key(sheet)) else {
                continue;
            };
            let members = self.agents.keys().filter(|agent| self.seat_of(agent, queue).is_some());
            let standing = |agent: &AgentId| {
                let worth = self.worth(queue, sheet, agent, key);
                (agent.clone(), i64::try_from(worth).unwrap_or(i64::MAX))
            };
            let members: Vec<_> = members.map(standing).collect();
            if !members.is_empty() {
                standings.insert((queue.clone(), value.clone()), members);
            }
        }
        standings
    }

    /// Where the members of each queue stand in its rotation, if it compares numbers.
    #[must_use]
    pub fn standings(&self) -> BTreeMap<Name, Vec<(AgentId, i64)>> {
        let of = |queue: &QueueDoc| {
            let key = queue.strategy.keys().iter().copied().find(|key| key.rotates()).or(kind(queue).0);
            let key = key.filter(|key| !matches!(key, RankKeyDoc::Turns | RankKeyDoc::Random));
            let members = self.agents.keys().filter(|agent| self.seat_of(agent, &queue.id).is_some());
            let standing = |key, agent: &AgentId| {
                let worth = self.worth(&queue.id, &self.main_sheet(&queue.id), agent, key);
                (agent.clone(), i64::try_from(worth).unwrap_or(i64::MAX))
            };
            let rows = key.into_iter().flat_map(|key| members.clone().map(move |agent| standing(key, agent)));
            (queue.id.clone(), rows.collect())
        };
        self.policy.queues.iter().map(of).collect()
    }
}
