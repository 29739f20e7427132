//! A lead goes to an agent, on offer or for good.

use crate::event::{AssignedHow, Event};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::layout::Layout;
use crate::state::apply::measure::Touch;
use crate::state::lead::{Held, LeadRow, Progress, Standing};
use crate::state::timers::{Due, Timers};
use crate::state::{AgentRow, FloorState};
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

impl Given {
    /// Which lead goes to whom by an offer or an assignment, and where it stands then; none by anything else.
    #[inline]
    pub(super) fn of(event: &Event, at: Timestamp) -> Option<(Given, Standing)> {
        match event {
            Event::Assigned { lead, agent, queue, how, lease_until, follow_up } => {
                let given = Given { lead: *lead, agent: *agent, queue: *queue, how: Some(*how) };
                let standing = Standing::Owned {
                    agent: *agent,
                    queue: *queue,
                    how: *how,
                    since: at,
                    due_from: at,
                    lease_until: *lease_until,
                    snoozed_until: None,
                    follow_up: *follow_up,
                };
                Some((given, standing))
            }
            Event::Offered { lead, agent, queue, until } => {
                let given = Given { lead: *lead, agent: *agent, queue: *queue, how: None };
                Some((given, Standing::Offered { agent: *agent, queue: *queue, until: *until }))
            }
            _ => None,
        }
    }
}

/// A lead's row and whoever takes it write down that it is theirs, or on offer to them. `held` is the work it is to them;
/// none where they have it already.
#[inline]
pub(super) fn hold(
    row: &mut LeadRow,
    (taker, layout, timers): (&mut AgentRow, &Layout, &mut Timers),
    held: Option<Held>,
    (given, standing): (Given, Standing),
    at: Timestamp,
) {
    if given.how != Some(AssignedHow::Accepted) {
        row.attempts = row.attempts.saturating_add(1);
        if at >= row.again_at {
            row.passed.clear();
            row.again_at = Timestamp::MAX;
        }
    }
    row.first.offered = row.first.offered.or(Some(at));
    if given.how.is_some() {
        row.first.owned = row.first.owned.or(Some(at));
        row.assignments = row.assignments.saturating_add(1);
        row.progress = Progress::default();
    }
    row.standing = standing;
    row.place = taker.leads.len();
    timers.insert(row.deadline(), Due::Lead(row.sequence, given.lead));
    taker.leads.push(given.lead);
    taker.idle_since = at;
    if let Some(held) = held {
        row.held = Some(held);
        taker.load.add(held.kind, held.units, layout.lays_aside(held.kind));
    }
}

impl FloorState {
    /// A lead goes to an agent from wherever it is, with one look at its row, the agent and the queue.
    pub(super) fn give(&mut self, given: Given, standing: Standing, at: Timestamp) {
        let holds = self.fetch(given);
        let held = (!holds).then(|| self.held_by(given));
        let row = self.leads.get_mut(given.lead.index()).and_then(Option::as_mut);
        let (Some(row), Some(taker)) = (row, self.agents.get_mut(given.agent.index())) else { return };
        hold(row, (taker, &self.layout, &mut self.timers), held, (given, standing), at);
        self.after_given(given, holds);
    }

    /// The work that a lead given is to whoever takes it.
    #[inline]
    pub(super) fn held_by(&self, given: Given) -> Held {
        let layout = given.queue.and_then(|queue| self.layout.queues.get(queue.index()));
        let (kind, units) = layout.map_or((None, 1), |queue| (queue.work_kind, queue.units));
        Held { agent: given.agent, kind, units }
    }

    /// What else changes when a lead is given: the queue, its ranking, who has room. `holds` is whether they had it before.
    #[inline]
    pub(super) fn after_given(&mut self, given: Given, holds: bool) {
        let Given { agent, queue, how, .. } = given;
        let accepted = how == Some(AssignedHow::Accepted);
        if let Some(row) = queue.and_then(|queue| self.queues.get_mut(queue.index())) {
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
            self.refresh_room(agent);
            if self.layout.spills {
                self.wake_queues_of(agent, self.clock);
            }
        }
        if !accepted && self.closer.contains(agent) {
            self.refresh_closer(agent, self.clock);
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
                if how == Some(AssignedHow::Claimed) {
                    let pulls = self.pulls.entry(lead).or_default();
                    *pulls = pulls.saturating_add(1);
                }
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
