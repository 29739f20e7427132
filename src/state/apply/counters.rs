//! Events of turns, counters and queues.

use std::sync::Arc;

use crate::event::CounterWindow;
use crate::id::{AgentSlot, CapSlot, CounterSlot, LeadSlot, QueueSlot};
use crate::state::counter::CounterRow;
use crate::state::lead::Count;
use crate::state::timers::Due;
use crate::state::{FloorState, QueueRow};
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn sharers_toggled(&mut self, queue: QueueSlot, agents: &[AgentSlot]) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        for agent in agents {
            let shares = row.ledger.sharing().contains(*agent);
            row.ledger.set_sharing(*agent, !shares);
        }
    }

    pub(super) fn turn_taken(&mut self, lead: LeadSlot, queue: QueueSlot, agent: AgentSlot) {
        if let Some(row) = self.queues.get_mut(queue.index()) {
            row.ledger.deal(agent);
        }
        if let Some(row) = self.lead_mut(lead) {
            row.turn = Some((queue, agent));
        }
    }

    pub(super) fn turn_credited(&mut self, lead: LeadSlot, queue: QueueSlot, agent: AgentSlot) {
        if let Some(row) = self.queues.get_mut(queue.index()) {
            row.ledger.credit(agent);
        }
        if let Some(row) = self.lead_mut(lead) {
            row.turn = None;
        }
    }

    pub(super) fn queue_checked(&mut self, queue: QueueSlot, wake: Timestamp) {
        self.set_wake(queue, wake);
    }

    pub(in crate::state) fn set_wake(&mut self, queue: QueueSlot, wake: Timestamp) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        let wake = if row.line.is_empty() { Timestamp::MAX } else { wake };
        if row.wake != wake {
            self.timers.remove(row.wake, Due::Queue(queue));
            self.timers.insert(wake, Due::Queue(queue));
            row.wake = wake;
        }
    }

    /// Has a queue looked at by this instant at the latest.
    pub(in crate::state) fn wake_by(&mut self, queue: QueueSlot, at: Timestamp) {
        if self.queue(queue).is_some_and(|row: &QueueRow| at < row.wake) {
            self.set_wake(queue, at);
        }
    }

    pub(super) fn wake_all(&mut self, at: Timestamp) {
        let waiting: smallvec::SmallVec<[QueueSlot; 8]> = self.waiting.iter().copied().collect();
        for queue in waiting {
            self.wake_by(queue, at);
        }
    }

    pub(super) fn counter_opened(&mut self, cap: CapSlot, agent: Option<AgentSlot>, label: Option<Arc<str>>) {
        let Some(slot) = self.next_counter_slot() else { return };
        self.counters.push(CounterRow::new(cap, agent, label));
        self.index_counter(slot);
    }

    pub(super) fn counted(
        &mut self,
        lead: LeadSlot,
        counter: CounterSlot,
        (from, until): (Timestamp, Timestamp),
        window: CounterWindow,
        at: Timestamp,
    ) {
        if let Some(row) = self.counters.get_mut(counter.index()) {
            row.count(at, from, until, window);
        }
        if let Some(row) = self.lead_mut(lead) {
            row.counted.push(Count { counter, from });
        }
        self.refresh_full(counter, at);
    }

    pub(super) fn uncounted(&mut self, lead: LeadSlot, counter: CounterSlot, from: Timestamp, at: Timestamp) {
        if let Some(row) = self.counters.get_mut(counter.index()) {
            row.uncount(from);
        }
        if let Some(row) = self.lead_mut(lead)
            && let Some(place) = row.counted.iter().position(|count| *count == Count { counter, from })
        {
            row.counted.remove(place);
        }
        if self.refresh_full(counter, at) {
            self.wake_all(at);
        }
    }

    /// Files a counter as full or not; tells whether it has just ceased to be.
    pub(in crate::state) fn refresh_full(&mut self, counter: CounterSlot, at: Timestamp) -> bool {
        let Some(row) = self.counters.get(counter.index()) else { return false };
        let (cap, agent) = (row.cap, row.agent);
        let limit = self.limit(cap, agent);
        let full = self.counter(counter).is_some_and(|row| row.used(at) >= limit);
        let Some(index) = self.caps.get_mut(cap.index()) else { return false };
        let place = index.full.binary_search(&counter);
        let was = place.is_ok();
        match (place, full) {
            (Err(place), true) => index.full.insert(place, counter),
            (Ok(place), false) => {
                index.full.remove(place);
            }
            _ => {}
        }
        was && !full
    }
}
