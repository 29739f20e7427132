//! Events of turns, counters and queues.

use std::sync::Arc;

use crate::bits::SetMark;
use crate::event::{CapRecounted, CounterWindow, Paced, Reserved};
use crate::id::{AgentSlot, CapSlot, CounterSlot, LeadSlot, QueueSlot, SheetSlot};
use crate::layout::SheetsLayout;
use crate::rank::entry;
use crate::state::counter::CounterRow;
use crate::state::lead::Count;
use crate::state::reserved::Reservation;
use crate::state::timers::Due;
use crate::state::{FloorState, QueueRow};
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn sharers_toggled(&mut self, sheet: SheetSlot, agents: &[AgentSlot], under: Option<SetMark>) {
        // Of a queue's own sheet the room of its members has to be what it was when this was decided.
        let own = self.queues.get(sheet.index()).is_some_and(|row| row.room_since != self.revision);
        let Some(turns) = self.turns_mut(sheet) else { return };
        for agent in agents {
            let shares = turns.ledger.sharing().contains(*agent);
            turns.ledger.set_sharing(*agent, !shares);
        }
        turns.ledger.know_sharers(under.filter(|_| own));
    }

    pub(super) fn turn_taken(
        &mut self,
        lead: LeadSlot,
        sheet: SheetSlot,
        (agent, queue): (AgentSlot, QueueSlot),
        size: u32,
    ) {
        self.deal_turn(sheet, (agent, queue), size);
        if let Some(row) = self.lead_mut(lead) {
            row.turn = Some((sheet, agent));
        }
        if size != 1 {
            self.turn_sizes.insert(lead, size);
        } else if !self.turn_sizes.is_empty() {
            self.turn_sizes.remove(&lead);
        }
    }

    /// Writes a turn of a queue's lead down in its sheet.
    #[inline]
    pub(super) fn deal_turn(&mut self, sheet: SheetSlot, (agent, queue): (AgentSlot, QueueSlot), size: u32) {
        if let Some(row) = self.queues.get_mut(sheet.index()) {
            let pace = self.layout.queues.get(sheet.index()).and_then(|layout| layout.catch_up);
            let seats = &row.seats;
            let seat = || seats.get(agent.index())?.as_ref().map(|row| entry(&row.seat));
            row.turns.take(agent, size, pace, seat);
        } else {
            self.deal_beside(sheet, (agent, queue), size);
        }
        self.wake_strict_by(sheet);
    }

    pub(super) fn turn_credited(&mut self, lead: LeadSlot, sheet: SheetSlot, agent: AgentSlot) {
        let size = self.turn_size(lead);
        self.turn_sizes.remove(&lead);
        self.turn_back(lead, sheet, (agent, size));
        if let Some(row) = self.lead_mut(lead) {
            row.turn = None;
        }
    }

    /// Gives a turn of this size back to an agent.
    pub(super) fn turn_back(&mut self, lead: LeadSlot, sheet: SheetSlot, (agent, size): (AgentSlot, u32)) {
        if let Some(row) = self.queues.get_mut(sheet.index()) {
            let seat = row.entry(agent);
            row.turns.credit(agent, size, seat);
        } else if let Some((turns, entry)) = self.beside_mut(sheet, agent) {
            turns.credit(agent, size, entry);
        }
        for queue in self.queues_of(sheet) {
            self.one_turn_over(lead, queue);
        }
        self.wake_strict_by(sheet);
        self.moved(agent);
    }

    pub(super) fn turns_adjusted(&mut self, sheet: SheetSlot, agent: AgentSlot, turns: i32) {
        if let Some(row) = self.queues.get_mut(sheet.index()) {
            let seat = row.entry(agent);
            row.turns.adjust(agent, turns, seat);
        } else if let Some((own, entry)) = self.beside_mut(sheet, agent) {
            own.adjust(agent, turns, entry);
        }
        self.wake_strict_by(sheet);
        self.moved(agent);
    }

    /// A turn that was to be skipped is spent, where turns are written down.
    pub(super) fn turn_skipped(&mut self, sheet: SheetSlot, agent: AgentSlot, size: u32) {
        let queues = self.queues_of(sheet);
        for queue in &queues {
            self.set_skip(*queue, agent, None);
        }
        let Some(queue) = queues.first() else { return };
        let shares = |queue: &crate::layout::QueueLayout| queue.keys.iter().any(|key| key.shares_turns());
        let by_ledger = self.layout.queues.get(queue.index()).is_some_and(shares);
        let tallied = self.turns(sheet).is_some_and(|turns| turns.tally.is_some());
        if by_ledger || tallied {
            let turns = i32::try_from(size).unwrap_or(i32::MAX).saturating_neg();
            self.turns_adjusted(sheet, agent, turns);
        }
    }

    /// The turns of a sheet have changed: in a queue that waits for whose turn it is, it may be another's now.
    #[inline]
    fn wake_strict_by(&mut self, sheet: SheetSlot) {
        if self.strict {
            self.queues_of(sheet).into_iter().for_each(|queue| self.wake_one_if_strict(queue));
        }
    }

    /// A skip holds in all queues that share the rotation.
    pub(super) fn skip_set(&mut self, queue: QueueSlot, agent: AgentSlot, until: Option<Timestamp>) {
        let sheets = self.layout.queues.get(queue.index()).map(|layout| &layout.sheets);
        let Some(SheetsLayout::Shared(name)) = sheets else { return self.set_skip(queue, agent, until) };
        let Some(at) = self.layout.rotations.iter().position(|other| other == name) else { return };
        let queues: smallvec::SmallVec<[QueueSlot; 4]> = self.sharing_queues(at).collect();
        for queue in queues {
            self.set_skip(queue, agent, until);
        }
    }

    fn set_skip(&mut self, queue: QueueSlot, agent: AgentSlot, until: Option<Timestamp>) {
        if let Some(row) = self.queues.get_mut(queue.index()).filter(|row| row.seat(agent).is_some()) {
            row.set_skip(agent, until);
        }
        self.wake_if_strict(queue);
    }

    pub(super) fn put_level(&mut self, sheet: SheetSlot, agent: AgentSlot, mark: i64) {
        let turns = self.turns_mut(sheet).filter(|turns| turns.ledger.row_of(agent).is_some());
        if let Some(tally) = turns.and_then(|turns| turns.tally.as_mut()) {
            tally.set_mark(agent, mark);
        }
        self.moved(agent);
    }

    pub(super) fn pick_noted(&mut self, queue: QueueSlot, agent: AgentSlot, limits: u32, keep: u32) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        let claims = row.claims.entry(agent).or_default();
        claims.push_back(limits);
        while claims.len() > usize::try_from(keep).unwrap_or(usize::MAX) {
            claims.pop_front();
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
        self.wake_one_by(queue, at);
        if !self.offices.is_empty() {
            self.wake_outside(queue, at);
        }
    }

    pub(super) fn wake_one_by(&mut self, queue: QueueSlot, at: Timestamp) {
        if self.queue(queue).is_some_and(|row: &QueueRow| at < row.wake) {
            self.set_wake(queue, at);
        }
    }

    /// Has a line looked at whose leads wait for whose turn it is: it may be another's now. So it may be in the queues that
    /// share its rotation.
    pub(in crate::state) fn wake_if_strict(&mut self, queue: QueueSlot) {
        if !self.strict {
            return;
        }
        let name = match self.layout.queues.get(queue.index()).map(|layout| &layout.sheets) {
            Some(SheetsLayout::Shared(name)) => name,
            _ => return self.wake_one_if_strict(queue),
        };
        let at = self.layout.rotations.iter().position(|other| other == name);
        let queues = at.into_iter().flat_map(|at| self.sharing_queues(at));
        let queues: smallvec::SmallVec<[QueueSlot; 4]> = queues.collect();
        queues.into_iter().for_each(|queue| self.wake_one_if_strict(queue));
    }

    fn wake_one_if_strict(&mut self, queue: QueueSlot) {
        if self.layout.queues.get(queue.index()).is_some_and(|queue| queue.strict) {
            self.wake_by(queue, self.clock);
        }
    }

    /// The same for the queues whose members a counter shuts out now: nobody waits for them.
    fn wake_strict_of(&mut self, agent: Option<AgentSlot>) {
        let waiting: smallvec::SmallVec<[QueueSlot; 8]> = self.waiting.iter().copied().collect();
        for queue in waiting {
            let concerned = |row: &QueueRow| agent.is_none_or(|agent| row.members.contains(agent));
            if self.queue(queue).is_some_and(concerned) {
                self.wake_if_strict(queue);
            }
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
        (at, amount): (Timestamp, u32),
    ) {
        if let Some(row) = self.counters.get_mut(counter.index()) {
            row.count((at, amount), (from, until), window);
        }
        if let Some(row) = self.lead_mut(lead) {
            row.counted.push(Count { counter, amount, at });
        }
        self.refresh_full(counter, at);
        self.wake_when_clear(counter, false, at);
        if self.strict && (self.is_full(counter, at) || self.is_close(counter)) {
            let agent = self.counter(counter).and_then(|row| row.agent);
            self.wake_strict_of(agent);
        }
    }

    pub(super) fn uncounted(
        &mut self,
        lead: LeadSlot,
        counter: CounterSlot,
        (counted_at, amount): (Timestamp, u32),
        at: Timestamp,
    ) {
        let was_full = self.is_full(counter, at) || self.is_close(counter);
        if let Some(row) = self.counters.get_mut(counter.index()) {
            row.uncount(counted_at, amount);
        }
        if let Some(row) = self.lead_mut(lead)
            && let Some(place) = row.counted.iter().position(|count| count.counter == counter)
        {
            row.counted.remove(place);
        }
        if !self.reserved.is_empty() {
            self.confirmed(lead, counter);
        }
        self.refresh_full(counter, at);
        self.wake_when_clear(counter, was_full, at);
    }

    /// Counts what is known under a cap anew, in the windows it has from now on. O(n) in counters and leads.
    pub(super) fn cap_recounted(
        &mut self,
        CapRecounted { cap, from, until, window }: CapRecounted,
        at: Timestamp,
    ) {
        for index in 0..self.counters.len() {
            let Some(counter) = CounterSlot::from_index(index) else { break };
            if self.counter(counter).is_none_or(|row| row.cap != cap) {
                continue;
            }
            let counts = self.leads.iter().flatten().flat_map(|row| &row.counted);
            let held = counts
                .filter(|count| count.counter == counter)
                .map(|count| (count.at, count.amount))
                .collect();
            if let Some(row) = self.counters.get_mut(index) {
                row.count_anew((from, until), window, held, at);
            }
            self.refresh_full(counter, at);
        }
    }

    /// It has been said that a counter is full, or no longer.
    pub(super) fn cap_told(&mut self, counter: CounterSlot, reached: bool) {
        if let Some(row) = self.counters.get_mut(counter.index()) {
            row.reached = reached;
        }
        self.watch_counter(counter);
    }

    /// Sets the time at which something is to be said of a counter.
    fn watch_counter(&mut self, counter: CounterSlot) {
        let Some(due) = self.counter_due(counter) else { return };
        let Some(row) = self.counters.get_mut(counter.index()).filter(|row| row.due != due) else { return };
        self.timers.remove(row.due, Due::Counter(counter));
        self.timers.insert(due, Due::Counter(counter));
        row.due = due;
    }

    /// When something is to be said of a counter.
    pub(in crate::state) fn counter_due(&self, counter: CounterSlot) -> Option<Timestamp> {
        let row = self.counter(counter)?;
        Some(row.news_at(self.full_from(row.cap, row.agent), self.clock))
    }

    /// Files a counter as full or not.
    pub(in crate::state) fn refresh_full(&mut self, counter: CounterSlot, at: Timestamp) {
        self.watch_counter(counter);
        let Some(cap) = self.counter(counter).map(|row| row.cap) else { return };
        let full = self.is_full(counter, at);
        let Some(index) = self.caps.get_mut(cap.index()) else { return };
        match (index.full.binary_search(&counter), full) {
            (Err(place), true) => index.full.insert(place, counter),
            (Ok(place), false) => {
                index.full.remove(place);
            }
            _ => {}
        }
    }

    fn is_full(&self, counter: CounterSlot, at: Timestamp) -> bool {
        self.counter(counter).is_some_and(|row| row.used(at) >= self.full_from(row.cap, row.agent))
    }

    /// Has the queues for which a counter may matter looked at when it has room again: now, if it has just come to
    /// have some, and at the latest when time alone makes room.
    pub(super) fn wake_when_clear(&mut self, counter: CounterSlot, was_full: bool, at: Timestamp) {
        let full = self.is_full(counter, at);
        let Some(row) = self.counter(counter) else { return };
        let clears = match (was_full, full) {
            (_, true) => row.clears_at(self.full_from(row.cap, row.agent)),
            (true, false) => Some(at),
            // Some leads may not fit.
            (false, false) if self.looks_closely(row.cap) => row.falls_at(at),
            (false, false) => None,
        };
        let agent = row.agent;
        if let Some(clears) = clears {
            self.wake_for_counter(agent, clears);
        }
    }

    fn wake_for_counter(&mut self, agent: Option<AgentSlot>, at: Timestamp) {
        match agent {
            Some(agent) => self.wake_queues_of(agent, at),
            None => self.wake_all(at),
        }
    }

    /// More of a cap on its pace opens at an instant, for leads that wait.
    pub(super) fn paced(&mut self, Paced { counter, opens_at }: Paced) {
        if let Some(agent) = self.counter(counter).map(|row| row.agent) {
            self.wake_for_counter(agent, opens_at);
        }
    }

    pub(super) fn reserve_under(&mut self, Reserved { lead, counter, until }: Reserved) {
        self.on_reservations(lead, |own| own.push(Reservation { counter, until }));
    }

    /// What is reserved for a lead under a counter stays, or goes, by another word than time's.
    pub(super) fn confirmed(&mut self, lead: LeadSlot, counter: CounterSlot) {
        self.on_reservations(lead, |own| own.retain(|own| own.counter != counter));
    }

    fn is_close(&self, counter: CounterSlot) -> bool {
        self.counter(counter).is_some_and(|row| self.looks_closely(row.cap))
    }
}
