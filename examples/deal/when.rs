//! Instants read from files, and written for people.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use fairdeal::calendar::{Edge, Zone};
use fairdeal::{Span, Timestamp};

/// Reads an RFC 3339 instant, or a date with or without a time by the zone's clock.
pub(crate) fn read(text: &str, zone: &Zone) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let shapes = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let time = || shapes.iter().find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok());
    let wall = date(text).map(|day| day.and_time(NaiveTime::MIN)).or_else(time);
    let Some(wall) = wall.filter(|wall| (1970..2200).contains(&wall.year())) else {
        let shown: String = text.chars().take(60).collect();
        return Err(format!(
            "`{shown}` is not an instant; write it like `2026-03-02T14:00:00Z` or `2026-03-02`"
        ));
    };
    let since = wall - DateTime::UNIX_EPOCH.naive_utc();
    let day = since.num_days();
    let second = since.num_seconds() - day * 86_400;
    Ok(zone.to_instant(day, second, Edge::Open))
}

/// `Mon 2 Mar 09:14` by the zone's clock.
pub(crate) fn told(at: Timestamp, zone: &Zone) -> String {
    shown(at, zone, "%a %-d %b %H:%M")
}

/// `Mon 2 Mar 2026` by the zone's clock.
pub(crate) fn day(at: Timestamp, zone: &Zone) -> String {
    shown(at, zone, "%a %-d %b %Y")
}

/// `09:14:05` by the zone's clock.
pub(crate) fn clock(at: Timestamp, zone: &Zone) -> String {
    shown(at, zone, "%a %-d %b %H:%M:%S")
}

fn shown(at: Timestamp, zone: &Zone, shape: &str) -> String {
    let offset = chrono::TimeDelta::seconds(i64::from(zone.offset_at(at)));
    (at.to_utc().naive_utc() + offset).format(shape).to_string()
}

/// A span with its two largest units: `2d 4h`, `12m 30s`.
pub(crate) fn span(span: Span) -> String {
    let whole = Span::seconds(u64::try_from(span.as_millis() / 1_000).unwrap_or(0)).to_string();
    whole.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// A span as a whole number of minutes, at least one.
pub(crate) fn minutes(count: u64) -> Span {
    Span::minutes(count.max(1))
}
