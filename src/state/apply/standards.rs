//! Events of leads that have to be worked in time.

use crate::event::{StandardChange, StandardEvent};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::state::FloorState;
use crate::state::standard::{StandardRow, ToWork};
use crate::time::Timestamp;

impl FloorState {
    #[cold]
    pub(super) fn take_of_standard(&mut self, event: &StandardEvent, at: Timestamp) {
        match *event {
            StandardEvent::ToBeWorked { lead, queue, agent, until } => {
                self.nothing_to_work(lead);
                self.to_work.insert(lead, ToWork { queue, agent, until });
                if let Some(due) = self.work_due(lead) {
                    self.timers.insert(until, due);
                }
            }
            StandardEvent::Judged { lead, queue, agent, met, of_last, then } => {
                self.nothing_to_work(lead);
                let row = self.standards.entry((queue, agent)).or_default();
                *row = row.with(met, of_last);
                match then {
                    Some(StandardChange::Restored {}) => row.held = None,
                    Some(StandardChange::Suspended { .. }) => *row = StandardRow::begun(then),
                    Some(StandardChange::PutDown { .. }) => row.held = then,
                    None => {}
                }
                if then.is_some() {
                    self.weigh_anew(queue, agent);
                    self.wake_by(queue, at);
                }
            }
            StandardEvent::Reinstated { queue, agent } => {
                self.standards.remove(&(queue, agent));
                self.weigh_anew(queue, agent);
                self.wake_by(queue, at);
            }
        }
    }

    /// A lead has not to be worked in time any longer.
    pub(super) fn nothing_to_work(&mut self, lead: LeadSlot) {
        let due = self.work_due(lead);
        if let (Some(own), Some(due)) = (self.to_work.remove(&lead), due) {
            self.timers.remove(own.until, due);
        }
    }

    /// Another part of a member's weight counts.
    fn weigh_anew(&mut self, queue: QueueSlot, agent: AgentSlot) {
        let own = self.agent(agent).map(|row| &row.place.seats);
        let own = own.and_then(|seats| seats.iter().find(|(other, _)| *other == queue));
        let Some(seat) = own.map(|(_, seat)| *seat) else { return };
        if self.queue(queue).is_some_and(|row| row.seat(agent).is_some()) {
            self.set_seat(queue, agent, Some(seat));
            self.seat_beside(queue, agent);
            self.moved(agent);
            self.wake_if_strict(queue);
        }
    }

    /// The standards of another policy: what is known by queues that have one still.
    pub(super) fn rename_standards(&mut self, queue_now: impl Fn(QueueSlot) -> Option<QueueSlot>) {
        let held = |queue: QueueSlot| {
            let queue = queue_now(queue)?;
            self.layout.queues.get(queue.index()).filter(|layout| layout.standard).map(|_| queue)
        };
        let rows = self.standards.iter();
        let standards =
            rows.filter_map(|((queue, agent), row)| Some(((held(*queue)?, *agent), *row))).collect();
        let mut gone = Vec::new();
        let mut kept = Vec::new();
        for (lead, own) in &self.to_work {
            match held(own.queue) {
                Some(queue) => kept.push((*lead, ToWork { queue, ..*own })),
                None => gone.push(*lead),
            }
        }
        self.standards = standards;
        gone.into_iter().for_each(|lead| self.nothing_to_work(lead));
        self.to_work = kept.into_iter().collect();
    }

    /// The lead leaves its owner, or ends.
    pub(super) fn drop_to_work(&mut self, lead: LeadSlot) {
        if !self.to_work.is_empty() {
            self.nothing_to_work(lead);
        }
    }
}
