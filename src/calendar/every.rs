//! Counting windows of so many units, counted from a date on.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::civil::{EPOCH_FROM_CE, HOUR, MINUTE, day_number, day_of, div_floor, midnight};
use super::parse;
use super::zone::Zone;

/// What windows of several units are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Unit {
    /// Sixty seconds.
    Minute,
    /// Sixty minutes, whatever the clock shows.
    Hour,
    /// A day from local midnight.
    Day,
    /// Seven days from local midnight.
    Week,
    /// A month from local midnight.
    Month,
}

impl Unit {
    /// Whether it begins at a local midnight.
    pub(crate) const fn is_of_days(self) -> bool {
        matches!(self, Unit::Day | Unit::Week | Unit::Month)
    }
}

/// Windows of so many units each, counted from local midnight of a date on, both ways.
///
/// Minutes and hours are real time from that midnight on, so that a window is never shorter or longer than another.
/// Days, weeks and months begin at local midnight, as [`Window`](super::Window) says. A month begins on the day of the
/// date, or on its last day where it has none such: from 31 January on they begin on 31 January, 28 or 29 February and
/// 31 March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Every {
    units: u32,
    of: Unit,
    /// The date, in days since 1970-01-01.
    from: i64,
}

impl Every {
    /// So many units each, from a date `YYYY-MM-DD` between 1970 and 2200 on. None if there is no such date, or if the
    /// number is 0.
    ///
    /// ```
    /// use fairdeal::calendar::{Every, Unit, Window, Zone, bounds};
    /// let fortnights = Every::new(2, Unit::Week, "2026-01-05").map(Window::Every).ok_or("no date")?;
    /// let (start, end) = bounds(fortnights, &Zone::named("UTC")?, "2026-01-25T12:00:00Z".parse()?);
    /// assert_eq!((start.to_string(), end.to_string()), ("2026-01-19T00:00:00Z".into(), "2026-02-02T00:00:00Z".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(units: u32, of: Unit, from: &str) -> Option<Every> {
        if units == 0 {
            return None;
        }
        Some(Every { units, of, from: parse::date(from)? })
    }

    /// The window an instant lies in.
    pub(super) fn bounds(self, zone: &Zone, at: i64) -> (i64, i64) {
        let units = i64::from(self.units);
        match self.of {
            Unit::Minute => self.real(zone, at, MINUTE.saturating_mul(units)),
            Unit::Hour => self.real(zone, at, HOUR.saturating_mul(units)),
            Unit::Day => self.days(zone, at, units),
            Unit::Week => self.days(zone, at, units.saturating_mul(7)),
            Unit::Month => self.months(zone, at, units),
        }
    }

    fn real(self, zone: &Zone, at: i64, length: i64) -> (i64, i64) {
        let anchor = zone.opens(midnight(self.from));
        let nth = div_floor(at.saturating_sub(anchor), length);
        let start = anchor.saturating_add(nth.saturating_mul(length));
        (start, start.saturating_add(length))
    }

    fn days(self, zone: &Zone, at: i64, length: i64) -> (i64, i64) {
        let today = day_of(zone.reading(at).high);
        let nth = div_floor(today.saturating_sub(self.from), length);
        let first = self.from.saturating_add(nth.saturating_mul(length));
        (zone.opens(midnight(first)), zone.opens(midnight(first.saturating_add(length))))
    }

    fn months(self, zone: &Zone, at: i64, length: i64) -> (i64, i64) {
        let today = day_of(zone.reading(at).high);
        let (Some(anchor), Some(now)) = (date_of(self.from), date_of(today)) else {
            return (zone.opens(midnight(today)), zone.opens(midnight(today.saturating_add(1))));
        };
        let begins = |nth: i64| {
            let month = month_number(anchor).saturating_add(nth.saturating_mul(length));
            first_day(month, anchor.day()).unwrap_or(today)
        };
        let mut nth = div_floor(month_number(now).saturating_sub(month_number(anchor)), length);
        if today < begins(nth) {
            nth = nth.saturating_sub(1);
        }
        (zone.opens(midnight(begins(nth))), zone.opens(midnight(begins(nth.saturating_add(1)))))
    }
}

fn date_of(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day.saturating_add(EPOCH_FROM_CE)).ok()?)
}

/// Months since the beginning of year 0.
fn month_number(date: NaiveDate) -> i64 {
    i64::from(date.year()).saturating_mul(12).saturating_add(i64::from(date.month0()))
}

/// The day of a month, or its last where it has none such.
fn first_day(month: i64, day: u32) -> Option<i64> {
    let year = i32::try_from(div_floor(month, 12)).ok()?;
    let month = u32::try_from(month.checked_rem_euclid(12)?.checked_add(1)?).ok()?;
    (28..=day).rev().chain([day]).find_map(|day| day_number(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::super::{Window, bounds};
    use super::*;
    use crate::time::Timestamp;

    fn texts(every: (u32, Unit, &str), zone: &str, at: &str) -> (String, String) {
        let window = Window::Every(Every::new(every.0, every.1, every.2).unwrap());
        let (start, end) = bounds(window, &Zone::named(zone).unwrap(), at.parse().unwrap());
        (start.to_string(), end.to_string())
    }

    fn pair(start: &str, end: &str) -> (String, String) {
        (start.to_owned(), end.to_owned())
    }

    #[test]
    fn months_begin_on_the_day_of_the_date_or_on_their_last() {
        let billing = |at| texts((1, Unit::Month, "2026-01-31"), "UTC", at);
        assert_eq!(billing("2026-02-27T23:59:59Z"), pair("2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"));
        assert_eq!(billing("2026-02-28T00:00:00Z"), pair("2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z"));
        assert_eq!(billing("2025-12-31T12:00:00Z"), pair("2025-12-31T00:00:00Z", "2026-01-31T00:00:00Z"));
        let fifteenth = |at| texts((2, Unit::Month, "2026-01-15"), "UTC", at);
        assert_eq!(fifteenth("2026-03-14T00:00:00Z"), pair("2026-01-15T00:00:00Z", "2026-03-15T00:00:00Z"));
        assert_eq!(fifteenth("2026-01-14T00:00:00Z"), pair("2025-11-15T00:00:00Z", "2026-01-15T00:00:00Z"));
    }

    #[test]
    fn days_follow_midnights_and_hours_do_not() {
        // The clocks go forward on 8 March 2026.
        let days = texts((3, Unit::Day, "2026-03-06"), "America/New_York", "2026-03-08T12:00:00Z");
        assert_eq!(days, pair("2026-03-06T05:00:00Z", "2026-03-09T04:00:00Z"));
        let hours = texts((6, Unit::Hour, "2026-03-06"), "America/New_York", "2026-03-09T04:30:00Z");
        assert_eq!(hours, pair("2026-03-08T23:00:00Z", "2026-03-09T05:00:00Z"));
        let minutes = texts((15, Unit::Minute, "2026-03-06"), "UTC", "2026-03-05T23:59:59Z");
        assert_eq!(minutes, pair("2026-03-05T23:45:00Z", "2026-03-06T00:00:00Z"));
    }

    #[test]
    fn windows_tile_time() {
        let zone = Zone::named("America/New_York").unwrap();
        for of in [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month] {
            let window = Window::Every(Every::new(5, of, "2026-01-31").unwrap());
            let mut at: Timestamp = "2025-06-01T00:00:00Z".parse().unwrap();
            for _ in 0..200 {
                let (start, end) = bounds(window, &zone, at);
                assert!(start <= at && at < end, "{of:?} {at}");
                assert_eq!(bounds(window, &zone, start), (start, end), "{of:?} {at}");
                assert_eq!(bounds(window, &zone, end).0, end, "{of:?} {at}");
                at = end;
            }
        }
        assert_eq!(Every::new(0, Unit::Day, "2026-01-31"), None);
        assert_eq!(Every::new(1, Unit::Day, "2026-02-30"), None);
    }
}
