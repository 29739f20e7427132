//! How often each agent has tried a lead, whoever's it is now; kept only where a policy asks.

use smallvec::SmallVec;

use crate::id::{AgentSlot, LeadSlot};
use crate::state::FloorState;

/// The agents who have tried a lead, each with the number of attempts, in the order of their first ones.
pub(crate) type Tries = SmallVec<[(AgentSlot, u32); 1]>;

impl FloorState {
    /// How often an agent has tried a lead.
    pub(crate) fn tries_of(&self, lead: LeadSlot, agent: AgentSlot) -> u32 {
        let own = self.tries.get(&lead).into_iter().flatten();
        own.filter(|(other, _)| *other == agent).map(|(_, tries)| *tries).next().unwrap_or(0)
    }

    /// The owner has tried a lead once more.
    pub(in crate::state) fn count_try(&mut self, lead: LeadSlot) {
        let Some(agent) = self.lead(lead).and_then(|row| row.holder()).filter(|_| self.layout.keeps_tries)
        else {
            return;
        };
        let own = self.tries.entry(lead).or_default();
        match own.iter_mut().find(|(other, _)| *other == agent) {
            Some((_, tries)) => *tries = tries.saturating_add(1),
            None => own.push((agent, 1)),
        }
    }
}
