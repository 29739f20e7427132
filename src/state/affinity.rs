//! What a queue that deals by affinity remembers: what members make of leads of each value, and its picks.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, AgentSlot, Name, QueueSlot};
use crate::meter::merit::Affinity;
use crate::state::{FloorState, QueueRow};

/// One queue's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AffinityRow {
    /// As of the last review, by slot; whoever is missing is as the group.
    members: Vec<(AgentSlot, Affinity)>,
    /// How many leads of each value it has given to whoever was next by rank.
    picks: BTreeMap<Arc<str>, u64>,
    /// The same of leads without a value.
    unvalued: u64,
}

impl AffinityRow {
    /// A member's numbers. O(log n) in the members.
    pub(crate) fn of(&self, agent: AgentSlot) -> Option<&Affinity> {
        let at = self.members.binary_search_by_key(&agent, |(other, _)| *other).ok()?;
        self.members.get(at).map(|(_, affinity)| affinity)
    }

    pub(crate) fn members(&self) -> &[(AgentSlot, Affinity)] {
        &self.members
    }

    /// How many leads of a value it has given. O(log n) in the values.
    pub(crate) fn picks_of(&self, value: Option<&str>) -> u64 {
        value.map_or(self.unvalued, |value| self.picks.get(value).copied().unwrap_or(0))
    }

    /// The same of every value with any, in order.
    pub(crate) fn picks(&self) -> impl Iterator<Item = (Option<&str>, u64)> {
        let unvalued = (self.unvalued > 0).then_some((None, self.unvalued));
        unvalued.into_iter().chain(self.picks.iter().map(|(value, picks)| (Some(&**value), *picks)))
    }

    pub(in crate::state) fn judge(&mut self, members: &[(AgentSlot, Affinity)]) {
        self.members = members.to_vec();
        self.members.sort_unstable_by_key(|(agent, _)| *agent);
    }

    pub(in crate::state) fn picked(&mut self, value: Option<&Arc<str>>) {
        let count = match value {
            Some(value) => self.picks.entry(Arc::clone(value)).or_default(),
            None => &mut self.unvalued,
        };
        *count = count.saturating_add(1);
    }
}

impl QueueRow {
    /// Of whom an affinity is known.
    pub(in crate::state) fn affine(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        self.affinities.iter().flat_map(|row| row.members.iter().map(|(agent, _)| *agent))
    }
}

/// What a member of a queue makes of leads of each value, as of the last review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AffinityView {
    /// Who.
    pub agent: AgentId,
    /// The numbers, from the counts to the affinities.
    #[serde(flatten)]
    pub affinity: Affinity,
}

/// What a queue that deals by affinity knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AffinitiesView {
    /// The queue.
    pub queue: Name,
    /// The merit.
    pub merit: Name,
    /// The members with leads in the window, in the order of their ids, as of the last review.
    pub members: Vec<AffinityView>,
    /// How many leads of each value the queue has given to whoever was next by rank.
    pub picks: Vec<(Option<String>, u64)>,
}

impl FloorState {
    /// Every queue that deals by affinity, in the order of the policy.
    #[must_use]
    pub fn affinity_views(&self) -> Vec<AffinitiesView> {
        let queues = self.queues.iter().zip(&self.layout.queues);
        let views = queues.filter_map(|(row, layout)| {
            let (row, merit) = row.affinities.as_ref().zip(layout.affinity)?;
            Some(AffinitiesView {
                queue: layout.id.clone(),
                merit: self.layout.merits.get(merit.index())?.id.clone(),
                members: self.affine_named(row.members()),
                picks: row.picks().map(|(value, picks)| (value.map(str::to_owned), picks)).collect(),
            })
        });
        views.collect()
    }

    /// Affinities queue by queue with names in place of slots, by the ids of the agents.
    pub(crate) fn affinities_named(
        &self,
        queues: &[(QueueSlot, Vec<(AgentSlot, Affinity)>)],
    ) -> Vec<(Name, Vec<AffinityView>)> {
        let named =
            queues.iter().map(|(queue, own)| Some((self.queue_name(*queue)?, self.affine_named(own))));
        named.flatten().collect()
    }

    fn affine_named(&self, members: &[(AgentSlot, Affinity)]) -> Vec<AffinityView> {
        let view = |(agent, affinity): &(AgentSlot, Affinity)| {
            Some(AffinityView { agent: self.agent_name(*agent)?, affinity: affinity.clone() })
        };
        let mut views: Vec<AffinityView> = members.iter().filter_map(view).collect();
        views.sort_unstable_by(|a, b| a.agent.cmp(&b.agent));
        views
    }
}
