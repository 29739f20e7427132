//! Days as numbers: arithmetic on the wall clock, which knows no zone.
//!
//! A *wall time* is what a wall clock shows, as milliseconds since its own 1970-01-01 00:00.

use chrono::{Datelike, NaiveDate};

use super::doc::Day;

/// Milliseconds in a second.
pub(super) const SECOND: i64 = 1_000;
/// Milliseconds in a minute.
pub(super) const MINUTE: i64 = 60 * SECOND;
/// Milliseconds in an hour.
pub(super) const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day of the wall clock.
pub(super) const DAY: i64 = 24 * HOUR;

/// Day zero, 1970-01-01, counted from the day before 0001-01-01.
pub(super) const EPOCH_FROM_CE: i64 = 719_163;

/// How often `by` goes into `value`, rounding towards the past.
pub(super) const fn div_floor(value: i64, by: i64) -> i64 {
    match value.checked_div_euclid(by) {
        Some(quotient) => quotient,
        None => 0,
    }
}

/// What is left of `value` after [`div_floor`]: at least zero, below `by`.
pub(super) const fn rem_floor(value: i64, by: i64) -> i64 {
    match value.checked_rem_euclid(by) {
        Some(rest) => rest,
        None => 0,
    }
}

/// The day a wall time falls on, in days since 1970-01-01.
pub(super) const fn day_of(wall: i64) -> i64 {
    div_floor(wall, DAY)
}

/// The wall time at which a day begins.
pub(super) const fn midnight(day: i64) -> i64 {
    day.saturating_mul(DAY)
}

/// Days after Monday, 0 to 6.
pub(super) const fn weekday(day: i64) -> i64 {
    // Day zero was a Thursday.
    rem_floor(day.saturating_add(3), 7)
}

/// The last day of the week kind `starts` at or before `day`.
pub(super) fn week_start(day: i64, starts: Day) -> i64 {
    day.saturating_sub(rem_floor(weekday(day).saturating_sub(i64::from(starts.number())), 7))
}

/// The first day of the month `day` lies in, and of the month after.
pub(super) fn month(day: i64) -> (i64, i64) {
    let from_ce = i32::try_from(day.saturating_add(EPOCH_FROM_CE)).ok();
    let Some(date) = from_ce.and_then(NaiveDate::from_num_days_from_ce_opt) else {
        return (day, day.saturating_add(1));
    };
    let first = day.saturating_sub(i64::from(date.day0()));
    (first, first.saturating_add(i64::from(date.num_days_in_month())))
}

/// The first day of the quarter `day` lies in, and of the quarter after.
pub(super) fn quarter(day: i64) -> (i64, i64) {
    let from_ce = i32::try_from(day.saturating_add(EPOCH_FROM_CE)).ok();
    let date = from_ce.and_then(NaiveDate::from_num_days_from_ce_opt);
    let into = date.map_or(0, |date| date.month0().checked_rem(3).unwrap_or(0));
    let (mut first, mut next) = month(day);
    for _ in 0..into {
        first = month(first.saturating_sub(1)).0;
    }
    for _ in into..2 {
        next = month(next).1;
    }
    (first, next)
}

/// The day a date is, if there is such a date.
pub(super) fn day_number(year: i32, month: u32, day: u32) -> Option<i64> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(i64::from(date.num_days_from_ce()).saturating_sub(EPOCH_FROM_CE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_weeks_and_months_are_counted_from_thursday_1970_01_01() {
        assert_eq!(day_number(1970, 1, 1), Some(0));
        assert_eq!(weekday(0), 3);
        assert_eq!(weekday(-4), 6);
        let leap = day_number(2024, 2, 29).unwrap();
        assert_eq!(month(leap), (day_number(2024, 2, 1).unwrap(), day_number(2024, 3, 1).unwrap()));
        assert_eq!(week_start(leap, Day::Sun), day_number(2024, 2, 25).unwrap());
        assert_eq!(week_start(leap, Day::Thu), leap);
        assert_eq!(week_start(leap, Day::Fri), day_number(2024, 2, 23).unwrap());
        assert_eq!(day_of(-1), -1);
    }
}
