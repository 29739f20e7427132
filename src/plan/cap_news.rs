//! Caps are full, or no longer: said once, in the history.

use crate::decide::{Answer, Draft};
use crate::event::{CounterWindow, Event};
use crate::explain::{Finding, Trace};
use crate::gate::cap;
use crate::id::{AgentSlot, CapSlot, CounterSlot};
use crate::outcome::Outcome;
use crate::state::CounterRow;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Says of all counters at once what is due: windows are over, or limits have changed. O(n) in those.
    pub(crate) fn cap_news(&mut self) -> Answer {
        let (state, now) = (self.floor.state, self.floor.now);
        let (mut full, mut reset) = (0_u32, 0_u32);
        for counter in state.counters_due(now) {
            let Some(row) = state.counter(counter) else { continue };
            if row.reached {
                self.say_reset(counter, row);
                reset = reset.saturating_add(1);
            } else {
                let (used, limit) = (row.used(now), state.limit(row.cap, row.agent));
                let of = (row.cap, row.agent, row.label.as_deref().unwrap_or_default());
                self.say_reached(counter, of, (used, limit), row.until);
                full = full.saturating_add(1);
            }
        }
        Ok(Outcome::CapsTold { full, reset })
    }

    /// After a count: says that the cap is full, if it is and that has not been said in this window.
    pub(super) fn say_if_reached(
        &mut self,
        counter: CounterSlot,
        of: (CapSlot, Option<AgentSlot>, &str),
        until: Timestamp,
    ) {
        let (used, reached) = self.counter_by_now(counter);
        let limit = self.floor.state.limit(of.0, of.1);
        if !reached && used >= self.floor.state.full_from(of.0, of.1).max(1) {
            self.say_reached(counter, of, (used, limit), until);
        }
    }

    /// After a count that has gone: says that there is room again, where there is no window to end.
    pub(super) fn say_if_reset(&mut self, counter: CounterSlot) {
        let Some(row) = self.floor.state.counter(counter) else { return };
        if row.window == CounterWindow::Fixed {
            return;
        }
        let (used, reached) = self.counter_by_now(counter);
        if reached && used < self.floor.state.full_from(row.cap, row.agent).max(1) {
            self.say_reset(counter, row);
        }
    }

    /// How many a counter holds by what this decision has written so far, and whether it has been said to be full.
    pub(super) fn counter_by_now(&self, counter: CounterSlot) -> (u64, bool) {
        let now = self.floor.now;
        let row = self.floor.state.counter(counter);
        let mut known = (row.map_or(0, |row| row.used(now)), row.is_some_and(|row| row.reached));
        for event in &*self.events {
            match event {
                Event::Counted { counter: other, amount, .. } if *other == counter => {
                    known.0 = known.0.saturating_add(u64::from(*amount));
                }
                Event::Uncounted { counter: other, counted_at, amount, .. }
                    if *other == counter && row.is_some_and(|row| row.counts_at(*counted_at, now)) =>
                {
                    known.0 = known.0.saturating_sub(u64::from(*amount));
                }
                Event::CapReached { counter: other, .. } if *other == counter => known.1 = true,
                Event::CapReset { counter: other } if *other == counter => known.1 = false,
                _ => {}
            }
        }
        known
    }

    fn say_reached(
        &mut self,
        counter: CounterSlot,
        (slot, agent, label): (CapSlot, Option<AgentSlot>, &str),
        (used, limit): (u64, u64),
        until: Timestamp,
    ) {
        self.events.push(Event::CapReached { counter, used, limit, until });
        let floor = self.floor;
        if let Some(cap) = floor.policy.caps.get(slot.index()) {
            self.trace.add(|| {
                let of = cap::counted_for(floor, agent, label);
                let until = (until < Timestamp::MAX).then_some(until);
                Finding::CapReached { cap: cap.id.clone(), of, used, limit, until }
            });
        }
    }

    fn say_reset(&mut self, counter: CounterSlot, row: &CounterRow) {
        self.events.push(Event::CapReset { counter });
        let floor = self.floor;
        if let Some(cap) = floor.policy.caps.get(row.cap.index()) {
            self.trace.add(|| {
                let of = cap::counted_for(floor, row.agent, row.label.as_deref().unwrap_or_default());
                Finding::CapReset { cap: cap.id.clone(), of }
            });
        }
    }
}
