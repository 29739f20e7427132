//! What merits say of leads by how many others their owner held, in names.

use serde::Serialize;

use crate::id::{AgentId, AgentSlot, Name, QueueSlot};
use crate::meter::merit::{FullFrom, LoadBand, Loads};
use crate::state::FloorState;

/// What came of leads by how many others their owner held when they were dealt, as of the last review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoadsView {
    /// Every band, whoever had the leads.
    pub group: Vec<LoadBand>,
    /// Every band of each agent with leads in one, in the order of their ids.
    pub agents: Vec<AgentLoadsView>,
}

/// The bands of one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentLoadsView {
    /// Who.
    pub agent: AgentId,
    /// The bands, the lowest first.
    pub bands: Vec<LoadBand>,
}

/// From where on a member of a queue is full by merit, as of the last review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FullView {
    /// Who.
    pub agent: AgentId,
    /// From how many open leads on, and by which numbers.
    #[serde(flatten)]
    pub full: FullFrom,
}

impl FloorState {
    /// Every merit that tells leads apart by how many others their owner held, in the order of the policy, and what its
    /// last review made of that; none before the first.
    #[must_use]
    pub fn load_views(&self) -> Vec<(Name, Option<LoadsView>)> {
        let merits = self.merits.iter().zip(&self.layout.merits).filter(|(_, layout)| layout.by_load);
        merits
            .map(|(row, layout)| (layout.id.clone(), row.loads.as_ref().map(|own| self.loads_named(own))))
            .collect()
    }

    /// Bands with names in place of slots.
    pub(crate) fn loads_named(&self, loads: &Loads) -> LoadsView {
        let named = loads.agents.iter().filter_map(|(agent, bands)| {
            Some(AgentLoadsView { agent: self.agent_name(*agent)?, bands: bands.clone() })
        });
        let mut agents: Vec<AgentLoadsView> = named.collect();
        agents.sort_unstable_by(|a, b| a.agent.cmp(&b.agent));
        LoadsView { group: loads.group.clone(), agents }
    }

    /// Who is full from where on, with names in place of slots.
    pub(in crate::state) fn full_views(&self, full: &[(AgentSlot, FullFrom)]) -> Vec<FullView> {
        let view = |(agent, full): &(AgentSlot, FullFrom)| {
            Some(FullView { agent: self.agent_name(*agent)?, full: *full })
        };
        let mut views: Vec<FullView> = full.iter().filter_map(view).collect();
        views.sort_unstable_by(|a, b| a.agent.cmp(&b.agent));
        views
    }

    /// The same queue by queue.
    pub(crate) fn full_named(
        &self,
        queues: &[(QueueSlot, Vec<(AgentSlot, FullFrom)>)],
    ) -> Vec<(Name, Vec<FullView>)> {
        let named = queues.iter().map(|(queue, own)| Some((self.queue_name(*queue)?, self.full_views(own))));
        named.flatten().collect()
    }
}
