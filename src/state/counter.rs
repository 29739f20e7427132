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
    /// How many; of a rolling window, as of the last count.
    pub(crate) count: u64,
    /// The instants counted at, oldest first, for a window that ends.
    pub(crate) log: VecDeque<Timestamp>,
    /// Whether it has been said to be full.
    pub(crate) reached: bool,
    /// When something is to be said of it; computed.
    #[serde(skip, default = "never")]
    pub(crate) due: Timestamp,
}

fn never() -> Timestamp {
    Timestamp::MAX
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
            reached: false,
            due: Timestamp::MAX,
        }
    }

    /// How many are counted at an instant.
    pub(crate) fn used(&self, at: Timestamp) -> u64 {
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
                u64::try_from(self.log.len().saturating_sub(gone)).unwrap_or(u64::MAX)
            }
        }
    }

    /// The first instant after `at` at which fewer than `limit` are counted, if time alone brings it.
    pub(crate) fn clears_at(&self, limit: u64) -> Option<Timestamp> {
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

    /// Whether what was counted at an instant still counts at a later one.
    pub(crate) fn counts_at(&self, counted_at: Timestamp, at: Timestamp) -> bool {
        match self.window {
            CounterWindow::Fixed => self.from <= counted_at && counted_at < self.until && at < self.until,
            CounterWindow::Open => true,
            CounterWindow::Rolling(span) => at < counted_at.plus(span),
        }
    }

    /// The instant to give back in the current window what was counted at another: that very one where it still counts,
    /// the oldest of the window otherwise; none where nothing is counted.
    pub(crate) fn stands_in(&self, counted_at: Timestamp, at: Timestamp) -> Option<Timestamp> {
        if self.counts_at(counted_at, at) {
            return Some(counted_at);
        }
        match self.window {
            CounterWindow::Fixed if self.counts_at(self.from, at) => self.log.front().copied(),
            _ => None,
        }
    }

    /// When it is to be said that it is full, or no longer, if nothing happens before. A limit of 0 is full from the
    /// first count on: where nothing can be counted, nothing is said.
    pub(crate) fn news_at(&self, limit: u64, now: Timestamp) -> Timestamp {
        let limit = limit.max(1);
        let full = self.used(now) >= limit;
        match (self.reached, self.window) {
            (false, _) if full => now,
            (false, _) => Timestamp::MAX,
            (true, CounterWindow::Fixed) => self.until,
            (true, _) if !full => now,
            (true, _) => self.clears_at(limit).unwrap_or(Timestamp::MAX),
        }
    }

    pub(crate) fn count(&mut self, at: Timestamp, from: Timestamp, until: Timestamp, window: CounterWindow) {
        let other = self.window != window || self.from != from || self.until != until;
        match window {
            CounterWindow::Fixed if other => {
                self.count = 0;
                self.log.clear();
            }
            CounterWindow::Open if self.window != window => {
                self.count = 0;
                self.log.clear();
            }
            CounterWindow::Rolling(span) => {
                while self.log.front().is_some_and(|counted| counted.plus(span) <= at) {
                    self.log.pop_front();
                }
            }
            _ => {}
        }
        self.window = window;
        self.from = from;
        self.until = until;
        self.count = self.count.saturating_add(1);
        if self.keeps_log() {
            self.log.push_back(at);
            self.count = u64::try_from(self.log.len()).unwrap_or(u64::MAX);
        }
    }

    /// Counts what is known in another window: the instants kept, or those of the leads still held where none are.
    pub(crate) fn count_anew(
        &mut self,
        (from, until): (Timestamp, Timestamp),
        window: CounterWindow,
        mut held: Vec<Timestamp>,
        now: Timestamp,
    ) {
        held.sort_unstable();
        let open = u64::try_from(held.len()).unwrap_or(u64::MAX);
        let log = if self.keeps_log() { core::mem::take(&mut self.log) } else { VecDeque::new() };
        let known = both_of(log, held);
        (self.window, self.from, self.until) = (window, from, until);
        self.log = known.into_iter().filter(|counted| self.counts_at(*counted, now)).collect();
        self.count = u64::try_from(self.log.len()).unwrap_or(u64::MAX);
        if !self.keeps_log() {
            self.log.clear();
        }
        if window == CounterWindow::Open {
            self.count = open;
        }
    }

    /// Whether the instants are kept: not of what counts for ever, nor of what is counted by itself.
    fn keeps_log(&self) -> bool {
        match self.window {
            CounterWindow::Fixed => self.until < Timestamp::MAX,
            CounterWindow::Open => false,
            CounterWindow::Rolling(_) => true,
        }
    }

    pub(crate) fn uncount(&mut self, counted_at: Timestamp) {
        if !self.keeps_log() {
            self.count = self.count.saturating_sub(1);
        } else if let Ok(place) = self.log.binary_search(&counted_at) {
            self.log.remove(place);
            self.count = u64::try_from(self.log.len()).unwrap_or(u64::MAX);
        }
    }
}

/// Instants that are in the one or the other, as often as where they are more often. Both are in order.
fn both_of(log: VecDeque<Timestamp>, held: Vec<Timestamp>) -> Vec<Timestamp> {
    let mut log: Vec<Timestamp> = log.into();
    let mut more = Vec::new();
    let mut left = log.iter().peekable();
    for at in held {
        while left.peek().is_some_and(|other| **other < at) {
            left.next();
        }
        match left.peek() {
            Some(other) if **other == at => drop(left.next()),
            _ => more.push(at),
        }
    }
    log.append(&mut more);
    log.sort_unstable();
    log
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
    fn what_is_known_is_counted_anew_in_another_window() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        for n in [1, 4, 8] {
            row.count(second(n), second(0), second(10), CounterWindow::Fixed);
        }
        let mut shorter = row.clone();
        shorter.count_anew((second(4), second(9)), CounterWindow::Fixed, Vec::new(), second(8));
        assert_eq!((shorter.used(second(8)), shorter.used(second(9))), (2, 0));
        let mut rolling = row.clone();
        let span = CounterWindow::Rolling(Span::seconds(5));
        rolling.count_anew((second(8), Timestamp::MAX), span, Vec::new(), second(8));
        assert_eq!((rolling.used(second(8)), rolling.clears_at(2)), (2, Some(second(9))));
        rolling.count_anew((Timestamp::MIN, Timestamp::MAX), CounterWindow::Fixed, Vec::new(), second(8));
        assert_eq!(rolling.used(second(100)), 2, "for ever, and no longer known when");
        rolling.count_anew((second(0), second(10)), CounterWindow::Fixed, vec![second(4)], second(8));
        assert_eq!(rolling.used(second(8)), 1, "of the leads still held");
        row.count_anew((second(8), Timestamp::MAX), CounterWindow::Open, vec![second(1)], second(8));
        assert_eq!(row.used(second(8)), 1);
    }

    #[test]
    fn a_fixed_window_forgets_the_last_one_and_gives_back_only_its_own() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        row.count(second(1), second(0), second(10), CounterWindow::Fixed);
        row.count(second(2), second(0), second(10), CounterWindow::Fixed);
        assert_eq!((row.used(second(9)), row.used(second(10))), (2, 0));
        row.count(second(10), second(10), second(20), CounterWindow::Fixed);
        row.uncount(second(1));
        assert_eq!(row.used(second(11)), 1);
        assert_eq!(row.stands_in(second(1), second(11)), Some(second(10)));
        row.uncount(second(10));
        assert_eq!((row.used(second(11)), row.stands_in(second(1), second(11))), (0, None));
    }
}
