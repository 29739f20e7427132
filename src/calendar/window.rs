//! Counting windows: when "per day" starts afresh.

use super::civil::{HOUR, MINUTE, day_of, midnight, month, quarter, rem_floor, week_start};
use super::doc::Day;
use super::every::Every;
use super::zone::Zone;
use crate::time::Timestamp;

/// A kind of window that follows the clock and the calendar of a zone.
///
/// - **Day, week, month, quarter** begin at local midnight. A midnight that is skipped begins at the first instant after the
///   gap; one that is repeated, the first time it is shown. So a day on which the clocks change is one window of 23
///   or 25 hours, and a date that a zone skipped altogether is none. (Where a clock is set back *across* midnight, as
///   St John's did at 00:01, the minutes shown again before midnight count as the new day, which has begun.)
/// - **Hour** is 60 real minutes (and a half-hour 30, and a minute one), beginning when the local clock shows a full hour: at `:30` UTC where the zone is at
///   +05:30. An hour that is shown twice is two windows. Where the clocks change by something else than full hours,
///   as by 30 minutes on Lord Howe Island, a window that would straddle the change is cut there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// A minute of the clock.
    Minute,
    /// Half a clock hour.
    HalfHour,
    /// A clock hour.
    Hour,
    /// A day.
    Day,
    /// Seven days.
    Week {
        /// The day a week begins with.
        starts: Day,
    },
    /// A month.
    Month,
    /// Three months, from the 1st of January, April, July and October.
    Quarter,
    /// So many units, from a date on.
    Every(Every),
}

/// The window an instant lies in: its first instant and the first one after it.
///
/// Windows of a kind tile time: `start <= at < end`, and the next window begins at `end`. The instant of a change of
/// windows belongs to the new one. Only at the ends of time is a window cut off: none begins before
/// [`Timestamp::MIN`], and none ends after [`Timestamp::MAX`], so that the window of that very instant ends with it.
///
/// ```
/// use fairdeal::calendar::{Window, Zone, bounds};
/// let zone = Zone::named("America/New_York")?;
/// let (start, end) = bounds(Window::Day, &zone, "2026-03-08T12:00:00Z".parse()?);
/// assert_eq!(start.to_string(), "2026-03-08T05:00:00Z");
/// assert_eq!(end.since(start).to_string(), "23h");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn bounds(window: Window, zone: &Zone, at: Timestamp) -> (Timestamp, Timestamp) {
    let at = at.as_millis();
    let (start, end) = match window {
        Window::Minute => clock(zone, at, MINUTE),
        Window::HalfHour => clock(zone, at, HALF_HOUR),
        Window::Hour => clock(zone, at, HOUR),
        Window::Every(every) => every.bounds(zone, at),
        Window::Day | Window::Week { .. } | Window::Month | Window::Quarter => {
            // The latest date that has begun, even if the clock was set back across its midnight.
            let today = day_of(zone.reading(at).high);
            let (first, next) = match window {
                Window::Week { starts } => {
                    let first = week_start(today, starts);
                    (first, first.saturating_add(7))
                }
                Window::Month => month(today),
                Window::Quarter => quarter(today),
                _ => (today, today.saturating_add(1)),
            };
            (zone.opens(midnight(first)), zone.opens(midnight(next)))
        }
    };
    (Timestamp::clamped(start), Timestamp::clamped(end))
}

const HALF_HOUR: i64 = 30 * MINUTE;

fn clock(zone: &Zone, at: i64, length: i64) -> (i64, i64) {
    let stretch = zone.stretch(at);
    let phase = rem_floor(stretch.offset, length);
    let mut start = at.saturating_sub(rem_floor(at.saturating_add(phase), length));
    let mut end = start.saturating_add(length);
    let out_of_step = |other: i64| rem_floor(zone.stretch(other).offset, length) != phase;
    if start < stretch.start && out_of_step(stretch.start.saturating_sub(1)) {
        start = stretch.start;
    }
    if end > stretch.end && out_of_step(stretch.end) {
        end = stretch.end;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(window: Window, zone: &str, at: &str) -> (String, String) {
        let (start, end) = bounds(window, &Zone::named(zone).unwrap(), at.parse().unwrap());
        (start.to_string(), end.to_string())
    }

    fn pair(start: &str, end: &str) -> (String, String) {
        (start.to_owned(), end.to_owned())
    }

    #[test]
    fn midnight_belongs_to_the_new_day_of_the_zone() {
        let day = |at| texts(Window::Day, "Asia/Shanghai", at);
        let (fifth, sixth) = ("2026-05-04T16:00:00Z", "2026-05-05T16:00:00Z");
        assert_eq!(day("2026-05-05T15:59:59.999Z"), pair(fifth, sixth));
        assert_eq!(day(sixth), pair(sixth, "2026-05-06T16:00:00Z"));
    }

    #[test]
    fn hours_follow_the_local_clock_and_a_repeated_hour_is_two() {
        let kolkata = texts(Window::Hour, "Asia/Kolkata", "2026-05-05T10:15:00Z");
        assert_eq!(kolkata, pair("2026-05-05T09:30:00Z", "2026-05-05T10:30:00Z"));
        let hour = |at| texts(Window::Hour, "America/New_York", at);
        assert_eq!(hour("2026-11-01T05:30:00Z"), pair("2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"));
        assert_eq!(hour("2026-11-01T06:30:00Z"), pair("2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z"));
    }

    #[test]
    fn lord_howe_cuts_the_hour_at_its_half_hour_change() {
        // On 2026-04-05 at 02:00 (+11) the clock went back to 01:30 (+10:30).
        let hour = |at| texts(Window::Hour, "Australia/Lord_Howe", at);
        assert_eq!(hour("2026-04-04T14:59:00Z"), pair("2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z"));
        assert_eq!(hour("2026-04-04T15:00:00Z"), pair("2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"));
    }

    #[test]
    fn weeks_and_months_begin_where_told() {
        let week = texts(Window::Week { starts: Day::Sun }, "Europe/Dublin", "2026-03-28T23:00:00Z");
        assert_eq!(week, pair("2026-03-22T00:00:00Z", "2026-03-29T00:00:00Z"));
        let month = texts(Window::Month, "Europe/Dublin", "2026-03-31T22:59:59Z");
        assert_eq!(month, pair("2026-03-01T00:00:00Z", "2026-03-31T23:00:00Z"));
    }

    #[test]
    fn quarters_begin_with_their_first_month_and_short_windows_with_the_clock() {
        let quarter = |at| texts(Window::Quarter, "Europe/Dublin", at);
        assert_eq!(quarter("2026-02-15T00:00:00Z"), pair("2026-01-01T00:00:00Z", "2026-03-31T23:00:00Z"));
        assert_eq!(quarter("2026-03-31T23:00:00Z"), pair("2026-03-31T23:00:00Z", "2026-06-30T23:00:00Z"));
        assert_eq!(quarter("2026-12-31T23:59:59Z"), pair("2026-09-30T23:00:00Z", "2027-01-01T00:00:00Z"));
        // Kathmandu is at +05:45.
        let half = texts(Window::HalfHour, "Asia/Kathmandu", "2026-05-05T10:20:00Z");
        assert_eq!(half, pair("2026-05-05T10:15:00Z", "2026-05-05T10:45:00Z"));
        let minute = texts(Window::Minute, "Asia/Kathmandu", "2026-05-05T10:20:59Z");
        assert_eq!(minute, pair("2026-05-05T10:20:00Z", "2026-05-05T10:21:00Z"));
    }

    #[test]
    fn the_ends_of_time_are_windows_too() {
        let zone = Zone::named("Pacific/Auckland").unwrap();
        let week = Window::Week { starts: Day::Mon };
        for window in [
            Window::Minute,
            Window::HalfHour,
            Window::Hour,
            Window::Day,
            week,
            Window::Month,
            Window::Quarter,
        ] {
            assert_eq!(bounds(window, &zone, Timestamp::MIN).0, Timestamp::MIN);
            assert_eq!(bounds(window, &zone, Timestamp::MAX).1, Timestamp::MAX);
        }
    }
}
