//! Instants and spans: integers of milliseconds, UTC.
//!
//! The engine never reads a clock. Every instant it sees was handed to it as a [`Timestamp`].

use core::fmt;
use core::num::NonZeroU64;
use core::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: milliseconds since 1970-01-01T00:00:00Z, between the years 1970 and 2200.
///
/// As text (JSON, [`Display`](fmt::Display)) it is RFC 3339 in UTC; in binary formats an integer.
///
/// ```
/// use fairdeal::Timestamp;
/// let at: Timestamp = "2026-03-02T14:00:00Z".parse()?;
/// assert_eq!(at.as_millis(), 1_772_460_000_000);
/// assert_eq!(at.to_string(), "2026-03-02T14:00:00Z");
/// assert!("tomorrow".parse::<Timestamp>().is_err());
/// # Ok::<(), fairdeal::TimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(
    /// One more than the milliseconds, so that an instant that may be missing takes no more room than one that is there.
    NonZeroU64,
);

impl Default for Timestamp {
    fn default() -> Timestamp {
        Timestamp::MIN
    }
}

/// The milliseconds of [`Timestamp::MAX`].
const LAST: i64 = 7_258_118_400_000;

/// Why a text or a number is not a [`Timestamp`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    /// The text is not RFC 3339, such as `2026-03-02T14:00:00Z`.
    #[error("`{0}` is not an instant; write it like `2026-03-02T14:00:00Z`")]
    NotRfc3339(String),
    /// The instant lies outside the years the engine works in.
    #[error("instant {0} ms lies outside 1970-01-01 to 2200-01-01")]
    OutOfRange(i64),
}

impl Timestamp {
    /// The earliest instant: 1970-01-01T00:00:00Z.
    pub const MIN: Timestamp = Timestamp(NonZeroU64::MIN);
    /// The latest instant: 2200-01-01T00:00:00Z. Arithmetic saturates here, so it also reads "never".
    pub const MAX: Timestamp = Timestamp::clamped(LAST);

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimestampError::OutOfRange`] outside [`Timestamp::MIN`] ..= [`Timestamp::MAX`].
    pub const fn from_millis(millis: i64) -> Result<Timestamp, TimestampError> {
        if millis < 0 || millis > LAST {
            return Err(TimestampError::OutOfRange(millis));
        }
        Ok(Timestamp::clamped(millis))
    }

    /// The nearest instant in range to so many milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn clamped(millis: i64) -> Timestamp {
        let millis = if millis > LAST { LAST } else { millis };
        let past_first = if millis < 0 { 0 } else { millis.cast_unsigned() };
        Timestamp(NonZeroU64::MIN.saturating_add(past_first))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        // Never less than one.
        self.0.get().wrapping_sub(1).cast_signed()
    }

    /// This instant plus a span, stopping at [`Timestamp::MAX`].
    #[must_use]
    pub const fn plus(self, span: Span) -> Timestamp {
        Self::clamped(self.as_millis().saturating_add(span.0))
    }

    /// This instant minus a span, stopping at [`Timestamp::MIN`].
    #[must_use]
    pub const fn minus(self, span: Span) -> Timestamp {
        Self::clamped(self.as_millis().saturating_sub(span.0))
    }

    /// The span from `earlier` to this instant; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Timestamp) -> Span {
        let millis = self.as_millis().saturating_sub(earlier.as_millis());
        Span(if millis < 0 { 0 } else { millis })
    }

    /// The same instant for calendar arithmetic.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.as_millis()).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = DateTime::parse_from_rfc3339(text.trim());
        let at = parsed.map_err(|_| TimestampError::NotRfc3339(text.to_owned()))?;
        Timestamp::from_millis(at.timestamp_millis())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.as_millis())
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse()
        } else {
            Timestamp::from_millis(i64::deserialize(deserializer)?)
        };
        read.map_err(serde::de::Error::custom)
    }
}

/// A length of time in whole milliseconds, never negative, at most some 292 million years.
///
/// ```
/// use fairdeal::Span;
/// assert_eq!(Span::minutes(10).as_millis(), 600_000);
/// assert_eq!(Span::minutes(10).to_string(), "10m");
/// assert_eq!(Span::seconds(3_725).to_string(), "1h 2m 5s");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(#[serde(deserialize_with = "not_negative")] i64);

fn not_negative<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let millis = i64::deserialize(deserializer)?;
    if millis < 0 {
        return Err(serde::de::Error::custom("a span is never negative"));
    }
    Ok(millis)
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// So many milliseconds, at most `i64::MAX`.
    #[must_use]
    pub const fn millis(millis: u64) -> Span {
        // The comparison makes the conversion exact.
        if millis > i64::MAX as u64 { Span(i64::MAX) } else { Span(millis.cast_signed()) }
    }

    /// So many seconds, saturating.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Span {
        Span::millis(seconds.saturating_mul(1_000))
    }

    /// So many minutes, saturating.
    #[must_use]
    pub const fn minutes(minutes: u64) -> Span {
        Span::millis(minutes.saturating_mul(60_000))
    }

    /// So many hours, saturating.
    #[must_use]
    pub const fn hours(hours: u64) -> Span {
        Span::millis(hours.saturating_mul(3_600_000))
    }

    /// So many days of 24 hours, saturating. A day of a calendar can be shorter or longer.
    #[must_use]
    pub const fn days(days: u64) -> Span {
        Span::millis(days.saturating_mul(86_400_000))
    }

    /// Whole milliseconds, at least zero.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Both spans one after the other, saturating.
    #[must_use]
    pub const fn plus(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }

    /// This span without `other`, at least zero.
    #[must_use]
    pub const fn minus(self, other: Span) -> Span {
        let millis = self.0.saturating_sub(other.0);
        Span(if millis < 0 { 0 } else { millis })
    }

    /// This span so many times over, saturating.
    #[must_use]
    pub const fn times(self, count: u32) -> Span {
        Span(self.0.saturating_mul(count as i64))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        let mut space = "";
        for (unit, millis) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
            let count = rest.checked_div(millis).unwrap_or(0);
            rest = rest.checked_rem(millis).unwrap_or(0);
            if count > 0 {
                write!(f, "{space}{count}{unit}")?;
                space = " ";
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
