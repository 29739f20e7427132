//! Counters under caps: how many leads in which window.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::event::CounterWindow;
use crate::id::{AgentSlot, CapSlot};
use crate::time::Timestamp;

/// One counter: a cap, and the agent, team, queue and attribute values it counts apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CounterRow {
    pub(crate) cap: CapSlot,
    pub(crate) agent: Option<AgentSlot>,
    pub(crate) label: Option<Arc<str>>,
    pub(crate) window: CounterWindow,
    /// The window counted in, for a fixed one.
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    /// How many, for a fixed window or for leads held.
    pub(crate) count: u32,
    /// The instants counted at, oldest first, for a rolling window.
    pub(crate) log: VecDeque<Timestamp>,
}

impl CounterRow {
    pub(crate) fn new(cap: CapSlot, agent: Option<AgentSlot>, label: Option<Arc<str>>) -> CounterRow {
        CounterRow {
            cap,
            agent,
            label,
            window: CounterWindow::Fixed,
            from: Timestamp::MIN,
            until: Timestamp::MIN,
            count: 0,
            log: VecDeque::new(),
        }
    }

    /// How many are counted at an instant.
    pub(crate) fn used(&self, at: Timestamp) -> u32 {
        match self.window {
            CounterWindow::Fixed => {
                if self.from <= at && at < self.until {
                    self.count
                } else {
                    0
                }
            }
            CounterWindow::Open => self.count,
            CounterWindow::Rolling(span) => {
                let gone = self.log.partition_point(|counted| counted.plus(span) <= at);
                u32::try_from(self.log.len().saturating_sub(gone)).unwrap_or(u32::MAX)
            }
        }
    }

    /// The first instant after `at` at which fewer than `limit` are counted, if time alone brings it.
    pub(crate) fn clears_at(&self, limit: u32) -> Option<Timestamp> {
        if limit == 0 {
            return None;
        }
        match self.window {
            CounterWindow::Fixed => (self.until < Timestamp::MAX).then_some(self.until),
            CounterWindow::Open => None,
            CounterWindow::Rolling(span) => {
                let nth = self.log.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
                self.log.get(nth).map(|counted| counted.plus(span))
            }
        }
    }

    pub(crate) fn count(&mut self, at: Timestamp, from: Timestamp, until: Timestamp, window: CounterWindow) {
        match window {
            CounterWindow::Fixed => {
                if self.window != window || self.from != from || self.until != until {
                    self.count = 0;
                }
                self.count = self.count.saturating_add(1);
            }
            CounterWindow::Open => {
                if self.window != window {
                    self.count = 0;
                }
                self.count = self.count.saturating_add(1);
            }
            CounterWindow::Rolling(span) => {
                while self.log.front().is_some_and(|counted| counted.plus(span) <= at) {
                    self.log.pop_front();
                }
                self.log.push_back(at);
            }
        }
        if !matches!(window, CounterWindow::Rolling(_)) {
            self.log.clear();
        }
        self.window = window;
        self.from = from;
        self.until = until;
    }

    pub(crate) fn uncount(&mut self, from: Timestamp) {
        match self.window {
            CounterWindow::Fixed if self.from != from => {}
            CounterWindow::Fixed | CounterWindow::Open => self.count = self.count.saturating_sub(1),
            CounterWindow::Rolling(_) => {
                if let Ok(place) = self.log.binary_search(&from) {
                    self.log.remove(place);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    fn second(n: i64) -> Timestamp {
        Timestamp::clamped(n.saturating_mul(1_000).saturating_add(1_000_000))
    }

    #[test]
    fn a_rolling_window_is_half_open_and_clears_exactly() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        let window = CounterWindow::Rolling(Span::seconds(10));
        for n in [0, 3, 5] {
            row.count(second(n), second(n), Timestamp::MAX, window);
        }
        assert_eq!(row.used(second(9)), 3);
        assert_eq!(row.used(second(10)), 2, "ten seconds later the first is out");
        assert_eq!(row.clears_at(3), Some(second(10)));
        assert_eq!(row.clears_at(2), Some(second(13)));
        row.uncount(second(3));
        assert_eq!(row.clears_at(2), Some(second(10)));
    }

    #[test]
    fn a_fixed_window_forgets_the_last_one_and_gives_back_only_its_own() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        row.count(second(1), second(0), second(10), CounterWindow::Fixed);
        row.count(second(2), second(0), second(10), CounterWindow::Fixed);
        assert_eq!((row.used(second(9)), row.used(second(10))), (2, 0));
        row.count(second(10), second(10), second(20), CounterWindow::Fixed);
        row.uncount(second(0));
        assert_eq!(row.used(second(11)), 1);
    }
}
