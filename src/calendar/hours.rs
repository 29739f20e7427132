//! The questions a calendar answers.

use std::sync::Arc;

use super::civil::{DAY, day_of, midnight};
use super::compile;
use super::doc::{CalendarDoc, HolidaySetDoc};
use super::fault::CalendarFault;
use super::pattern::Pattern;
use super::zone::Zone;
use crate::id::Name;
use crate::time::{Span, Timestamp};

/// How many days a question looks ahead for the next change.
const HORIZON_DAYS: i64 = 4 * 366;

/// Working hours, checked and ready to be asked.
///
/// A block is open from the instant of its `from`, as an [`Edge::Open`](super::Edge::Open), up to but without that of
/// its `until`, as an [`Edge::Close`](super::Edge::Close); [`Zone`] says what that means where the clocks change. The
/// calendar is open where any block is: blocks that touch or overlap are one stretch.
///
/// Questions about the future look up to four years past the last open time they found. What lies beyond is *never*.
#[derive(Clone, Debug)]
pub struct Calendar {
    id: Name,
    zone: Zone,
    pattern: Arc<Pattern>,
}

impl Calendar {
    /// The calendar a document describes.
    ///
    /// # Errors
    /// Every fault there is, in the order of the document: an unknown zone, malformed times and dates, dates that
    /// appear twice, blocks that overlap, a calendar that is never open.
    pub fn compile(doc: &CalendarDoc) -> Result<Calendar, Vec<CalendarFault>> {
        Calendar::compile_with(doc, &[])
    }

    /// The calendar a document describes that keeps some of these holiday sets.
    ///
    /// ```
    /// use fairdeal::calendar::{Calendar, CalendarDoc, HolidaySetDoc};
    /// let doc: CalendarDoc = serde_json::from_str(r#"{
    ///     "id": "office", "zone": "America/Chicago", "holiday_sets": ["us"],
    ///     "weekly": [{"days": ["thu", "fri"], "blocks": [{"from": "09:00", "until": "17:00"}]}],
    ///     "exceptions": [{"date": "2026-11-27", "removed": [{"from": "12:00", "until": "17:00"}]}]
    /// }"#)?;
    /// let us: HolidaySetDoc = serde_json::from_str(r#"{"id": "us", "dates": [{"date": "2026-11-26"}]}"#)?;
    /// let office = Calendar::compile_with(&doc, &[us]).map_err(|faults| faults[0].to_string())?;
    /// let thursday = "2026-11-26T15:00:00Z".parse()?;
    /// assert_eq!(office.next_open(thursday), Some("2026-11-27T15:00:00Z".parse()?));
    /// assert_eq!(office.next_close("2026-11-27T15:00:00Z".parse()?), Some("2026-11-27T18:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As of [`Calendar::compile`], and a holiday set that is not there. What is wrong with a set is not said here.
    pub fn compile_with(doc: &CalendarDoc, sets: &[HolidaySetDoc]) -> Result<Calendar, Vec<CalendarFault>> {
        let (zone, pattern) = compile::compile(doc, sets)?;
        Ok(Calendar { id: doc.id.clone(), zone, pattern: Arc::new(pattern) })
    }

    /// The same hours by the wall clock of another zone.
    #[must_use]
    pub fn in_zone(&self, zone: &Zone) -> Calendar {
        Calendar { zone: zone.clone(), ..self.clone() }
    }

    /// What the policy calls it.
    #[must_use]
    pub fn id(&self) -> &Name {
        &self.id
    }

    /// The zone its times are read in.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Whether it is open at an instant.
    ///
    /// # Complexity
    /// Some tens of nanoseconds, no allocation.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        let reading = self.zone.reading(at.as_millis());
        let last = day_of(reading.high);
        let mut day = self.first_day(reading.low);
        while day <= last {
            let start = midnight(day);
            let (low, high) = (reading.low.saturating_sub(start), reading.high.saturating_sub(start));
            if self.pattern.on(day).iter().any(|block| block.from <= high && low < block.until) {
                return true;
            }
            day = day.saturating_add(1);
        }
        false
    }

    /// The first open instant at or after `at`: `at` itself where it is open.
    ///
    /// `None` if nothing opens within four years, or before [`Timestamp::MAX`].
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        if self.is_open(at) {
            return Some(at);
        }
        let (start, _) = self.pieces(at, HORIZON_DAYS).next()?;
        Timestamp::from_millis(start).ok()
    }

    /// The first instant at or after `at` at which it is closed: `at` itself where it is closed.
    ///
    /// `None` if it stays open for four years, or up to [`Timestamp::MAX`].
    #[must_use]
    pub fn next_close(&self, at: Timestamp) -> Option<Timestamp> {
        if self.pattern.always() {
            return None;
        }
        let mut closes = at.as_millis();
        let horizon = closes.saturating_add(HORIZON_DAYS.saturating_mul(DAY));
        for (start, end) in self.pieces(at, HORIZON_DAYS) {
            if start > closes {
                break;
            }
            closes = end;
            if closes > horizon {
                return None;
            }
        }
        Timestamp::from_millis(closes).ok()
    }

    /// The end of the open time `at` lies in; `None` where it is closed.
    ///
    /// [`Timestamp::MAX`], which reads "never", if it stays open for four years.
    #[must_use]
    pub fn open_until(&self, at: Timestamp) -> Option<Timestamp> {
        self.is_open(at).then(|| self.next_close(at).unwrap_or(Timestamp::MAX))
    }

    /// The block that is open at an instant: its first instant and the first one after it; `None` where it is closed.
    ///
    /// Blocks that touch are two. Where blocks overlap, the later one begins when the earlier one ends.
    ///
    /// # Complexity
    /// As [`is_open`](Calendar::is_open).
    #[must_use]
    pub fn block_at(&self, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let at = at.as_millis();
        let reading = self.zone.reading(at);
        let last = day_of(reading.high);
        // A block of the day before may have begun where one from the day before that ended.
        let mut day = self.first_day(reading.low).saturating_sub(1);
        let mut reached = i64::MIN;
        while day <= last {
            let base = midnight(day);
            for block in self.pattern.on(day) {
                let start = self.zone.opens(base.saturating_add(block.from)).max(reached);
                let end = self.zone.closes(base.saturating_add(block.until));
                if start >= end {
                    continue;
                }
                if start <= at && at < end {
                    return Some((Timestamp::clamped(start), Timestamp::clamped(end)));
                }
                reached = end;
            }
            day = day.saturating_add(1);
        }
        None
    }

    /// The instant by which it has been open for `span` since `at`: the earliest one, so a span that is used up when
    /// it closes ends then and not when it opens again. No span ends at `at` itself, open or not.
    ///
    /// `None` if nothing opens for four years before the span is used up, or it ends after [`Timestamp::MAX`].
    ///
    /// # Complexity
    /// Linear in the days walked.
    #[must_use]
    pub fn add_business(&self, at: Timestamp, span: Span) -> Option<Timestamp> {
        let mut left = span.as_millis();
        if left == 0 {
            return Some(at);
        }
        if self.pattern.always() {
            return Timestamp::from_millis(at.as_millis().saturating_add(left)).ok();
        }
        for (start, end) in self.pieces(at, HORIZON_DAYS) {
            let open = end.saturating_sub(start);
            if left <= open {
                return Timestamp::from_millis(start.saturating_add(left)).ok();
            }
            left = left.saturating_sub(open);
        }
        None
    }

    /// How long it is open from `from` up to `until`; nothing if `until` is not later.
    ///
    /// `business_between(t, add_business(t, span)?) == span` for every instant and span.
    ///
    /// # Complexity
    /// Linear in the days walked.
    #[must_use]
    pub fn business_between(&self, from: Timestamp, until: Timestamp) -> Span {
        if self.pattern.always() {
            return until.since(from);
        }
        let last = until.as_millis();
        let mut open = 0_i64;
        for (start, end) in self.pieces(from, i64::MAX) {
            if start >= last {
                break;
            }
            open = open.saturating_add(end.min(last).saturating_sub(start));
        }
        Span::millis(u64::try_from(open).unwrap_or(0))
    }

    /// The open time from `at` on, giving up after so many days without any.
    fn pieces(&self, at: Timestamp, patience: i64) -> Pieces<'_> {
        let reached = at.as_millis();
        let day = self.first_day(self.zone.reading(reached).low);
        Pieces { calendar: self, day, slot: 0, reached, patience, idle: 0 }
    }

    /// The first day on which a block can begin that has not ended by a wall time.
    fn first_day(&self, wall: i64) -> i64 {
        day_of(wall).saturating_sub(i64::from(self.pattern.overnight()))
    }
}

/// Open time in order, each piece after the one before, possibly touching it; in milliseconds, half-open.
struct Pieces<'a> {
    calendar: &'a Calendar,
    /// The day whose blocks are looked at.
    day: i64,
    /// The next of its blocks.
    slot: usize,
    /// What lies before this is done with.
    reached: i64,
    patience: i64,
    /// Days since the last piece.
    idle: i64,
}

impl Iterator for Pieces<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        let (zone, pattern) = (&self.calendar.zone, &self.calendar.pattern);
        let last = day_of(Timestamp::MAX.as_millis()).saturating_add(2);
        while self.day <= last && self.idle <= self.patience {
            let base = midnight(self.day);
            let Some(block) = pattern.on(self.day).get(self.slot) else {
                let through = pattern.open_through(self.day).unwrap_or(i64::MIN).min(last);
                self.day = self.day.saturating_add(1);
                self.slot = 0;
                self.idle = self.idle.saturating_add(1);
                // Days and days without a gap are one piece. The last of them may reach further than midnight.
                let resume = through.saturating_sub(1);
                if resume > self.day {
                    self.day = resume;
                    let start = self.reached;
                    let end = zone.opens(midnight(through));
                    if start < end {
                        self.reached = end;
                        self.idle = 0;
                        return Some((start, end));
                    }
                }
                continue;
            };
            self.slot = self.slot.saturating_add(1);
            let start = zone.opens(base.saturating_add(block.from)).max(self.reached);
            let end = zone.closes(base.saturating_add(block.until));
            if start < end {
                self.reached = end;
                self.idle = 0;
                return Some((start, end));
            }
        }
        None
    }
}
