//! Time zones: instants to wall times and back.

use core::fmt;
use core::str::FromStr;
use std::sync::{Arc, LazyLock, OnceLock};

use chrono_tz::{TZ_VARIANTS, Tz};

use super::civil::{DAY, SECOND, day_of, midnight, rem_floor};
use super::table::{Reading, Stretch, Table};
use crate::time::Timestamp;

/// A time zone, ready to use. Cloning it is cheap.
///
/// # When the clocks change
/// Where the clock is set forward, some wall times are skipped; where it is set back, some are shown twice. What a
/// wall time means then depends on whether something begins or ends at it ([`Edge`]):
///
/// | the wall time is | a beginning is | an end is |
/// |---|---|---|
/// | shown once | that instant | that instant |
/// | skipped | the first instant after the gap | the first instant after the gap |
/// | shown twice | the first time it is shown | the second time it is shown |
///
/// So a block that lies in a gap altogether vanishes, and a block around a repeated hour is an hour longer. In other
/// words a beginning is the first instant at which the clock shows that time *or a later one*, and an end the instant
/// from which it only ever shows later ones: both move forward whenever the wall time does.
///
/// ```
/// use fairdeal::calendar::{Edge, Zone};
/// let chicago = Zone::named("America/Chicago")?;
/// let day = chicago.local("2026-03-08T18:00:00Z".parse()?).day;
/// // 02:30 was skipped that day.
/// assert_eq!(chicago.to_instant(day, 9_000, Edge::Open).to_string(), "2026-03-08T08:00:00Z");
/// assert!(Zone::named("America/Chicagp").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Zone(Arc<Inner>);

struct Inner {
    name: &'static str,
    table: Table,
}

/// Which side of a stretch of time a wall time stands for. See [`Zone`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// Its beginning.
    Open,
    /// Its end.
    Close,
}

/// What a wall clock shows, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Seconds since midnight, 0 to 86 399.
    pub second: i64,
}

/// There is no time zone of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone `{name}`{}", did_you_mean(.suggestion.as_deref()))]
pub struct UnknownZone {
    /// The name.
    pub name: String,
    /// The zone with the most similar name, if one is similar at all.
    pub suggestion: Option<String>,
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map(|zone| format!(", did you mean `{zone}`?")).unwrap_or_default()
}

/// The zones that have been asked for, as they stand in the list of all. What a zone is depends on nothing but its name, so it
/// does not matter who asks first.
static READ: LazyLock<Vec<OnceLock<Zone>>> =
    LazyLock::new(|| TZ_VARIANTS.iter().map(|_| OnceLock::new()).collect());

fn of(tz: Tz) -> Zone {
    let read = || Zone(Arc::new(Inner { name: tz.name(), table: Table::of(tz) }));
    let known = TZ_VARIANTS.iter().position(|other| *other == tz).and_then(|at| READ.get(at));
    known.map_or_else(read, |zone| zone.get_or_init(read).clone())
}

impl Zone {
    /// The zone with this IANA name, such as `Europe/Dublin`, letter for letter.
    ///
    /// # Errors
    /// [`UnknownZone`] with the nearest name.
    ///
    /// # Complexity
    /// Reads the zone's data from 1970 to 2200 when it is first asked for in a process: well below a millisecond. After that it
    /// is a search for the name; keep the zone rather than its name all the same.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        match Tz::from_str(name) {
            Ok(tz) => Ok(of(tz)),
            Err(_) => {
                Err(UnknownZone { name: name.to_owned(), suggestion: nearest(name).map(str::to_owned) })
            }
        }
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name
    }

    /// The edition of the IANA time zone database all zones come from, such as `2025b`.
    #[must_use]
    pub const fn data_version() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// Seconds to add to UTC for the wall time, at an instant: positive east of Greenwich.
    #[must_use]
    pub fn offset_at(&self, at: Timestamp) -> i32 {
        let seconds = self.0.table.at(at.as_millis()).offset.saturating_div(SECOND);
        i32::try_from(seconds).unwrap_or(0)
    }

    /// What the wall clock shows at an instant.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> LocalTime {
        let wall = at.as_millis().saturating_add(self.0.table.at(at.as_millis()).offset);
        LocalTime { day: day_of(wall), second: rem_floor(wall, DAY).saturating_div(SECOND) }
    }

    /// The instant of a wall time: a day since 1970-01-01 and the seconds since its midnight, which may go on into
    /// the days after. Stops at [`Timestamp::MIN`] and [`Timestamp::MAX`].
    ///
    /// Total: see [`Zone`] for the wall times that a change of the clocks skips or repeats.
    #[must_use]
    pub fn to_instant(&self, day: i64, second: i64, edge: Edge) -> Timestamp {
        let wall = midnight(day).saturating_add(second.saturating_mul(SECOND));
        Timestamp::clamped(match edge {
            Edge::Open => self.opens(wall),
            Edge::Close => self.closes(wall),
        })
    }

    pub(super) fn stretch(&self, at: i64) -> Stretch {
        self.0.table.at(at)
    }

    pub(super) fn reading(&self, at: i64) -> Reading {
        self.0.table.reading(at)
    }

    pub(super) fn opens(&self, wall: i64) -> i64 {
        self.0.table.opens(wall)
    }

    pub(super) fn closes(&self, wall: i64) -> i64 {
        self.0.table.closes(wall)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The zone whose name, or whose last part, takes the fewest edits; none if that is a third of the letters or more.
fn nearest(name: &str) -> Option<&'static str> {
    if name.len() > crate::id::MAX_ID_BYTES {
        return None;
    }
    let plain = |text: &str| text.trim().to_lowercase().replace(' ', "_");
    let wanted = plain(name);
    let distance = |zone: &str| {
        let zone = plain(zone);
        let city = zone.rsplit('/').next().unwrap_or(&zone);
        strsim::osa_distance(&wanted, &zone).min(strsim::osa_distance(&wanted, city))
    };
    let found = TZ_VARIANTS.iter().map(|tz| (distance(tz.name()), tz.name())).min()?;
    (found.0.saturating_mul(3) < wanted.chars().count()).then_some(found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(name: &str) -> Option<String> {
        Zone::named(name).unwrap_err().suggestion
    }

    #[test]
    fn an_unknown_zone_suggests_the_nearest_name() {
        assert_eq!(suggestion("Europe/Londen").as_deref(), Some("Europe/London"));
        assert_eq!(suggestion("america/new york").as_deref(), Some("America/New_York"));
        assert_eq!(suggestion("Chicago").as_deref(), Some("America/Chicago"));
        assert_eq!(suggestion("the moon, dark side"), None);
        assert_eq!(suggestion(""), None);
        let error = Zone::named("Europe/Londen").unwrap_err().to_string();
        assert_eq!(error, "unknown time zone `Europe/Londen`, did you mean `Europe/London`?");
    }

    #[test]
    fn gaps_move_forward_and_folds_open_first_and_close_second() {
        let zone = Zone::named("America/New_York").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let day = zone.local(at("2026-03-08T17:00:00Z")).day;
        for edge in [Edge::Open, Edge::Close] {
            assert_eq!(zone.to_instant(day, 2 * 3_600, edge), at("2026-03-08T07:00:00Z"));
            assert_eq!(zone.to_instant(day, 2 * 3_600 + 1_800, edge), at("2026-03-08T07:00:00Z"));
            assert_eq!(zone.to_instant(day, 3 * 3_600, edge), at("2026-03-08T07:00:00Z"));
        }
        let day = zone.local(at("2026-11-01T17:00:00Z")).day;
        assert_eq!(zone.to_instant(day, 3_600, Edge::Open), at("2026-11-01T05:00:00Z"));
        assert_eq!(zone.to_instant(day, 3_600, Edge::Close), at("2026-11-01T06:00:00Z"));
        assert_eq!(zone.to_instant(day, 2 * 3_600, Edge::Open), at("2026-11-01T07:00:00Z"));
        assert_eq!(zone.to_instant(day, 2 * 3_600, Edge::Close), at("2026-11-01T07:00:00Z"));
    }

    /// Pacific/Apia went from Thursday 2011-12-29 straight to Saturday the 31st.
    #[test]
    fn a_skipped_date_is_one_instant() {
        let zone = Zone::named("Pacific/Apia").unwrap();
        let change: Timestamp = "2011-12-30T10:00:00Z".parse().unwrap();
        let day = zone.local(change).day;
        assert_eq!(zone.to_instant(day, 0, Edge::Open), change);
        assert_eq!(zone.to_instant(day - 1, 9 * 3_600, Edge::Open), change);
        assert_eq!(zone.to_instant(day - 1, 17 * 3_600, Edge::Close), change);
        assert_eq!(zone.to_instant(day - 1, 0, Edge::Open), change);
    }
}
