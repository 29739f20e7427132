//! Closers rung for a lead that its owner hands off, and who has handed off how much.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::id::{AgentId, AgentSlot, LeadSlot, Name, QueueSlot};
use crate::state::FloorState;
use crate::state::lead::{Held, Standing};
use crate::state::timers::Due;
use crate::time::Timestamp;

/// What rings for one lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bridge {
    pub(crate) queue: QueueSlot,
    /// Which of the plan's rings, and which of its rounds.
    pub(crate) ring: u32,
    pub(crate) round: u32,
    /// Who is rung, and the capacity it takes.
    pub(crate) rung: SmallVec<[Held; 2]>,
    /// Who was rung before and did not take it.
    pub(crate) tried: SmallVec<[AgentSlot; 2]>,
    pub(crate) until: Timestamp,
}

impl Bridge {
    pub(crate) fn rings(&self, agent: AgentSlot) -> bool {
        self.rung.iter().any(|held| held.agent == agent)
    }

    /// Everybody who has been rung.
    pub(crate) fn all_tried(&self) -> SmallVec<[AgentSlot; 2]> {
        self.tried.iter().copied().chain(self.rung.iter().map(|held| held.agent)).collect()
    }
}

/// Who is rung for a lead.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BridgeView {
    /// The queue of closers.
    pub queue: Name,
    /// Who is rung, by id.
    pub agents: Vec<AgentId>,
    /// Until when.
    pub until: Timestamp,
}

impl FloorState {
    pub(crate) fn bridge(&self, lead: LeadSlot) -> Option<&Bridge> {
        self.bridges.get(&lead)
    }

    /// How often an agent has handed a lead to a closer, and how often they were the closer.
    pub(crate) fn handed_off(&self, agent: AgentSlot) -> (u32, u32) {
        self.hand_offs.get(&agent).copied().unwrap_or_default()
    }

    pub(in crate::state) fn bridge_view(&self, lead: LeadSlot) -> Option<BridgeView> {
        let own = self.bridge(lead)?;
        let mut agents: Vec<AgentId> =
            own.rung.iter().filter_map(|held| self.agent_name(held.agent)).collect();
        agents.sort_unstable();
        Some(BridgeView { queue: self.queue_name(own.queue)?, agents, until: own.until })
    }

    pub(in crate::state) fn bridge_due(&self, lead: LeadSlot) -> Option<Due> {
        self.lead(lead).map(|row| Due::Bridge(row.sequence, lead))
    }

    /// Sets the timers of bridges; after a restore.
    pub(in crate::state) fn time_bridges(&mut self) {
        let due: Vec<_> = self
            .bridges
            .iter()
            .filter_map(|(lead, own)| Some((own.until, self.bridge_due(*lead)?)))
            .collect();
        due.into_iter().for_each(|(at, due)| self.timers.insert(at, due));
    }

    /// The leads for which an agent is rung, and until when. O(bridges).
    pub(crate) fn rung_for(&self, agent: AgentSlot) -> impl Iterator<Item = (LeadSlot, Timestamp)> + '_ {
        let own = self.bridges.iter().filter(move |(_, own)| own.rings(agent));
        own.map(|(lead, own)| (*lead, own.until))
    }

    /// Leads for which somebody is rung that are nobody's, or that nothing will wake.
    pub(in crate::state) fn rung_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        let vain = self.bridges.iter().filter(move |(lead, own)| {
            let owned = self.lead(**lead).is_some_and(|row| matches!(row.standing, Standing::Owned { .. }));
            let due = self.bridge_due(**lead).is_some_and(|due| timers.contains(&(own.until, due)));
            !owned || !due
        });
        vain.map(|(lead, _)| *lead)
    }
}
