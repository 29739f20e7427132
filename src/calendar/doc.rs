//! The calendar as a host writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// Working hours as data: a zone, a weekly pattern, the days off and the days that differ.
///
/// [`Calendar::compile`](crate::calendar::Calendar::compile) checks it and says everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CalendarDoc {
    /// What the rest of the policy calls this calendar.
    pub id: Name,
    /// The IANA name of the zone whose wall clock the times are read from, such as `America/New_York`.
    pub zone: String,
    /// Whether an agent who has a zone of their own ([`AgentDoc::zone`](crate::AgentDoc::zone)) works by their own wall
    /// clock, so that several zones share one week. Timers and holds read `zone` all the same.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub agent_zone: bool,
    /// The usual week. A day may appear in several entries; its blocks add up.
    pub weekly: Vec<WeeklyDoc>,
    /// Dates on which no block begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<HolidayDoc>,
    /// The holidays it shares with others: names of holiday sets. A date may be in several, and among `holidays` too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holiday_sets: Vec<Name>,
    /// Dates with hours of their own, in place of the weekly ones and of a holiday, or beside them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionDoc>,
}

/// Some days of the week and the blocks that begin on each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WeeklyDoc {
    /// The days, at least one, each at most once.
    pub days: Vec<Day>,
    /// The open blocks of each of these days; a break is the gap between two.
    pub blocks: Vec<BlockDoc>,
}

/// One open block, half-open: `from` belongs to it, `until` does not.
///
/// A block belongs to the date it begins on, also where it crosses midnight: a holiday closes the blocks that begin
/// on it and leaves alone the night shift of the evening before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockDoc {
    /// The wall time it opens, `HH:MM`, from `00:00` to `23:59`.
    pub from: String,
    /// The wall time it closes, `HH:MM`, up to `24:00`. At or before `from` it means the next day.
    pub until: String,
}

/// A day off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HolidayDoc {
    /// The date, `YYYY-MM-DD`, in the calendar's zone.
    pub date: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The holidays of a country, a state, a firm: said once, kept by every calendar that names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HolidaySetDoc {
    /// What calendars call it.
    pub id: Name,
    /// Its dates, each once, in the zone of the calendar that keeps it.
    pub dates: Vec<HolidayDoc>,
}

/// A date with hours of its own: other ones altogether (`blocks`), some beside the usual ones (`extra`), some of them
/// taken out (`removed`). What is usual on a date are its weekly blocks, and none on a holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExceptionDoc {
    /// The date, `YYYY-MM-DD`, in the calendar's zone.
    pub date: String,
    /// Every block that begins on that date, in place of the usual ones; an empty list means closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<BlockDoc>>,
    /// Blocks that begin on that date beside the others; they may overlap them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<BlockDoc>,
    /// What is taken out of the blocks that begin on that date, those of `extra` included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<BlockDoc>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Day {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Day {
    /// The seven days, Monday first.
    pub const ALL: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];

    /// Days after Monday: 0 to 6.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Day::Mon => 0,
            Day::Tue => 1,
            Day::Wed => 2,
            Day::Thu => 3,
            Day::Fri => 4,
            Day::Sat => 5,
            Day::Sun => 6,
        }
    }
}
