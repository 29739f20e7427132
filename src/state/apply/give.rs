//! A lead goes to an agent, on offer or for good.

use crate::event::AssignedHow;
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::state::FloorState;
use crate::state::apply::measure::Touch;
use crate::state::lead::{Held, Progress, Standing};
use crate::state::timers::Due;
use crate::time::Timestamp;

/// Which lead goes to whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    pub(super) lead: LeadSlot,
    pub(super) agent: AgentSlot,
    /// From which queue, if from one.
    pub(super) queue: Option<QueueSlot>,
    /// How it comes about that they own it; none is an offer.
    pub(super) how: Option<AssignedHow>,
}

impl FloorState {
    /// A lead goes to an agent from wherever it is, with one look at its row, the agent and the queue.
    pub(super) fn give(&mut self, given: Given, standing: Standing, at: Timestamp) {
        let Given { lead, agent, queue, how } = given;
        let accepted = how == Some(AssignedHow::Accepted);
        let holds = self.fetch(given);
        let number = queue.map(QueueSlot::index);
        let layout = number.and_then(|number| self.layout.queues.get(number));
        let (kind, units) = layout.map_or((None, 1), |queue| (queue.work_kind, queue.units));
        let row = self.leads.get_mut(lead.index()).and_then(Option::as_mut);
        let (Some(row), Some(taker)) = (row, self.agents.get_mut(agent.index())) else { return };
        if !accepted {
            row.attempts = row.attempts.saturating_add(1);
            if at >= row.again_at {
                row.passed.clear();
                row.again_at = Timestamp::MAX;
            }
        }
        row.first.offered = row.first.offered.or(Some(at));
        if how.is_some() {
            row.first.owned = row.first.owned.or(Some(at));
            row.assignments = row.assignments.saturating_add(1);
            row.progress = Progress::default();
        }
        row.standing = standing;
        row.place = taker.leads.len();
        self.timers.insert(row.deadline(), Due::Lead(row.sequence, lead));
        taker.leads.push(lead);
        taker.idle_since = at;
        let limited = self.fills || taker.place.is_limited();
        if !holds {
            row.held = Some(Held { agent, kind, units });
            taker.load.add(kind, units, self.layout.lays_aside(kind));
        }
        if let Some(row) = number.and_then(|number| self.queues.get_mut(number)) {
            if matches!(how, None | Some(AssignedHow::Pushed)) {
                row.passed_over_for(agent);
            }
            if !accepted {
                row.asked(agent);
            }
        }
        if let (Some(queue), false) = (queue, accepted) {
            self.wake_if_strict(queue);
        }
        if !holds {
            self.touch_busy(agent);
            if limited {
                self.refresh_room(agent);
            }
            if self.layout.spills {
                self.wake_queues_of(agent, self.clock);
            }
        }
        if !accepted && self.closer.contains(agent) {
            self.refresh_closer(agent, at);
        }
        self.note_given(given);
        self.moved(agent);
    }

    /// Takes a lead that is about to be given from where it waits or is held. Tells whether the agent who is to have it
    /// holds it already.
    fn fetch(&mut self, given: Given) -> bool {
        let Given { lead, agent, queue, how } = given;
        let Some(row) = self.lead(lead) else { return false };
        let held_by = row.held.map(|held| held.agent);
        match row.standing {
            Standing::Passing => {}
            Standing::InLine { queue: own, .. } => {
                let chosen = how != Some(AssignedHow::Reassigned) && Some(own) == queue;
                if chosen && let Some(row) = self.queues.get_mut(own.index()) {
                    row.taken = row.taken.saturating_add(1);
                }
                self.set_standing(lead, Standing::Passing);
            }
            _ => self.set_standing(lead, Standing::Passing),
        }
        let holds = held_by == Some(agent);
        if held_by.is_some() && !holds {
            self.unhold(lead);
        }
        holds
    }

    /// What is written down of agents and members where a policy asks for it.
    fn note_given(&mut self, given: Given) {
        let Given { agent, queue, how, .. } = given;
        if how == Some(AssignedHow::Accepted) {
            self.offer_accepted(agent);
        } else {
            self.touch_measures(agent, queue, Touch::Offered);
        }
        if how.is_some() {
            self.touch_measures(agent, queue, Touch::Assigned);
        }
    }
}
