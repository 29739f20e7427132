//! Times and dates as texts.

use super::civil::{MINUTE, day_number};

/// Minutes since midnight of `HH:MM`, up to `24:00`.
pub(super) fn time(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if minutes >= 60 || hours > 24 || (hours == 24 && minutes > 0) {
        return None;
    }
    Some(i64::from(hours.saturating_mul(60).saturating_add(minutes)))
}

/// The wall time since midnight of so many minutes.
pub(super) const fn wall(minutes: i64) -> i64 {
    minutes.saturating_mul(MINUTE)
}

/// What somebody who wrote `9`, `9:00`, `09.30` or `5 pm` may have meant.
pub(super) fn meant_time(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let (clock, noon) = match (lower.strip_suffix("pm"), lower.strip_suffix("am")) {
        (Some(clock), _) => (clock, Some(12)),
        (_, Some(clock)) => (clock, Some(0)),
        _ => (lower.as_str(), None),
    };
    let mut parts = clock.trim().split([':', '.', 'h']);
    let mut hours: u32 = short(parts.next()?)?;
    let minutes = parts.next().filter(|rest| !rest.is_empty()).map_or(Some(0), short)?;
    if let Some(noon) = noon {
        if hours == 0 || hours > 12 {
            return None;
        }
        hours = hours.checked_rem(12)?.saturating_add(noon);
    }
    let meant = format!("{hours:02}:{minutes:02}");
    (parts.next().is_none_or(|seconds| seconds == "00") && time(&meant).is_some()).then_some(meant)
}

/// The day of `YYYY-MM-DD`, from 1970 to 2200.
pub(super) fn date(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = i32::try_from(digits(year, 4)?).ok()?;
    if !(1970..=2200).contains(&year) {
        return None;
    }
    day_number(year, digits(month, 2)?, digits(day, 2)?)
}

/// What somebody who wrote `2026/7/4` or `2026-7-4` may have meant.
pub(super) fn meant_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['-', '/', '.', ' ']).collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let meant = format!("{:04}-{:02}-{:02}", digits(year, 4)?, short(month)?, short(day)?);
    date(&meant).map(|_| meant)
}

/// A number of exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A number of one digit or two.
fn short(text: &str) -> Option<u32> {
    digits(text, 1).or_else(|| digits(text, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_two_digits_each() {
        assert_eq!(time("00:00"), Some(0));
        assert_eq!(time("24:00"), Some(1_440));
        for bad in ["24:01", "9:00", "09:60", "0900", "+9:00", "09:00:00", "", ":", "ab:cd", "٠٩:٠٠"] {
            assert_eq!(time(bad), None, "{bad}");
        }
        assert_eq!(meant_time("9:00").as_deref(), Some("09:00"));
        assert_eq!(meant_time("5 PM").as_deref(), Some("17:00"));
        assert_eq!(meant_time("12am").as_deref(), Some("00:00"));
        assert_eq!(meant_time("09:30:00").as_deref(), Some("09:30"));
        for hopeless in ["25:00", "noon", "", "13pm", "9:00:15"] {
            assert_eq!(meant_time(hopeless), None, "{hopeless}");
        }
    }

    #[test]
    fn dates_are_iso_and_exist() {
        assert_eq!(date("1970-01-02"), Some(1));
        for bad in
            ["2026-02-29", "2026-1-05", "1969-12-31", "2201-01-01", "2026-01-05T00:00", "+026-01-05", ""]
        {
            assert_eq!(date(bad), None, "{bad}");
        }
        assert_eq!(meant_date("2026/7/4").as_deref(), Some("2026-07-04"));
        assert_eq!(meant_date("04.07.2026"), None);
    }
}
