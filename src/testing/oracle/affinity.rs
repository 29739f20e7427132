//! Affinity, from the same list of every lead that ever ended.

use std::collections::BTreeMap;

use super::ratio::Ratio;
use super::{Fault, Oracle};
use crate::id::{AgentId, LeadId, Name};
use crate::meter::merit::{Affinity, ValueAffinity};
use crate::policy::{MeritDoc, PolicyDoc, QueueAffinityDoc};
use crate::state::{AffinitiesView, AffinityView};
use crate::time::Timestamp;

/// What a queue that deals by affinity knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Affinities {
    members: BTreeMap<AgentId, Affinity>,
    /// The value of every lead given to whoever was next by rank.
    picked: Vec<Option<String>>,
}

/// So many leads, won and expected in thousandths, in basis points; with a prior of its own rate.
fn shrunken((won, expected): (u32, i128), prior: i128, prior_bp: i128) -> i128 {
    let lower = expected.saturating_add(prior);
    if lower == 0 {
        return prior_bp;
    }
    let won = i128::from(won).saturating_mul(1_000).saturating_mul(10_000);
    Ratio::new(won.saturating_add(prior.saturating_mul(prior_bp)), lower).floor()
}

fn expected(leads: u32, (tried, won): (u32, u32)) -> i128 {
    if tried == 0 {
        return 0;
    }
    Ratio::new(i128::from(won), i128::from(tried)).times(i128::from(leads)).times(1_000).floor()
}

impl Oracle {
    fn affinity_doc(&self, queue: &Name) -> Option<(&QueueAffinityDoc, &MeritDoc)> {
        let own = self.queue_doc(queue)?.affinity.as_ref()?;
        Some((own, self.merit_doc(&own.by)?))
    }

    fn value_for(&self, queue: &Name, lead: &LeadId) -> Option<String> {
        let (_, merit) = self.affinity_doc(queue)?;
        self.value(self.leads.get(lead)?, merit.normalise_by.as_ref()?)
    }

    /// The members' numbers at a review.
    pub(super) fn judge_affinities(&mut self, merit: &MeritDoc, from: Timestamp) {
        for queue in self.policy.queues.clone() {
            let Some(own) = queue.affinity.as_ref().filter(|own| own.by == merit.id) else { continue };
            let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
            let members = agents.into_iter().filter(|agent| self.own_seat(agent, &queue.id).is_some());
            let judged = members.filter_map(|agent| {
                let affinity = self.judge(&merit.id, own, &agent, from)?;
                Some((agent, affinity))
            });
            let judged = judged.collect();
            self.affinities.entry(queue.id.clone()).or_default().members = judged;
        }
    }

    fn judge(
        &self,
        merit: &Name,
        own: &QueueAffinityDoc,
        agent: &AgentId,
        from: Timestamp,
    ) -> Option<Affinity> {
        let group = self.counted_by_value(merit, None, from);
        let mine = self.counted_by_value(merit, Some(agent), from);
        let sum = |counts: &BTreeMap<Option<String>, (u32, u32)>| {
            counts.values().fold((0_u32, 0_u32), |(tried, won), one| {
                (tried.saturating_add(one.0), won.saturating_add(one.1))
            })
        };
        let (tried, won) = sum(&mine);
        if tried == 0 {
            return None;
        }
        let rate = |value: &Option<String>| group.get(value).copied().unwrap_or_default();
        let of_mix: i128 = mine.iter().map(|(value, (tried, _))| expected(*tried, rate(value))).sum();
        let merit = shrunken((won, of_mix), expected(own.prior, sum(&group)), 10_000);
        let merit = (tried >= own.min_tried).then_some(merit);
        let small = |number: i128| u32::try_from(number).unwrap_or(u32::MAX);
        let by_value = mine.iter().map(|(value, (tried, won))| {
            let of_value = expected(*tried, rate(value));
            let prior_bp = if self.is(Fault::ShrunkenToGroup) { 10_000 } else { merit.unwrap_or(10_000) };
            let bp = shrunken((*won, of_value), expected(own.prior, rate(value)), prior_bp);
            ValueAffinity {
                value: value.as_deref().map(Into::into),
                tried: *tried,
                won: *won,
                expected_milli: u64::try_from(of_value).unwrap_or(0),
                affinity_bp: (*tried >= own.min_tried).then_some(small(bp)),
            }
        });
        Some(Affinity {
            tried,
            won,
            expected_milli: u64::try_from(of_mix).unwrap_or(0),
            merit_bp: merit.map(small),
            by_value: by_value.collect(),
        })
    }

    /// What members make of such leads in whole steps, the most being the least; none where this pick goes by other keys.
    pub(super) fn affinity(&self, queue: &Name, lead: &LeadId, agent: &AgentId) -> Option<i128> {
        let (own, _) = self.affinity_doc(queue)?;
        let value = self.value_for(queue, lead);
        let known = self.affinities.get(queue);
        let before = known.map_or(0, |known| known.picked.iter().filter(|other| **other == value).count());
        let before = i128::try_from(before).unwrap_or(0);
        let paid =
            |picks: i128| Ratio::new(picks.saturating_mul(i128::from(own.diversity_bp)), 10_000).floor();
        if paid(before.saturating_add(1)) > paid(before) && !self.is(Fault::NothingDiverse) {
            return None;
        }
        let mine = known.and_then(|known| known.members.get(agent));
        let of_value = mine.and_then(|mine| {
            let own = mine.by_value.iter().find(|own| own.value.as_deref() == value.as_deref())?;
            own.affinity_bp.filter(|_| !self.is(Fault::SourcesAlike))
        });
        let bp = of_value.or(mine.and_then(|mine| mine.merit_bp)).unwrap_or(10_000);
        let steps = Ratio::new(i128::from(bp), i128::from(own.step_percent).saturating_mul(100)).floor();
        Some(steps.saturating_neg())
    }

    /// A lead is given to whoever is next by rank.
    pub(super) fn count_value(&mut self, queue: &Name, lead: &LeadId) {
        if self.affinity_doc(queue).is_some() {
            let value = self.value_for(queue, lead);
            self.affinities.entry(queue.clone()).or_default().picked.push(value);
        }
    }

    /// Under another policy: what is known outlives it with the merit.
    pub(super) fn keep_affinities(&mut self, old: &PolicyDoc, kept: &dyn Fn(&Name) -> bool) {
        let by = |policy: &PolicyDoc, queue: &Name| {
            let queue = policy.queues.iter().find(|doc| doc.id == *queue)?;
            queue.affinity.as_ref().map(|own| own.by.clone())
        };
        let new = self.policy.clone();
        self.affinities.retain(|queue, _| {
            let before = by(old, queue);
            before.as_ref().is_some_and(kept) && by(&new, queue) == before
        });
    }

    /// What every queue that deals by affinity knows.
    #[must_use]
    pub fn affinity_views(&self) -> Vec<AffinitiesView> {
        let view = |queue: &crate::policy::QueueDoc| {
            let own = queue.affinity.as_ref()?;
            let known = self.affinities.get(&queue.id).cloned().unwrap_or_default();
            let mut picks: BTreeMap<Option<String>, u64> = BTreeMap::new();
            for value in known.picked {
                let count = picks.entry(value).or_default();
                *count = count.saturating_add(1);
            }
            let members = known.members.into_iter();
            Some(AffinitiesView {
                queue: queue.id.clone(),
                merit: own.by.clone(),
                members: members.map(|(agent, affinity)| AffinityView { agent, affinity }).collect(),
                picks: picks.into_iter().collect(),
            })
        };
        self.policy.queues.iter().filter_map(view).collect()
    }
}
