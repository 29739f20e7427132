//! The tables beside the columns: ids to slots, agents in the order of their ids.

use crate::hash::hash_of;
use crate::id::{AgentId, AgentSlot, CounterSlot, LeadSlot};
use crate::state::FloorState;

/// The distance between neighbours in a fresh numbering.
const GAP: u64 = 1 << 32;

impl FloorState {
    pub(super) fn index_lead(&mut self, slot: LeadSlot, hash: u64) {
        let leads = &self.leads;
        let rehash = |slot: &LeadSlot| {
            leads.get(slot.index()).and_then(Option::as_ref).map_or(0, |row| row.doc.id_hash())
        };
        self.lead_table.insert_unique(hash, slot, rehash);
    }

    pub(super) fn unindex_lead(&mut self, slot: LeadSlot, hash: u64) {
        if let Ok(entry) = self.lead_table.find_entry(hash, |other| *other == slot) {
            entry.remove();
        }
    }

    pub(super) fn index_counter(&mut self, slot: CounterSlot) {
        let counters = &self.counters;
        let rehash = |slot: &CounterSlot| {
            counters
                .get(slot.index())
                .map_or(0, |row| hash_of(&(row.cap, row.agent, row.label.as_deref().unwrap_or(""))))
        };
        let at = rehash(&slot);
        self.counter_table.insert_unique(at, slot, rehash);
    }

    /// Gives a new agent a number between those of the neighbours by id. O(log n), now and then O(n).
    pub(super) fn index_agent(&mut self, slot: AgentSlot, id: &AgentId) {
        self.agent_slots.insert(id.clone(), slot);
        // Agents are filed in the order of their slots.
        if slot.index() == self.agent_ids.len() {
            self.agent_ids.push(id.clone());
        }
        let order =
            |slot: Option<(&AgentId, &AgentSlot)>| slot.and_then(|(_, s)| self.id_order.get(s.index()));
        let before = order(self.agent_slots.range(..id.clone()).next_back()).copied().unwrap_or(0);
        let after = order(self.agent_slots.range(id.clone()..).nth(1)).copied();
        let number = match after {
            Some(after) => before.midpoint(after),
            None => before.saturating_add(GAP),
        };
        if self.id_order.len() <= slot.index() {
            self.id_order.resize(slot.index().saturating_add(1), u64::MAX);
        }
        if let Some(place) = self.id_order.get_mut(slot.index()) {
            *place = number;
        }
        if number == before || Some(number) == after || number == u64::MAX {
            self.renumber_agents();
        }
    }

    fn renumber_agents(&mut self) {
        let mut number = 0_u64;
        for slot in self.agent_slots.values() {
            number = number.saturating_add(GAP);
            if let Some(place) = self.id_order.get_mut(slot.index()) {
                *place = number;
            }
        }
        self.rank_anew();
    }
}
