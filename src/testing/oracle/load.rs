//! What came of leads by how many others their owner held, from the same list of every lead that ever ended.

use std::collections::{BTreeMap, BTreeSet};

use super::merit::Scored;
use super::model::Standing;
use super::ratio::Ratio;
use super::{Fault, Oracle};
use crate::event::AssignedHow;
use crate::id::{AgentId, LeadId, Name};
use crate::meter::merit::{FullFrom, LoadBand, Score};
use crate::outcome::{Reason, Refused};
use crate::policy::{ByLoadDoc, DecliningMeritDoc, MeritDoc, PolicyDoc};
use crate::state::{AgentLoadsView, FullView, LoadsView};
use crate::time::Timestamp;

/// Leads and successes, value by value.
type Counts = BTreeMap<Option<String>, (u32, u32)>;

impl Oracle {
    /// A lead has an owner: how many others they hold, if it was dealt and any merit asks.
    pub(super) fn note_load(&mut self, lead: &LeadId) {
        let asked = self.policy.merits.iter().any(|merit| merit.by_load.is_some());
        let owner = match self.leads.get(lead).map(|state| &state.standing) {
            Some(Standing::Owned {
                agent,
                how: AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged,
                ..
            }) => Some(agent),
            _ => None,
        };
        let beside = owner.filter(|_| asked).map(|agent| {
            let holds = |held: &&Option<(AgentId, Option<Name>, u32)>| {
                held.as_ref().is_some_and(|(by, ..)| by == agent)
            };
            let others = self.leads.iter().filter(|(other, _)| *other != lead).map(|(_, state)| &state.held);
            u32::try_from(others.filter(holds).count()).unwrap_or(u32::MAX).min(1_000)
        });
        self.change(lead, |state| state.dealt_beside = beside);
    }

    /// How many others its owner held, where a merit asks.
    pub(super) fn beside(&self, merit: &MeritDoc, lead: &LeadId) -> Option<u32> {
        merit.by_load.as_ref()?;
        let beside = self.leads.get(lead)?.dealt_beside?;
        Some(if self.is(Fault::LoadsAlike) { 0 } else { beside })
    }

    fn band_of(own: &ByLoadDoc, held: u32) -> usize {
        own.bands_from.iter().filter(|from| **from <= held).count()
    }

    /// The bands of a group, or of one agent.
    fn bands(
        &self,
        merit: &MeritDoc,
        own: &ByLoadDoc,
        agent: Option<&AgentId>,
        window: Timestamp,
    ) -> Vec<LoadBand> {
        let group = self.counted_by_value(&merit.id, None, window);
        let ended = |scored: &&Scored| {
            scored.merit == merit.id
                && window <= scored.at
                && scored.at < self.now
                && agent.is_none_or(|agent| scored.agent == *agent)
        };
        let mut bands = Vec::new();
        let mut before: Option<(i128, i128)> = None;
        for band in 0..=own.bands_from.len() {
            let (mut counts, mut in_hand) = (Counts::new(), 0_i128);
            for scored in self.scored.iter().filter(ended) {
                let won = match scored.score {
                    Score::Ended { won, .. } => won,
                    Score::LeftOpen { .. } => false,
                    _ => continue,
                };
                let Some(held) = scored.held.filter(|held| Self::band_of(own, *held) == band) else {
                    continue;
                };
                let count = counts.entry(scored.value.clone()).or_default();
                *count = (count.0.saturating_add(1), count.1.saturating_add(u32::from(won)));
                in_hand = in_hand.saturating_add(i128::from(held)).saturating_add(1);
            }
            let tried: u32 = counts.values().map(|(tried, _)| tried).sum();
            let won: u32 = counts.values().map(|(_, won)| won).sum();
            let expected = |(value, (tried, _)): (&Option<String>, &(u32, u32))| {
                let (all, all_won) = group.get(value).copied().unwrap_or_default();
                let rate = (all > 0).then(|| Ratio::new(i128::from(all_won), i128::from(all)));
                rate.map_or(0, |rate| rate.times(i128::from(*tried)).times(1_000).floor())
            };
            let expected: i128 = counts.iter().map(expected).sum();
            let mean = |sum: i128, over: i128, unit: i128| {
                (over > 0).then(|| Ratio::new(sum, over).times(unit).floor())
            };
            let in_hand = mean(in_hand, i128::from(tried), 1_000);
            let rate = mean(i128::from(won), i128::from(tried), 10_000);
            let as_group = mean(i128::from(won).saturating_mul(1_000), expected, 10_000);
            let mut marginal = None;
            if let (Some(in_hand), Some(as_group), true) = (in_hand, as_group, tried >= own.min_tried) {
                let all = in_hand.saturating_mul(as_group);
                marginal = before.map(|(fewer, won)| {
                    Ratio::new(all.saturating_sub(won), in_hand.saturating_sub(fewer)).floor()
                });
                before = Some((in_hand, all));
            }
            let small = |number: i128| u32::try_from(number).unwrap_or(u32::MAX);
            let from = band.checked_sub(1).and_then(|at| own.bands_from.get(at)).copied();
            bands.push(LoadBand {
                from: from.unwrap_or(0),
                tried,
                won,
                expected_milli: u64::try_from(expected).unwrap_or(0),
                in_hand_milli: in_hand.and_then(|own| u64::try_from(own).ok()),
                rate_bp: rate.map(small),
                merit_bp: as_group.map(small),
                marginal_bp: marginal.and_then(|own| i64::try_from(own).ok()),
            });
        }
        bands
    }

    /// At a review: the bands, and who is full from where on.
    pub(super) fn judge_loads(&mut self, merit: &MeritDoc, from: Timestamp) {
        let Some(own) = &merit.by_load else { return };
        let with_one = self.scored.iter().filter(|scored| {
            let ended = matches!(scored.score, Score::Ended { .. } | Score::LeftOpen { .. });
            scored.merit == merit.id
                && scored.held.is_some()
                && ended
                && from <= scored.at
                && scored.at < self.now
        });
        let agents: BTreeSet<AgentId> = with_one.map(|scored| scored.agent.clone()).collect();
        let bands: BTreeMap<AgentId, Vec<LoadBand>> = agents
            .into_iter()
            .map(|agent| (agent.clone(), self.bands(merit, own, Some(&agent), from)))
            .collect();
        for queue in self.policy.queues.clone() {
            let by = queue.merit.as_ref().filter(|own| own.by == merit.id);
            let Some(rule) = by.and_then(|own| own.declining_return) else { continue };
            let last = self.full.remove(&queue.id).unwrap_or_default();
            let members = bands.iter().filter(|(agent, _)| self.own_seat(agent, &queue.id).is_some());
            let full = members.filter_map(|(agent, bands)| {
                Some((agent.clone(), self.full_from(&rule, bands, last.get(agent))?))
            });
            let full = full.collect();
            self.full.insert(queue.id.clone(), full);
        }
        let group = self.bands(merit, own, None, from);
        let agents = bands.into_iter().map(|(agent, bands)| AgentLoadsView { agent, bands }).collect();
        self.loads.insert(merit.id.clone(), LoadsView { group, agents });
    }

    fn full_from(
        &self,
        rule: &DecliningMeritDoc,
        bands: &[LoadBand],
        last: Option<&FullFrom>,
    ) -> Option<FullFrom> {
        for band in bands {
            let Some(marginal_bp) = band.marginal_bp else { continue };
            let was = last.is_some_and(|last| last.leads == band.from) && !self.is(Fault::LetOffEarly);
            let needed_percent = if was { rule.until_percent } else { rule.below_percent };
            if i128::from(marginal_bp) < i128::from(needed_percent).saturating_mul(100) {
                return Some(FullFrom { leads: band.from, marginal_bp, needed_percent });
            }
        }
        None
    }

    /// Whether a member has so many leads that one more brings too little.
    pub(super) fn return_declines(&self, queue: &Name, agent: &AgentId) -> Result<(), Refused> {
        let full = self.full.get(queue).and_then(|full| full.get(agent));
        let merit = self.queue_doc(queue).and_then(|doc| doc.merit.as_ref());
        let (Some(full), Some(merit)) = (full, merit) else { return Ok(()) };
        let held = self.leads_of(agent);
        if held < full.leads || self.is(Fault::NeverFull) {
            return Ok(());
        }
        let (agent, merit, full_from) = (agent.clone(), merit.by.clone(), full.leads);
        let (marginal_bp, needed_percent) = (full.marginal_bp, full.needed_percent);
        let reason = Reason::ReturnDeclines { agent, held, full_from, merit, marginal_bp, needed_percent };
        Err(Refused { reason, clears_at: None })
    }

    /// Under another policy.
    pub(super) fn keep_loads(&mut self, old: &PolicyDoc, kept: &dyn Fn(&Name) -> bool) {
        let new = self.policy.clone();
        let asks = |merit: &Name| new.merits.iter().any(|own| own.id == *merit && own.by_load.is_some());
        if !new.merits.iter().any(|merit| merit.by_load.is_some()) {
            self.leads.values_mut().for_each(|state| state.dealt_beside = None);
        }
        self.loads.retain(|merit, _| kept(merit) && asks(merit));
        self.scored.iter_mut().filter(|scored| !asks(&scored.merit)).for_each(|scored| scored.held = None);
        let by = |policy: &PolicyDoc, queue: &Name| {
            let queue = policy.queues.iter().find(|doc| doc.id == *queue)?;
            queue.merit.as_ref().map(|own| own.by.clone())
        };
        let fills = |queue: &Name| {
            let queue = new.queues.iter().find(|doc| doc.id == *queue);
            queue.and_then(|doc| doc.merit.as_ref()).is_some_and(|own| own.declining_return.is_some())
        };
        self.full.retain(|queue, _| {
            let before = by(old, queue);
            before.as_ref().is_some_and(kept) && by(&new, queue) == before && fills(queue)
        });
    }

    /// Every merit that tells leads apart by what their owner held, and what the last review made of it.
    #[must_use]
    pub fn load_views(&self) -> Vec<(Name, Option<LoadsView>)> {
        let merits = self.policy.merits.iter().filter(|merit| merit.by_load.is_some());
        merits.map(|merit| (merit.id.clone(), self.loads.get(&merit.id).cloned())).collect()
    }

    pub(super) fn full_views(&self, queue: &Name) -> Vec<FullView> {
        let full = self.full.get(queue).into_iter().flatten();
        full.map(|(agent, full)| FullView { agent: agent.clone(), full: *full }).collect()
    }
}
