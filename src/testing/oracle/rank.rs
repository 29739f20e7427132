//! Who is next: the keys compared in order, member by member.

use std::collections::BTreeSet;

use super::ratio::Ratio;
use super::sheet::Sheet;
use super::{Fault, Oracle, Way};
use crate::hash::text_hash;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::Reason;
use crate::policy::{AbsenceDoc, AccrualDoc, RankKeyDoc, RollOutDoc, StrategyDoc};
use crate::rank::Draw;
use crate::time::{Span, Timestamp};

impl Oracle {
    /// Who is next of these, and who shares the turn if one is dealt.
    pub(super) fn pick(
        &self,
        lead: &LeadId,
        queue: &Name,
        eligible: &BTreeSet<AgentId>,
    ) -> Option<(AgentId, Option<BTreeSet<AgentId>>)> {
        self.pick_among(lead, queue, eligible, &self.sharers(lead, queue, eligible))
    }

    /// Who is next of these, where these others share the turn.
    fn pick_among(
        &self,
        lead: &LeadId,
        queue: &Name,
        eligible: &BTreeSet<AgentId>,
        others: &BTreeSet<AgentId>,
    ) -> Option<(AgentId, Option<BTreeSet<AgentId>>)> {
        let doc = self.queue_doc(queue)?;
        let serves = &self.queues.get(queue)?.ledger;
        let sheet = self.sheet(lead, queue);
        let (ledger, apart) = (self.turns_of(&sheet), self.turns_apart(&sheet));
        let mut left: Vec<AgentId> = eligible.iter().cloned().collect();
        if doc.strategy.keys().iter().any(|key| key.rotates()) {
            left.retain(|agent| serves.serves(agent));
        }
        for key in doc.strategy.keys() {
            if key.shares_turns() {
                let left: BTreeSet<AgentId> = left.into_iter().collect();
                let mut share = left.clone();
                if *key == RankKeyDoc::Turns {
                    share.extend(others.iter().cloned());
                }
                let size = self.leads.get(lead).map_or(1, |state| self.turn_size(&state.doc, queue));
                let next = ledger.next(&left, &share, size, self.is(Fault::TiesReversed))?;
                return Some((next, Some(share)));
            }
            if *key == RankKeyDoc::PowerOfTwo {
                return self.by_lot(queue, &left).map(|agent| (agent, None));
            }
            if let (RankKeyDoc::MeritDraw, StrategyDoc::Thompson { by, explore_every }) = (key, &doc.strategy)
            {
                let pick = self.queues.get(queue)?.offers.saturating_add(1);
                let explores = pick.checked_rem(u64::from(*explore_every)) == Some(0);
                if explores && !self.is(Fault::NothingExplored) {
                    continue;
                }
                let drawn = |agent: &AgentId| self.drawn(doc, by, lead, agent) >> 1;
                let most = left.iter().map(drawn).max()?;
                let first = left.iter().find(|agent| drawn(agent) == most);
                return first.map(|agent| (agent.clone(), None));
            }
            let worth = |agent: &AgentId| match key {
                RankKeyDoc::Random => self.lot(lead, queue, agent),
                // Where the other keys decide, all are alike.
                RankKeyDoc::Affinity => self.affinity(queue, lead, agent).unwrap_or(0),
                RankKeyDoc::Score => self.points_of(queue, lead, agent).saturating_neg(),
                _ => self.worth(queue, &sheet, agent, *key),
            };
            let least = left.iter().map(worth).min()?;
            left.retain(|agent| worth(agent) == least);
        }
        let first = if self.is(Fault::TiesReversed) { left.last() } else { left.first() };
        first.map(|agent| (agent.clone(), apart.then(BTreeSet::new)))
    }

    /// Which members may claim a lead of the pool before everybody does, and from when; and from when everybody may.
    pub(super) fn rolled_out(
        &self,
        lead: &LeadId,
        queue: &Name,
        doc: &RollOutDoc,
        from: Timestamp,
    ) -> (Vec<(AgentId, Timestamp)>, Timestamp) {
        let at = |seconds: u64| from.plus(Span::seconds(seconds));
        let last = doc.offsets_s.last().copied().unwrap_or(0);
        let members = self.agents.iter().filter(|(id, agent)| {
            self.seat_of(id, queue).is_some() && !agent.doc.blocked && self.leaving.as_ref() != Some(*id)
        });
        let mut left: BTreeSet<AgentId> = members.map(|(id, _)| id.clone()).collect();
        let mut first = Vec::new();
        for offset in doc.offsets_s.iter().filter(|offset| **offset < last) {
            let next = self.pick_among(lead, queue, &left, &BTreeSet::new()).map(|(agent, _)| agent);
            let Some(agent) = next.or_else(|| left.first().cloned()) else { break };
            left.remove(&agent);
            first.push((agent, at(*offset)));
        }
        (first, at(last))
    }

    /// What an agent draws for a lead: the number of the first try that names it, after all tries its lot. How numbers are
    /// drawn is what defines them, so there is no other way to tell it.
    fn lot(&self, lead: &LeadId, queue: &Name, agent: &AgentId) -> i128 {
        let seed = text_hash(&[self.policy.id.as_str(), queue.as_str()]);
        let members = self.members_as_they_joined(queue);
        let most = members.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
        let tries = Draw::of(seed, lead).tries(members.len(), most);
        let mine = members.iter().position(|(member, _)| member == agent);
        let Some((mine, (_, weight))) = mine.and_then(|at| Some((at, members.get(at)?))) else {
            return i128::MAX;
        };
        for number in 1..=tries.count() {
            let (place, height) = tries.at(number);
            if place == mine && height < *weight && !self.is(Fault::NobodyNamed) {
                return i128::from(number);
            }
        }
        let lot = Draw::of(seed, lead).lot(agent, *weight).map_or(i128::MAX, i128::from);
        lot.saturating_add(i128::from(tries.count()))
    }

    /// The members of a queue in the order they first joined the floor, each with its weight.
    pub(super) fn members_as_they_joined(&self, queue: &Name) -> Vec<(AgentId, u32)> {
        let mut all: Vec<_> = self.agents.iter().map(|(id, agent)| (agent.number, id)).collect();
        all.sort_unstable();
        all.into_iter().filter_map(|(_, id)| Some((id.clone(), self.seat_of(id, queue)?.weight))).collect()
    }

    /// What an agent is worth under a key, where turns are written down under this sheet.
    pub(super) fn worth(&self, queue: &Name, sheet: &Sheet, agent: &AgentId, key: RankKeyDoc) -> i128 {
        let seat = self.seat_of(agent, queue);
        let rotation = || self.rotation_of(sheet).worth(agent, seat.as_ref(), key);
        match key {
            RankKeyDoc::LeastRecent if self.rotation_key(sheet) == Some(key) => rotation(),
            RankKeyDoc::Tier => seat.map_or(i128::MAX, |seat| i128::from(seat.tier)),
            RankKeyDoc::Priority => seat.map_or(i128::MAX, |seat| i128::from(seat.priority).saturating_neg()),
            RankKeyDoc::LeastRecent => {
                let last = self.queues.get(queue).and_then(|queue| queue.last_offer.get(agent));
                last.map_or(0, |last| i128::from(*last))
            }
            RankKeyDoc::LongestIdle => {
                self.idle_since(queue, agent).map_or(0, |since| i128::from(since.as_millis()))
            }
            RankKeyDoc::LeastLoaded => i128::from(self.units_of(agent)),
            RankKeyDoc::CumulativeIdle => self.idle_in_all(queue, agent).saturating_neg(),
            RankKeyDoc::Fewest => i128::from(self.leads_of(agent)),
            RankKeyDoc::MostFree => self.free_units(queue, agent).saturating_neg(),
            RankKeyDoc::Fastest => self.response(queue, agent),
            RankKeyDoc::SmoothWeighted => self.turns_of(sheet).credit_of(agent).saturating_neg(),
            RankKeyDoc::Pointer | RankKeyDoc::LowestCount | RankKeyDoc::Stride | RankKeyDoc::Quota => {
                rotation()
            }
            RankKeyDoc::Turns
            | RankKeyDoc::Random
            | RankKeyDoc::MeritDraw
            | RankKeyDoc::Affinity
            | RankKeyDoc::Score
            | RankKeyDoc::PowerOfTwo => 0,
        }
    }

    /// Members who may not take the lead and yet go on being owed turns.
    fn sharers(&self, lead: &LeadId, queue: &Name, eligible: &BTreeSet<AgentId>) -> BTreeSet<AgentId> {
        let Some(doc) = self.queue_doc(queue) else {
            return BTreeSet::new();
        };
        let sheet = self.sheet(lead, queue);
        let ledger = self.turns_of(&sheet);
        let Some(lead) = self.leads.get(lead) else {
            return BTreeSet::new();
        };
        let keeps = doc.strict.is_some() && !self.is(Fault::AwaitedForgotten);
        let waited_for = if keeps { self.waited_for(lead, queue) } else { BTreeSet::new() };
        let accrues = |agent: &&AgentId| {
            let Err(refused) = self.examine(lead, Some(queue), agent, Way::Push) else {
                return false;
            };
            let accrual = match accrual(&doc.absence, &refused.reason) {
                AccrualDoc::None if waited_for.contains(*agent) => {
                    let turns = doc.turn_size.as_ref().map_or(1, |own| own.most);
                    AccrualDoc::Capped { turns }
                }
                other => other,
            };
            match accrual {
                AccrualDoc::None => false,
                AccrualDoc::All => true,
                AccrualDoc::Capped { turns } => ledger.owed(agent) < Ratio::new(i128::from(turns), 1),
            }
        };
        let members = self
            .agents
            .keys()
            .filter(|agent| self.seat_of(agent, queue).is_some() && !eligible.contains(*agent));
        let shared = matches!(sheet, Sheet::Shared(_));
        let part =
            |agent: &&AgentId| !shared || self.seat_of(agent, queue).is_some_and(|seat| seat.weight > 0);
        members.filter(part).filter(accrues).cloned().collect()
    }
}

fn accrual(absence: &AbsenceDoc, reason: &Reason) -> AccrualDoc {
    match reason {
        Reason::OnLeave { .. } => absence.leave,
        Reason::OffShift { .. } | Reason::EndsSoon { .. } => absence.shift,
        Reason::NotPresent { .. } => absence.presence,
        Reason::AtCapacity { .. }
        | Reason::ReturnDeclines { .. }
        | Reason::NotReady { .. }
        | Reason::Paused { .. } => absence.capacity,
        Reason::CapFull { .. } | Reason::CapClosed { .. } | Reason::BudgetSpent(_) | Reason::Paced(_) => {
            absence.cap
        }
        Reason::Blocked { .. } => absence.block,
        _ => AccrualDoc::None,
    }
}
