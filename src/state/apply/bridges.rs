//! Events of leads that are handed to a closer.

use smallvec::SmallVec;

use crate::event::{Event, Rang};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::state::FloorState;
use crate::state::bridge::Bridge;
use crate::state::lead::Held;
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn take_of_bridge(&mut self, event: &Event) {
        match event {
            Event::Rang(Rang { lead, queue, ring, round, agents, until }) => {
                self.ring((*lead, *queue), (*ring, *round), agents, *until);
            }
            Event::RingEnded { lead, agent } => self.ring_ended(*lead, *agent),
            Event::BridgeEnded { lead } => self.end_bridge(*lead),
            Event::Bridged { agent, qualifier, .. } => {
                let given = self.hand_offs.entry(*qualifier).or_default();
                given.0 = given.0.saturating_add(1);
                let taken = self.hand_offs.entry(*agent).or_default();
                taken.1 = taken.1.saturating_add(1);
            }
            _ => {}
        }
    }

    /// Others are rung; whoever was before is not any longer.
    fn ring(
        &mut self,
        (lead, queue): (LeadSlot, QueueSlot),
        (ring, round): (u32, u32),
        agents: &[AgentSlot],
        until: Timestamp,
    ) {
        let tried = self.bridge(lead).map(Bridge::all_tried).unwrap_or_default();
        self.end_bridge(lead);
        let layout = self.layout.queues.get(queue.index());
        let (kind, units) = layout.map_or((None, 1), |layout| (layout.work_kind, layout.units));
        let rung: SmallVec<[Held; 2]> =
            agents.iter().map(|agent| Held { agent: *agent, kind, units }).collect();
        for held in &rung {
            self.reserve(*held);
        }
        if let Some(due) = self.bridge_due(lead) {
            self.timers.insert(until, due);
        }
        self.bridges.insert(lead, Bridge { queue, ring, round, rung, tried, until });
    }

    /// One of those rung will not take it.
    fn ring_ended(&mut self, lead: LeadSlot, agent: AgentSlot) {
        let Some(own) = self.bridges.get_mut(&lead) else { return };
        own.tried.push(agent);
        let gone: SmallVec<[Held; 2]> = own.rung.iter().filter(|held| held.agent == agent).copied().collect();
        own.rung.retain(|held| held.agent != agent);
        gone.into_iter().for_each(|held| self.unreserve(held));
    }

    /// Nobody is rung for a lead any longer.
    pub(super) fn end_bridge(&mut self, lead: LeadSlot) {
        let due = self.bridge_due(lead);
        let Some(own) = self.bridges.remove(&lead) else { return };
        if let Some(due) = due {
            self.timers.remove(own.until, due);
        }
        own.rung.into_iter().for_each(|held| self.unreserve(held));
    }

    /// The floor as it is once nobody is rung for a lead any longer; none if nobody is. O(leads and agents).
    pub(crate) fn without_bridge(&self, lead: LeadSlot) -> Option<FloorState> {
        self.bridge(lead)?;
        let mut state = self.clone();
        state.end_bridge(lead);
        state.refile_moved();
        Some(state)
    }

    /// An agent leaves the floor and is rung for nothing any longer.
    pub(super) fn ring_no_more(&mut self, agent: AgentSlot) {
        let leads: SmallVec<[LeadSlot; 2]> =
            self.bridges.iter().filter(|(_, own)| own.rings(agent)).map(|(lead, _)| *lead).collect();
        leads.into_iter().for_each(|lead| self.ring_ended(lead, agent));
    }

    /// All bridges end: another policy takes effect. Loads are added up anew after it.
    pub(super) fn end_bridges(&mut self) {
        let leads: Vec<LeadSlot> = self.bridges.keys().copied().collect();
        for lead in leads {
            if let (Some(due), Some(own)) = (self.bridge_due(lead), self.bridges.remove(&lead)) {
                self.timers.remove(own.until, due);
            }
        }
    }

    /// Work to come takes up capacity; nobody is busy by that, nor idle any less.
    fn reserve(&mut self, held: Held) {
        let aside = self.layout.lays_aside(held.kind);
        let Some(row) = self.agents.get_mut(held.agent.index()) else { return };
        row.load.add(held.kind, held.units, aside);
        row.load.rung = row.load.rung.saturating_add(1);
        self.refresh_room(held.agent);
        self.moved(held.agent);
        if self.layout.spills {
            self.wake_queues_of(held.agent, self.clock);
        }
    }

    fn unreserve(&mut self, held: Held) {
        let aside = self.layout.lays_aside(held.kind);
        let Some(row) = self.agents.get_mut(held.agent.index()) else { return };
        row.load.remove(held.kind, held.units, aside);
        row.load.rung = row.load.rung.saturating_sub(1);
        self.refresh_room(held.agent);
        self.moved(held.agent);
        self.wake_queues_of(held.agent, self.clock);
    }
}
