//! The members of a queue in the order of its keys, kept beside the state so that a pick need not look at everybody.

use smallvec::SmallVec;

use crate::bits::{AgentSet, Among};
use crate::id::AgentSlot;
use crate::policy::RankKeyDoc;
use crate::rank::{Facts, idle_in_all, worth};
use crate::runs::Runs;
use crate::time::Timestamp;

/// As many keys as a place has room for; members under more are compared one by one.
const MOST_KEYS: usize = 3;

/// So many are passed over before anybody is counted. Counting looks at every word of 64 agents, and takes about as long as
/// a thousand steps on a floor of a hundred thousand.
const MOST_STEPS: usize = 256;

/// So many may be passed over again and again; if there are more, they are set aside.
const FEW: usize = 16;

/// A member's place: the worth under each key, then the order of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    worth: [i64; MOST_KEYS],
    id_order: u64,
    agent: AgentSlot,
}

impl Rank {
    /// Whether idle time stands still, in a ranking by idle time that adds up by the clock.
    fn is_stopped(&self) -> bool {
        self.worth.first().is_some_and(|stopped| *stopped > 0)
    }
}

/// The members in order, the next one first.
///
/// Those who are away for long have often waited longest, and every pick would have to pass them over. So whoever was
/// passed over together with many others is set aside in an order of their own until something about them changes. Who
/// is set aside decides nothing: a pick takes the first of both orders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranking {
    keys: SmallVec<[RankKeyDoc; MOST_KEYS]>,
    /// Whether a weight of 0 has no place in it.
    rotates: bool,
    /// Where the idle time stands that adds up by the clock, if that is a key. Those whose idle time stands still are then
    /// filed after all others, and the first of each are compared when somebody is picked.
    by_clock: Option<usize>,
    /// Those whose idle time stands still.
    stopped: AgentSet,
    near: Runs<Rank, 64>,
    /// Those set aside; under a pointer nobody, since it passes everybody over once a circle.
    far: Runs<Rank, 64>,
    /// Who they are.
    aside: AgentSet,
}

impl Ranking {
    /// A ranking by these keys; none if one is among them that no number says, or if there are too many. Under
    /// a pointer the members stand in the order of their circles, one circle or one for each tier.
    pub(crate) fn by(keys: &[RankKeyDoc]) -> Option<Ranking> {
        use RankKeyDoc::{
            Affinity, CumulativeIdle, MeritDraw, Pointer, PowerOfTwo, Random, Score, SmoothWeighted, Tier,
            Turns,
        };
        // Whether it stands still comes before all keys.
        let by_clock = keys.iter().position(|key| *key == CumulativeIdle).map(|at| at.saturating_add(1));
        let places = keys.len().saturating_add(usize::from(by_clock.is_some()));
        let sayable = match keys {
            [Pointer] | [Tier, Pointer] => true,
            _ => {
                let unsaid = |key: &RankKeyDoc| {
                    matches!(
                        key,
                        Turns | SmoothWeighted | Random | MeritDraw | Affinity | Score | Pointer | PowerOfTwo
                    )
                };
                places <= MOST_KEYS && !keys.iter().any(unsaid)
            }
        };
        let rotates = keys.iter().any(|key| key.rotates());
        let keys = SmallVec::from_slice(keys);
        sayable.then(|| Ranking { keys, rotates, by_clock, ..Ranking::default() })
    }

    /// Where a member belongs; nowhere if no turn ever comes to it.
    pub(crate) fn place(&self, facts: &Facts, id_order: u64, agent: AgentSlot) -> Option<Rank> {
        (facts.seat.weight > 0 || !self.rotates).then(|| self.rank(facts, id_order, agent))
    }

    /// Where somebody of whom this is known stands.
    pub(crate) fn rank(&self, facts: &Facts, id_order: u64, agent: AgentSlot) -> Rank {
        let mut rank = Rank { worth: [0; MOST_KEYS], id_order, agent };
        let mut places = rank.worth.iter_mut();
        if let Some(place) = self.by_clock.and_then(|_| places.next()) {
            *place = idle_in_all::stopped(facts);
        }
        for (place, key) in places.zip(&self.keys) {
            *place = worth(*key, facts).unwrap_or(0);
        }
        rank
    }

    /// Moves a member to where it belongs now, or takes it out. O(log n).
    pub(crate) fn file(&mut self, before: Option<Rank>, after: Option<Rank>) {
        if self.by_clock.is_some() {
            before.iter().for_each(|rank| self.stopped.remove(rank.agent));
            after.iter().for_each(|rank| self.stopped.set(rank.agent, rank.is_stopped()));
        }
        match (before, after) {
            (Some(before), after) if self.aside.contains(before.agent) => {
                self.aside.remove(before.agent);
                self.far.remove(&before);
                after.into_iter().for_each(|after| self.near.insert(after));
            }
            (Some(before), Some(after)) => self.near.replace(&before, after),
            (Some(before), None) => self.near.remove(&before),
            (None, Some(after)) => self.near.insert(after),
            (None, None) => {}
        }
    }

    /// Sets aside those who were passed over when this member was picked, if they are many. A member is set aside once
    /// for each time it is filed, so this is O(1) a pick in the long run.
    pub(crate) fn set_aside_before(&mut self, picked: &Rank) {
        // Whoever comes before one whose idle time stands still need not have been passed over.
        let apart = self.by_clock.is_some() && picked.is_stopped();
        if apart || self.keys.contains(&RankKeyDoc::Pointer) {
            return;
        }
        if self.near.iter().take(FEW).any(|rank| rank >= *picked) {
            return;
        }
        while let Some(first) = self.near.first().filter(|first| first < picked) {
            self.near.remove(&first);
            self.far.insert(first);
            self.aside.insert(first.agent);
        }
    }

    /// The first of these members. One step for each who comes before and is none of them, as long as those are few;
    /// where they are many, one look at each of these, by `rank_of`.
    pub(crate) fn first(
        &self,
        among: &impl Among,
        rank_of: impl Fn(AgentSlot) -> Option<Rank>,
    ) -> Option<AgentSlot> {
        self.first_rank(None, among, |_| {}, rank_of).map(|rank| rank.agent)
    }

    /// The first of these members who stands after a place. As [`first`](Self::first).
    pub(crate) fn first_after(
        &self,
        place: &Rank,
        among: &impl Among,
        rank_of: impl Fn(AgentSlot) -> Option<Rank>,
    ) -> Option<AgentSlot> {
        self.first_rank(Some(place), among, |_| {}, rank_of).map(|rank| rank.agent)
    }

    /// Whether idle time that adds up by the clock is a key.
    pub(crate) fn adds_up(&self) -> bool {
        self.by_clock.is_some()
    }

    /// The first of these members at an instant, where idle time adds up by the clock. As [`first`](Self::first), twice.
    pub(crate) fn first_at(
        &self,
        now: Timestamp,
        among: &impl Among,
        rank_of: impl Fn(AgentSlot) -> Option<Rank>,
    ) -> Option<AgentSlot> {
        let running = self.first_rank(None, among, |_| {}, &rank_of)?;
        if running.is_stopped() || !among.meets(&self.stopped) {
            return Some(running.agent);
        }
        // Before all those whose idle time stands still and after all others.
        let border = Rank { worth: [1, i64::MIN, i64::MIN], id_order: 0, agent: running.agent };
        let only = |these: &mut AgentSet| these.intersect(&self.stopped);
        let stopped = self.first_rank(Some(&border), among, only, &rank_of);
        let at = |rank: &Rank| {
            let mut worth = rank.worth;
            let [stopped, ..] = &mut worth;
            *stopped = 0;
            if let Some(idle) = self.by_clock.and_then(|at| worth.get_mut(at))
                && !rank.is_stopped()
            {
                *idle = idle.saturating_sub(now.as_millis());
            }
            (worth, rank.id_order)
        };
        core::iter::once(running).chain(stopped).min_by_key(at).map(|rank| rank.agent)
    }

    /// The first of these members, or the first of them after a place: of those near and those set aside. `only` leaves out
    /// those who do not stand after the place, if that is known.
    #[inline]
    fn first_rank(
        &self,
        after: Option<&Rank>,
        among: &impl Among,
        only: impl Fn(&mut AgentSet),
        rank_of: impl Fn(AgentSlot) -> Option<Rank>,
    ) -> Option<Rank> {
        let near = |these: &mut AgentSet| {
            these.subtract(&self.aside);
            only(these);
        };
        let near = first_of(&self.near, after, among, near, &rank_of);
        if self.far.is_empty() || !among.meets(&self.aside) {
            return near;
        }
        let far = |these: &mut AgentSet| {
            these.intersect(&self.aside);
            only(these);
        };
        let far = first_of(&self.far, after, among, far, &rank_of);
        near.into_iter().chain(far).min()
    }

    /// The members in order.
    pub(crate) fn agents(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        let (mut near, mut far) = (self.near.iter().peekable(), self.far.iter().peekable());
        let next = move || match (near.peek(), far.peek()) {
            (Some(one), Some(other)) if other < one => far.next(),
            (None, Some(_)) => far.next(),
            _ => near.next(),
        };
        core::iter::from_fn(next).map(|rank| rank.agent)
    }
}

/// The first of these in one order, or the first after a place in it. Where many are passed over, whichever is expected to
/// take fewer steps: to go on, or to look at each of these once those in the other order are left out.
#[inline]
fn first_of(
    filed: &Runs<Rank, 64>,
    after: Option<&Rank>,
    among: &impl Among,
    leave_out: impl FnOnce(&mut AgentSet),
    rank_of: impl Fn(AgentSlot) -> Option<Rank>,
) -> Option<Rank> {
    let mut steps = 0_usize;
    let found = find(filed, after, |rank| {
        steps = steps.saturating_add(1);
        steps > MOST_STEPS || among.contains(rank.agent)
    })?;
    if among.contains(found.agent) {
        return Some(found);
    }
    let mut these = among.everybody();
    leave_out(&mut these);
    let many = these.len();
    if many.saturating_mul(many) > filed.len() {
        return find(filed, after, |rank| these.contains(rank.agent));
    }
    let ranks = these.iter().filter_map(rank_of);
    ranks.filter(|rank| after.is_none_or(|place| rank > place)).min()
}

#[inline]
fn find(filed: &Runs<Rank, 64>, after: Option<&Rank>, will_do: impl FnMut(&Rank) -> bool) -> Option<Rank> {
    match after {
        Some(place) => filed.find_after(place, will_do),
        None => filed.find(will_do),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use std::collections::BTreeMap;

    /// The same sequence on every run.
    struct Draws(u64);

    impl Draws {
        fn below(&mut self, n: u32) -> u32 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(self.0 >> 33).unwrap_or(u32::MAX).checked_rem(n).unwrap_or(0)
        }
    }

    #[test]
    fn the_first_is_the_least_of_all_whoever_is_set_aside() {
        let mut draws = Draws(7);
        let mut ranking = Ranking::by(&[RankKeyDoc::LongestIdle]).unwrap();
        let mut plain: BTreeMap<AgentSlot, Rank> = BTreeMap::new();
        let mut present = AgentSet::default();
        let (mut most_aside, mut from_aside) = (0, 0);
        for round in 0..20_000_u32 {
            let agent = AgentSlot::from_index(usize::try_from(draws.below(300)).unwrap()).unwrap();
            let crowd = if round % 4_000 < 2_000 { 90 } else { 3 };
            present.set(agent, draws.below(crowd) == 0);
            if draws.below(50) == 0 {
                ranking.file(plain.remove(&agent), None);
            }
            let known: AgentSet = present.iter().filter(|agent| plain.contains_key(agent)).collect();
            let first = ranking.first(&known, |agent| plain.get(&agent).copied());
            let least = known.iter().filter_map(|agent| plain.get(&agent)).min();
            assert_eq!(first, least.map(|rank| rank.agent));
            if let Some(picked) = least.copied() {
                from_aside += u32::from(ranking.aside.contains(picked.agent));
                ranking.set_aside_before(&picked);
            }
            let moved = first.filter(|_| draws.below(8) > 0).unwrap_or(agent);
            let idle_since = Timestamp::clamped(i64::from(round.saturating_add(draws.below(40))));
            let facts = Facts { idle_since, ..Facts::default() };
            let rank = ranking.rank(&facts, u64::try_from(moved.index()).unwrap(), moved);
            ranking.file(plain.insert(moved, rank), Some(rank));
            most_aside = most_aside.max(ranking.aside.len());
            let mut order: Vec<Rank> = plain.values().copied().collect();
            order.sort();
            assert!(ranking.agents().eq(order.iter().map(|rank| rank.agent)));
        }
        assert!(
            most_aside > 200 && from_aside > 200,
            "{most_aside} set aside, {from_aside} picked from there"
        );
    }

    #[test]
    fn idle_time_that_runs_is_compared_with_idle_time_that_stands_still() {
        use crate::rank::IdleInAll;
        use crate::time::Span;
        let mut draws = Draws(11);
        let mut ranking = Ranking::by(&[RankKeyDoc::Tier, RankKeyDoc::CumulativeIdle]).unwrap();
        let mut known: BTreeMap<AgentSlot, (Facts, Rank)> = BTreeMap::new();
        let (mut present, mut stopped_picked) = (AgentSet::default(), 0);
        for round in 0..20_000_u32 {
            let now = Timestamp::clamped(i64::from(round));
            let agent = AgentSlot::from_index(usize::try_from(draws.below(600)).unwrap()).unwrap();
            present.set(agent, draws.below(if round % 4_000 < 2_000 { 150 } else { 3 }) == 0);
            let mut facts = Facts::default();
            facts.seat.tier = draws.below(2);
            let idle = draws.below(round.max(1));
            facts.idle_in_all = if draws.below(2) == 0 {
                IdleInAll::Running(now.minus(Span::millis(u64::from(idle))))
            } else {
                IdleInAll::Stopped(Span::millis(u64::from(idle)))
            };
            let rank = ranking.rank(&facts, u64::try_from(agent.index()).unwrap(), agent);
            let before = known.insert(agent, (facts, rank)).map(|(_, rank)| rank);
            ranking.file(before, Some(rank));
            let plain = |agent: AgentSlot| {
                let (facts, rank) = known.get(&agent)?;
                let idle = match facts.idle_in_all {
                    IdleInAll::Running(since) => now.since(since),
                    IdleInAll::Stopped(idle) => idle,
                };
                Some((facts.seat.tier, core::cmp::Reverse(idle), rank.id_order, agent))
            };
            let among: AgentSet = present.iter().filter(|agent| known.contains_key(agent)).collect();
            let least = among.iter().filter_map(plain).min().map(|(.., agent)| agent);
            let first = ranking.first_at(now, &among, |agent| known.get(&agent).map(|(_, rank)| *rank));
            assert_eq!(first, least, "round {round}");
            if let Some((_, rank)) = first.and_then(|agent| known.get(&agent)) {
                stopped_picked += u32::from(rank.is_stopped() && among.len() > 1);
                ranking.set_aside_before(rank);
            }
        }
        assert!(stopped_picked > 1_000, "{stopped_picked}");
    }
}
