//! When an agent held a lead or had one on offer: what idle time adds up from.

use serde::{Deserialize, Serialize};

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

    /// The time without a lead between two instants. O(spells since the first).
    pub(crate) fn idle(&self, from: Timestamp, now: Timestamp) -> Span {
        let from = from.max(self.from);
        let first = self.over.partition_point(|(_, until)| *until <= from);
        let spells = self.over.iter().skip(first).copied().chain(self.since.map(|since| (since, now)));
        let busy = spells.fold(Span::ZERO, |sum, (since, until)| sum.plus(until.since(since.max(from))));
        now.since(from).minus(busy)
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
}
