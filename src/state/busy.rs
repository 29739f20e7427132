//! When an agent held a lead or had one on offer: what idle time adds up from.

use serde::{Deserialize, Serialize};

use crate::rank::IdleInAll;
use crate::time::{Span, Timestamp};

/// One agent's spells of work, as far back as the policy looks. A spell runs from the first lead held to the end of
/// the last, of whatever queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Busy {
    /// Written down since then: nobody was idle before.
    from: Timestamp,
    /// Spells that are over, one after the other: first instant, first instant after.
    over: Vec<(Timestamp, Timestamp)>,
    /// When the present spell began.
    since: Option<Timestamp>,
}

impl Busy {
    pub(crate) fn new(from: Timestamp, busy: bool) -> Busy {
        Busy { from, over: Vec::new(), since: busy.then_some(from) }
    }

    /// A first lead is held, or a last one no longer. Spells that ended longer ago than `kept` are dropped.
    pub(crate) fn set(&mut self, busy: bool, at: Timestamp, kept: Span) {
        match (self.since, busy) {
            (None, true) => self.since = Some(at),
            (Some(since), false) => {
                self.since = None;
                let past = self.over.partition_point(|(_, until)| *until <= at.minus(kept));
                self.over.drain(..past);
                if since < at {
                    self.over.push((since, at));
                }
            }
            _ => {}
        }
    }

    /// What was dropped before is missing when the policy looks further back than it did.
    pub(crate) fn known_from(&mut self, from: Timestamp) {
        self.from = self.from.max(from);
    }

    /// How the time without a lead since an instant adds up from now on, until a spell begins or ends. O(spells since then).
    pub(crate) fn idle_since(&self, from: Timestamp) -> IdleInAll {
        let from = from.max(self.from);
        match self.since {
            Some(since) => IdleInAll::Stopped(self.idle(from, since.max(from))),
            // Idle time at `now` is `now` less this.
            None => IdleInAll::Running(from.plus(self.busy(from, Timestamp::MAX))),
        }
    }

    /// The time without a lead between two instants. O(spells since the first).
    pub(crate) fn idle(&self, from: Timestamp, now: Timestamp) -> Span {
        let from = from.max(self.from);
        now.since(from).minus(self.busy(from, now))
    }

    /// The time with a lead between two instants, the first being no earlier than what is written down.
    fn busy(&self, from: Timestamp, now: Timestamp) -> Span {
        let first = self.over.partition_point(|(_, until)| *until <= from);
        let spells = self.over.iter().skip(first).copied().chain(self.since.map(|since| (since, now)));
        spells.fold(Span::ZERO, |sum, (since, until)| sum.plus(until.since(since.max(from))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_time_is_what_no_spell_covers() {
        let at = |s| Timestamp::clamped(0).plus(Span::seconds(s));
        let mut busy = Busy::new(at(100), false);
        assert_eq!(busy.idle(at(0), at(160)), Span::seconds(60), "not before it was written down");
        busy.set(true, at(110), Span::hours(1));
        busy.set(true, at(115), Span::hours(1));
        assert_eq!(busy.idle(at(0), at(160)), Span::seconds(10));
        busy.set(false, at(130), Span::hours(1));
        assert_eq!(busy.idle(at(0), at(160)), Span::seconds(40));
        assert_eq!(busy.idle(at(120), at(160)), Span::seconds(30));
        busy.set(true, at(5_000), Span::hours(1));
        busy.set(false, at(5_000), Span::hours(1));
        assert_eq!(busy.over, [], "long ago, and no time at all");
    }

    #[test]
    fn how_idle_time_adds_up_says_it_at_any_instant() {
        let at = |s| Timestamp::clamped(0).plus(Span::seconds(s));
        let mut busy = Busy::new(at(100), false);
        for now in [110, 130, 150, 151, 180, 200] {
            for from in [0, 100, 105, 120, 140] {
                let said = match busy.idle_since(at(from)) {
                    IdleInAll::Running(since) => at(now).since(since),
                    IdleInAll::Stopped(idle) => idle,
                };
                assert_eq!(said, busy.idle(at(from), at(now)), "{from} {now}");
            }
            busy.set(now % 20 == 10, at(now), Span::hours(1));
        }
    }
}
