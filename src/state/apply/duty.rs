//! Offers not taken in a row, pauses, and agents who say they are ready.

use crate::event::OfferEnd;
use crate::id::{AgentSlot, LeadSlot};
use crate::layout::Layout;
use crate::state::FloorState;
use crate::state::duty::Duty;
use crate::state::lead::Standing;
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn count_offer(&mut self, agent: AgentSlot, how: OfferEnd) {
        if let Some(duty) = self.duties.get_mut(agent.index()) {
            *duty = duty.after(how);
        }
    }

    /// An offer accepted ends both rows.
    pub(super) fn offer_accepted(&mut self, agent: AgentSlot) {
        if let Some(duty) = self.duties.get_mut(agent.index()) {
            (duty.declined, duty.timed_out) = (0, 0);
        }
    }

    /// An agent is passed over until then on account of a lead; their word ends it only where the lead's queue lets
    /// them end their wrap-up.
    pub(super) fn fix_ready(&mut self, lead: LeadSlot, agent: AgentSlot, ready_at: Timestamp) {
        if self.duties.is_empty() {
            return;
        }
        let owned = matches!(self.lead(lead).map(|row| &row.standing), Some(Standing::Owned { .. }));
        let queue = self.given_by(lead).and_then(|queue| self.layout.queues.get(queue.index()));
        let may_end = owned && queue.is_some_and(|queue| queue.wrap_up_may_end);
        if let Some(duty) = self.duties.get_mut(agent.index())
            && !may_end
        {
            duty.fixed_until = duty.fixed_until.max(ready_at);
        }
    }

    pub(super) fn agent_paused(&mut self, agent: AgentSlot, until: Timestamp, at: Timestamp) {
        if let Some(duty) = self.duties.get_mut(agent.index()) {
            *duty = Duty { paused_until: Some(until), ..Duty::new(duty.fixed_until) };
        }
        self.not_ready_before(agent, until, at);
    }

    pub(super) fn agent_ready(&mut self, agent: AgentSlot, ready_at: Timestamp, at: Timestamp) {
        if let Some(duty) = self.duties.get_mut(agent.index()) {
            *duty = Duty::new(duty.fixed_until);
        }
        if let Some(row) = self.agents.get_mut(agent.index()) {
            row.ready_at = ready_at;
        }
        self.moved(agent);
        self.refresh_closer(agent, at);
        self.wake_queues_of(agent, at.max(ready_at));
    }

    /// Whoever comes to the floor is paused no longer.
    pub(super) fn duty_anew(&mut self, agent: AgentSlot, at: Timestamp) {
        if !self.layout.keeps_duties {
            return;
        }
        let Some(row) = self.agents.get_mut(agent.index()) else { return };
        if self.duties.len() <= agent.index() {
            self.duties.resize(agent.index().saturating_add(1), Duty::new(Timestamp::MIN));
        }
        if let Some(duty) = self.duties.get_mut(agent.index()) {
            if duty.paused_until.is_some() {
                row.ready_at = duty.fixed_until.max(at);
            }
            *duty = Duty::new(duty.fixed_until);
        }
    }

    /// Another policy may pause nobody: whoever is paused is so no longer.
    pub(super) fn keep_duties(&mut self, old: &Layout, at: Timestamp) {
        match (old.keeps_duties, self.layout.keeps_duties) {
            (true, false) => {
                for (row, duty) in self.agents.iter_mut().zip(&self.duties) {
                    if duty.paused(at).is_some() {
                        row.ready_at = duty.fixed_until.max(at);
                    }
                }
                self.duties.clear();
            }
            (false, true) => {
                self.duties = self.agents.iter().map(|row| Duty::new(row.ready_at)).collect();
            }
            _ => {}
        }
    }
}
