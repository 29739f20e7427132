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
    /// How many, or how much; of a rolling window, as of the last count.
    pub(crate) count: u64,
    /// The instants counted at, oldest first, for a window that ends.
    pub(crate) log: VecDeque<Timestamp>,
    /// What each of them counted as; empty where they are all 1.
    pub(crate) amounts: VecDeque<u32>,
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
            amounts: VecDeque::new(),
            reached: false,
            due: Timestamp::MAX,
        }
    }

    /// How many, or how much, is counted at an instant.
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
                if self.amounts.is_empty() {
                    number(self.log.len().saturating_sub(gone))
                } else {
                    self.count.saturating_sub(sum(self.amounts.iter().take(gone)))
                }
            }
        }
    }

    /// The first instant after `at` at which less than `limit` is counted, if time alone brings it.
    pub(crate) fn clears_at(&self, limit: u64) -> Option<Timestamp> {
        if limit == 0 {
            return None;
        }
        match self.window {
            CounterWindow::Fixed => (self.until < Timestamp::MAX).then_some(self.until),
            CounterWindow::Open => None,
            CounterWindow::Rolling(span) => {
                let nth = if self.amounts.is_empty() {
                    self.log.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX))
                } else {
                    let mut left = self.count;
                    let falls_below = |amount: &u32| {
                        left = left.saturating_sub(u64::from(*amount));
                        left < limit
                    };
                    self.amounts.iter().position(falls_below)?
                };
                self.log.get(nth).map(|counted| counted.plus(span))
            }
        }
    }

    /// The next instant after `at` at which less is counted, if time alone brings it.
    pub(crate) fn falls_at(&self, at: Timestamp) -> Option<Timestamp> {
        match self.window {
            CounterWindow::Fixed => (at < self.until && self.until < Timestamp::MAX).then_some(self.until),
            CounterWindow::Open => None,
            CounterWindow::Rolling(span) => {
                let gone = self.log.partition_point(|counted| counted.plus(span) <= at);
                self.log.get(gone).map(|counted| counted.plus(span))
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

    pub(crate) fn count(
        &mut self,
        (at, amount): (Timestamp, u32),
        (from, until): (Timestamp, Timestamp),
        window: CounterWindow,
    ) {
        let other = self.window != window || self.from != from || self.until != until;
        match window {
            CounterWindow::Fixed if other => self.empty(),
            CounterWindow::Open if self.window != window => self.empty(),
            CounterWindow::Rolling(span) => {
                while self.log.front().is_some_and(|counted| counted.plus(span) <= at) {
                    self.log.pop_front();
                    let gone = self.amounts.pop_front();
                    self.count = self.count.saturating_sub(u64::from(gone.unwrap_or(1)));
                }
            }
            _ => {}
        }
        self.window = window;
        self.from = from;
        self.until = until;
        self.count = self.count.saturating_add(u64::from(amount));
        if self.keeps_log() {
            if amount != 1 || !self.amounts.is_empty() {
                self.amounts.resize(self.log.len(), 1);
                self.amounts.push_back(amount);
            }
            self.log.push_back(at);
        }
    }

    fn empty(&mut self) {
        self.count = 0;
        self.log.clear();
        self.amounts.clear();
    }

    /// Counts what is known in another window: the instants kept, or those of the leads still held where none are, each
    /// with what it counted as.
    pub(crate) fn count_anew(
        &mut self,
        (from, until): (Timestamp, Timestamp),
        window: CounterWindow,
        mut held: Vec<(Timestamp, u32)>,
        now: Timestamp,
    ) {
        held.sort_unstable();
        let open = sum(held.iter().map(|(_, amount)| amount));
        let log = if self.keeps_log() { self.logged() } else { Vec::new() };
        let known = both_of(log, held);
        (self.window, self.from, self.until) = (window, from, until);
        let known: Vec<_> = known.into_iter().filter(|(counted, _)| self.counts_at(*counted, now)).collect();
        self.empty();
        self.count = sum(known.iter().map(|(_, amount)| amount));
        if self.keeps_log() {
            self.log = known.iter().map(|(counted, _)| *counted).collect();
            if known.iter().any(|(_, amount)| *amount != 1) {
                self.amounts = known.iter().map(|(_, amount)| *amount).collect();
            }
        }
        if window == CounterWindow::Open {
            self.count = open;
        }
    }

    /// What is counted, each with its instant, in order.
    fn logged(&self) -> Vec<(Timestamp, u32)> {
        let amounts = self.amounts.iter().copied().chain(core::iter::repeat(1));
        let mut logged: Vec<_> = self.log.iter().copied().zip(amounts).collect();
        logged.sort_unstable();
        logged
    }

    /// Whether the instants are kept: not of what counts for ever, nor of what is counted by itself.
    fn keeps_log(&self) -> bool {
        match self.window {
            CounterWindow::Fixed => self.until < Timestamp::MAX,
            CounterWindow::Open => false,
            CounterWindow::Rolling(_) => true,
        }
    }

    pub(crate) fn uncount(&mut self, counted_at: Timestamp, amount: u32) {
        if !self.keeps_log() {
            self.count = self.count.saturating_sub(u64::from(amount));
            return;
        }
        let Ok(mut place) = self.log.binary_search(&counted_at) else { return };
        if !self.amounts.is_empty() {
            let first = self.log.partition_point(|counted| *counted < counted_at);
            let same = self.log.iter().zip(&self.amounts).skip(first);
            let same = same.take_while(|(counted, _)| **counted == counted_at);
            let Some(beyond) = same.map(|(_, own)| *own).position(|own| own == amount) else { return };
            place = first.saturating_add(beyond);
            self.amounts.remove(place);
        }
        self.log.remove(place);
        self.count = self.count.saturating_sub(u64::from(amount));
    }
}

fn number(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

fn sum<'a>(amounts: impl Iterator<Item = &'a u32>) -> u64 {
    amounts.fold(0, |sum, amount| sum.saturating_add(u64::from(*amount)))
}

/// What is in the one or the other, as often as where it is more often. Both are in order.
fn both_of(mut log: Vec<(Timestamp, u32)>, held: Vec<(Timestamp, u32)>) -> Vec<(Timestamp, u32)> {
    let mut more = Vec::new();
    let mut left = log.iter().peekable();
    for own in held {
        while left.peek().is_some_and(|other| **other < own) {
            left.next();
        }
        match left.peek() {
            Some(other) if **other == own => drop(left.next()),
            _ => more.push(own),
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
            row.count((second(n), 1), (second(n), Timestamp::MAX), window);
        }
        assert_eq!(row.used(second(9)), 3);
        assert_eq!(row.used(second(10)), 2, "ten seconds later the first is out");
        assert_eq!(row.clears_at(3), Some(second(10)));
        assert_eq!(row.clears_at(2), Some(second(13)));
        row.uncount(second(3), 1);
        assert_eq!(row.clears_at(2), Some(second(10)));
    }

    #[test]
    fn what_is_known_is_counted_anew_in_another_window() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        for n in [1, 4, 8] {
            row.count((second(n), 1), (second(0), second(10)), CounterWindow::Fixed);
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
        rolling.count_anew((second(0), second(10)), CounterWindow::Fixed, vec![(second(4), 1)], second(8));
        assert_eq!(rolling.used(second(8)), 1, "of the leads still held");
        row.count_anew((second(8), Timestamp::MAX), CounterWindow::Open, vec![(second(1), 1)], second(8));
        assert_eq!(row.used(second(8)), 1);
    }

    #[test]
    fn a_fixed_window_forgets_the_last_one_and_gives_back_only_its_own() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        row.count((second(1), 1), (second(0), second(10)), CounterWindow::Fixed);
        row.count((second(2), 1), (second(0), second(10)), CounterWindow::Fixed);
        assert_eq!((row.used(second(9)), row.used(second(10))), (2, 0));
        row.count((second(10), 1), (second(10), second(20)), CounterWindow::Fixed);
        row.uncount(second(1), 1);
        assert_eq!(row.used(second(11)), 1);
        assert_eq!(row.stands_in(second(1), second(11)), Some(second(10)));
        row.uncount(second(10), 1);
        assert_eq!((row.used(second(11)), row.stands_in(second(1), second(11))), (0, None));
    }

    #[test]
    fn amounts_are_summed_and_go_as_they_came() {
        let mut row = CounterRow::new(CapSlot::from_index(0).unwrap(), None, None);
        let window = CounterWindow::Rolling(Span::seconds(10));
        for (n, amount) in [(0, 1), (3, 40), (3, 2), (5, 0)] {
            row.count((second(n), amount), (second(n), Timestamp::MAX), window);
        }
        assert_eq!((row.used(second(9)), row.used(second(10))), (43, 42));
        assert_eq!((row.clears_at(43), row.clears_at(42)), (Some(second(10)), Some(second(13))));
        assert_eq!(
            row.clears_at(3),
            Some(second(13)),
            "40 and 2 leave at the same instant, and either is too much alone"
        );
        row.uncount(second(3), 2);
        assert_eq!((row.used(second(9)), row.used(second(13))), (41, 0));
        row.count((second(14), 7), (second(14), Timestamp::MAX), window);
        assert_eq!((row.used(second(14)), row.falls_at(second(14))), (7, Some(second(15))));
        row.count_anew(
            (second(0), second(20)),
            CounterWindow::Fixed,
            vec![(second(14), 7), (second(1), 9)],
            second(14),
        );
        assert_eq!(row.used(second(14)), 16, "what is kept, and what is held beside it");
    }
}
