//! The offsets of a zone as a table of integers, over every instant a `Timestamp` can hold.
//!
//! Here an instant is milliseconds since 1970-01-01T00:00:00Z and a wall time milliseconds since 1970-01-01 00:00 on
//! the zone's own clock; both can lie a little outside the years of `Timestamp`.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::civil::{DAY, SECOND};
use crate::time::Timestamp;

/// A time during which the offset from UTC stays the same, half-open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// The first instant; `i64::MIN` for the first stretch.
    pub(super) start: i64,
    /// The first instant after; `i64::MAX` for the last stretch.
    pub(super) end: i64,
    /// Wall time minus instant.
    pub(super) offset: i64,
    /// The latest wall time shown before this stretch.
    past_high: i64,
    /// The earliest wall time shown after this stretch, less one millisecond.
    future_low: i64,
}

const UTC: Stretch =
    Stretch { start: i64::MIN, end: i64::MAX, offset: 0, past_high: i64::MIN, future_low: i64::MAX };

/// What the wall clock says at an instant, with what it said before and will say again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// The earliest wall time that is not over for good: below what the clock shows only while a clock that will be
    /// set back has not been set back yet. A block has not ended if `low < until`.
    pub(super) low: i64,
    /// The latest wall time already reached: above what the clock shows only while it repeats itself after having
    /// been set back. A block has begun if `from <= high`.
    pub(super) high: i64,
}

/// Every stretch of a zone, and where to start looking.
#[derive(Debug)]
pub(super) struct Table {
    stretches: Box<[Stretch]>,
    /// Per 2^32 ms (some 50 days) since 1970: the stretch its first instant lies in.
    buckets: Box<[u16]>,
}

/// The bits of an instant that its bucket leaves out.
const BUCKET_BITS: u32 = 32;
/// How closely the zone is looked at, in seconds. No zone changes to another offset and back within a week.
const STEP: i64 = 7 * DAY / SECOND;
/// Seconds looked at before 1970 and after 2200, so that the wall clock is right at both ends.
const MARGIN: i64 = 2 * STEP;

impl Table {
    /// The table of a zone. Looks at it every seven days and bisects the weeks in which the offset changed.
    pub(super) fn of(tz: Tz) -> Table {
        let mut changes: Vec<(i64, i64)> = Vec::with_capacity(300);
        let mut at = MARGIN.saturating_neg();
        let mut offset = seconds_east(tz, at);
        let first = offset;
        let last = Timestamp::MAX.as_millis().saturating_div(SECOND).saturating_add(MARGIN);
        while at < last {
            let next = at.saturating_add(STEP);
            let then = seconds_east(tz, next);
            while offset != then {
                let (change, after) = first_change(tz, at, offset, next);
                changes.push((change, after));
                (at, offset) = (change, after);
            }
            at = next;
        }
        Self::from_changes(first, &changes)
    }

    /// The table of `first` seconds east of UTC until the first change, each change being a second and an offset.
    fn from_changes(first: i64, changes: &[(i64, i64)]) -> Table {
        let mut stretches = Vec::with_capacity(changes.len().saturating_add(1));
        let mut open = Stretch { offset: first.saturating_mul(SECOND), ..UTC };
        for &(change, offset) in changes {
            let change = change.saturating_mul(SECOND);
            open.end = change;
            stretches.push(open);
            // The last millisecond before the change showed this.
            let shown = change.saturating_add(open.offset).saturating_sub(1);
            let past_high = open.past_high.max(shown);
            open = Stretch { start: change, offset: offset.saturating_mul(SECOND), past_high, ..UTC };
        }
        stretches.push(open);
        let mut future_low = i64::MAX;
        for stretch in stretches.iter_mut().rev() {
            stretch.future_low = future_low;
            future_low = future_low.min(stretch.start.saturating_add(stretch.offset).saturating_sub(1));
        }
        let mut buckets = Vec::new();
        let mut index = 0_u16;
        let mut ends = stretches.iter().map(|stretch| stretch.end).peekable();
        let mut begin = 0_i64;
        while begin <= Timestamp::MAX.as_millis() {
            while ends.next_if(|&end| end <= begin).is_some() {
                index = index.saturating_add(1);
            }
            buckets.push(if begin == 0 { 0 } else { index });
            begin = begin.saturating_add(1 << BUCKET_BITS);
        }
        Table { stretches: stretches.into_boxed_slice(), buckets: buckets.into_boxed_slice() }
    }

    /// Where the stretch of an instant stands.
    fn position(&self, at: i64) -> usize {
        let bucket = usize::try_from(at >> BUCKET_BITS).unwrap_or(0);
        let mut index = usize::from(self.buckets.get(bucket).or(self.buckets.last()).copied().unwrap_or(0));
        while self.stretches.get(index).is_some_and(|stretch| stretch.end <= at) {
            index = index.saturating_add(1);
        }
        index
    }

    fn get(&self, index: usize) -> Stretch {
        self.stretches.get(index).copied().unwrap_or(UTC)
    }

    /// The stretch an instant lies in.
    pub(super) fn at(&self, at: i64) -> Stretch {
        self.get(self.position(at))
    }

    /// What the wall clock says at an instant.
    pub(super) fn reading(&self, at: i64) -> Reading {
        let stretch = self.at(at);
        let shown = at.saturating_add(stretch.offset);
        Reading { low: shown.min(stretch.future_low), high: shown.max(stretch.past_high) }
    }

    /// The first instant at which the clock shows this wall time or a later one.
    pub(super) fn opens(&self, wall: i64) -> i64 {
        // No zone is a day away from UTC, so nothing before this stretch shows as late a time.
        let mut index = self.position(wall.saturating_sub(DAY));
        loop {
            let stretch = self.get(index);
            if stretch.end.saturating_add(stretch.offset) > wall || stretch.end == i64::MAX {
                return wall.saturating_sub(stretch.offset).max(stretch.start);
            }
            index = index.saturating_add(1);
        }
    }

    /// The instant from which the clock only ever shows later times than this wall time.
    pub(super) fn closes(&self, wall: i64) -> i64 {
        let mut index = self.position(wall.saturating_add(DAY));
        loop {
            let stretch = self.get(index);
            if stretch.start.saturating_add(stretch.offset) <= wall || index == 0 {
                return wall.saturating_sub(stretch.offset).min(stretch.end);
            }
            index = index.saturating_sub(1);
        }
    }
}

/// Seconds east of UTC at a second since 1970, from the zone's own data.
fn seconds_east(tz: Tz, second: i64) -> i64 {
    let utc = DateTime::from_timestamp(second, 0).unwrap_or_default().naive_utc();
    i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

/// The first second after `from`, up to `to`, with another offset than `offset`, and that offset.
fn first_change(tz: Tz, from: i64, offset: i64, to: i64) -> (i64, i64) {
    let (mut same, mut other) = (from, to);
    while other.saturating_sub(same) > 1 {
        let middle = same.midpoint(other);
        if seconds_east(tz, middle) == offset { same = middle } else { other = middle }
    }
    (other, seconds_east(tz, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against chrono-tz itself, every zone there is: a change that is undone within a week would be missed.
    #[test]
    fn every_zone_has_the_offsets_of_its_data_every_thirty_hours() {
        for tz in chrono_tz::TZ_VARIANTS {
            let table = Table::of(tz);
            let mut second = -STEP;
            while second < 4_102_444_800 {
                assert_eq!(
                    table.at(second * SECOND).offset,
                    seconds_east(tz, second) * SECOND,
                    "{tz} {second}"
                );
                second += 30 * 3_600;
            }
        }
    }
}
