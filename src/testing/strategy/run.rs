//! A strategy at work on a floor in memory.

use crate::command::Command;
use crate::event::Recorded;
use crate::floor::Floor;
use crate::id::{AgentId, LeadId};
use crate::lead::Lead;
use crate::presence::{PresenceSnapshot, PresenceState, Sign};
use crate::state::{FloorState, LeadStanding};
use crate::testing::strategy::Strategy;
use crate::time::{Span, Timestamp};

/// The members, by no order of their ids.
pub(super) fn agents() -> Vec<AgentId> {
    ["cyd", "ann", "eve", "bob", "dan"].iter().filter_map(|name| AgentId::new(name).ok()).collect()
}

pub(super) struct Run<S> {
    strategy: S,
    pub(super) floor: Floor,
    pub(super) records: Vec<Recorded>,
    now: Timestamp,
    leads: u32,
    here: Vec<AgentId>,
}

impl<S: Strategy> Run<S> {
    /// These are the members, and all of them are here.
    pub(super) fn new(strategy: S, members: &[AgentId]) -> Run<S> {
        let now = Timestamp::clamped(1_750_000_000_000);
        let (floor, first) = Floor::open(strategy.policy(), now);
        let commands = strategy.members(members);
        let mut run = Run { strategy, floor, records: vec![first], now, leads: 0, here: members.to_vec() };
        for command in &commands {
            run.give(command);
        }
        run
    }

    pub(super) fn give(&mut self, command: &Command) {
        let ran = self.floor.run(self.now, command);
        self.records.extend(ran.records().cloned());
    }

    /// Only these are here from the next lead on.
    pub(super) fn here(&mut self, agents: &[AgentId]) {
        self.here = agents.to_vec();
    }

    /// Deals the next lead, ten seconds after the last one; to whom.
    pub(super) fn deal(&mut self) -> Option<AgentId> {
        self.now = self.now.plus(Span::seconds(10));
        self.leads = self.leads.saturating_add(1);
        let lead = Lead::new(&format!("lead-{}", self.leads)).ok()?;
        let id = lead.id().clone();
        let signs =
            self.here.iter().map(|agent| Sign::new(agent.clone(), PresenceState::Available, self.now));
        self.floor.see(PresenceSnapshot::new(signs), self.now);
        for command in self.strategy.deal(&self.floor, lead) {
            self.give(&command);
        }
        owner(self.floor.state(), &id)
    }

    pub(super) fn deal_many(&mut self, leads: u32) -> Vec<Option<AgentId>> {
        (0..leads).map(|_| self.deal()).collect()
    }

    /// Goes on from its snapshot, as after a restart, with the strategy begun anew.
    pub(super) fn restarted(&self, strategy: S) -> Result<Run<S>, String> {
        let state = FloorState::restore(&self.floor.state().snapshot()).map_err(|error| error.to_string())?;
        let floor = Floor::resume(state).map_err(|error| error.to_string())?;
        let (records, here) = (self.records.clone(), self.here.clone());
        Ok(Run { strategy, floor, records, now: self.now, leads: self.leads, here })
    }
}

/// Who has a lead, or has it on offer.
fn owner(state: &FloorState, lead: &LeadId) -> Option<AgentId> {
    match state.lead_view(lead)?.standing {
        LeadStanding::Owned { agent, .. } | LeadStanding::Offered { agent, .. } => Some(agent),
        _ => None,
    }
}
