//! What an agent's calendar does not say: leaves, and shifts beside it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// The stretches of an agent's time of which the calendar is not asked, apart from one another and in order.
///
/// An extra shift comes before a leave, whichever was entered first; of two leaves the later says why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Diary(Vec<Entry>);

/// One stretch, half-open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) what: Noted,
}

/// What the agent does in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Noted {
    Leave { reason: Option<Arc<str>> },
    Shift,
}

impl Entry {
    pub(crate) fn is_shift(&self) -> bool {
        self.what == Noted::Shift
    }

    fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// What is left of it outside a stretch.
    fn outside(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = Entry> + use<> {
        let before = Entry { until: self.until.min(from), ..self.clone() };
        let after = Entry { from: self.from.max(until), ..self.clone() };
        [before, after].into_iter().filter(|rest| rest.from < rest.until)
    }
}

impl Diary {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is noted for an instant.
    pub(crate) fn at(&self, at: Timestamp) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.covers(at))
    }

    /// The end of the leave that covers an instant, and why; leaves that touch are one.
    pub(crate) fn leave(&self, at: Timestamp) -> Option<(Timestamp, Option<&str>)> {
        let first = self.0.iter().position(|entry| entry.covers(at))?;
        let mut until = at;
        let mut why = None;
        for entry in self.0.iter().skip(first) {
            match &entry.what {
                Noted::Leave { reason } if entry.covers(until) => {
                    why = if until == at { reason.as_deref() } else { why };
                    until = entry.until;
                }
                _ => break,
            }
        }
        (until > at).then_some((until, why))
    }

    /// When the leave that covers an instant began; leaves that touch are one.
    pub(crate) fn leave_since(&self, at: Timestamp) -> Option<Timestamp> {
        let leaves = self.0.iter().filter(|entry| !entry.is_shift());
        let mut since = None;
        for entry in leaves.rev() {
            if entry.covers(since.map_or(at, |since: Timestamp| since.minus(Span::millis(1)))) {
                since = Some(entry.from);
            }
        }
        since
    }

    /// The first extra shift that begins after an instant.
    pub(crate) fn next_shift(&self, at: Timestamp) -> Option<Timestamp> {
        self.0.iter().filter(|entry| entry.is_shift()).map(|entry| entry.from).find(|from| *from > at)
    }

    /// The next instant after one at which a stretch begins or ends.
    pub(crate) fn next_turn(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns().find(|turn| *turn > at)
    }

    /// The instants at which stretches begin and end, in order.
    pub(crate) fn turns(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.0.iter().flat_map(|entry| [entry.from, entry.until])
    }

    pub(crate) fn has_shifts(&self) -> bool {
        self.0.iter().any(Entry::is_shift)
    }

    /// Drops what is over, but for the beginning of a leave that goes on.
    pub(crate) fn forget_before(&mut self, at: Timestamp) {
        let from = self.leave_since(at).unwrap_or(at);
        self.0.retain(|entry| entry.until > from);
    }

    /// Notes a stretch.
    pub(crate) fn note(&mut self, entry: Entry) {
        if entry.is_shift() {
            self.clear(entry.from, entry.until);
            self.file(entry);
            return;
        }
        // A leave leaves shifts alone and takes the place of other leaves.
        let mut parts = vec![entry];
        for shift in self.0.iter().filter(|other| other.is_shift()) {
            parts = parts.iter().flat_map(|part| part.outside(shift.from, shift.until)).collect();
        }
        for part in parts {
            self.clear(part.from, part.until);
            self.file(part);
        }
    }

    /// Has the calendar say again what is so between two instants.
    pub(crate) fn clear(&mut self, from: Timestamp, until: Timestamp) {
        self.0 = self.0.iter().flat_map(|entry| entry.outside(from, until)).collect();
    }

    /// Files a stretch that overlaps no other; those alike that touch become one.
    fn file(&mut self, entry: Entry) {
        let place = self.0.partition_point(|other| other.from < entry.from);
        self.0.insert(place, entry);
        self.0.dedup_by(|next, before| {
            let one = before.until == next.from && before.what == next.what;
            if one {
                before.until = next.until;
            }
            one
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::MIN.plus(crate::time::Span::hours(hour.unsigned_abs()))
    }

    fn leave(from: i64, until: i64, reason: &str) -> Entry {
        let reason = (!reason.is_empty()).then(|| reason.into());
        Entry { from: at(from), until: at(until), what: Noted::Leave { reason } }
    }

    fn shift(from: i64, until: i64) -> Entry {
        Entry { from: at(from), until: at(until), what: Noted::Shift }
    }

    fn diary(entries: Vec<Entry>) -> Diary {
        let mut diary = Diary::default();
        entries.into_iter().for_each(|entry| diary.note(entry));
        diary
    }

    #[test]
    fn a_shift_comes_before_a_leave_whichever_was_first() {
        let one = diary(vec![leave(9, 17, ""), shift(12, 13)]);
        assert_eq!(one, diary(vec![shift(12, 13), leave(9, 17, "")]));
        assert_eq!(one.leave(at(9)), Some((at(12), None)));
        assert_eq!(one.leave(at(12)), None);
        assert_eq!(one.leave(at(13)), Some((at(17), None)));
        assert_eq!(one.leave(at(17)), None);
        assert_eq!(one.next_shift(at(9)), Some(at(12)));
    }

    #[test]
    fn leaves_that_touch_are_one_and_the_later_says_why() {
        let own = diary(vec![leave(9, 12, "sick"), leave(12, 14, "course"), leave(10, 11, "course")]);
        assert_eq!(own.leave(at(9)), Some((at(14), Some("sick"))));
        assert_eq!(own.leave(at(10)), Some((at(14), Some("course"))));
        assert_eq!([own.leave_since(at(13)), own.leave_since(at(9))], [Some(at(9)); 2]);
        assert_eq!([own.leave_since(at(14)), own.leave_since(at(8))], [None; 2]);
        assert_eq!(diary(vec![leave(9, 12, ""), leave(11, 14, "")]), diary(vec![leave(9, 14, "")]));
    }

    #[test]
    fn what_is_cleared_is_the_calendars_word_again() {
        let mut own = diary(vec![leave(9, 17, ""), shift(12, 13)]);
        own.clear(at(11), at(14));
        assert_eq!(own, diary(vec![leave(9, 11, ""), leave(14, 17, "")]));
        own.forget_before(at(11));
        assert_eq!(own, diary(vec![leave(14, 17, "")]));
        let mut own = diary(vec![leave(8, 9, ""), leave(9, 10, "sick"), leave(10, 12, "")]);
        own.forget_before(at(11));
        assert_eq!(own.leave_since(at(11)), Some(at(8)), "it goes on");
        own.forget_before(at(12));
        assert!(own.is_empty());
    }
}
