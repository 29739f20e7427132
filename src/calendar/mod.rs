//! Working hours, time zones and counting windows: *when* things may happen and when counts start afresh.
//!
//! A [`CalendarDoc`] is what a host writes; [`Calendar::compile`] checks all of it and gives the [`Calendar`] that
//! answers questions. The zone is part of the document: the server's zone and the caller's never matter.
//!
//! ```
//! use fairdeal::Span;
//! use fairdeal::calendar::{Calendar, CalendarDoc};
//!
//! let doc: CalendarDoc = serde_json::from_str(r#"{
//!     "id": "office",
//!     "zone": "America/New_York",
//!     "weekly": [{
//!         "days": ["mon", "tue", "wed", "thu", "fri"],
//!         "blocks": [{"from": "10:00", "until": "18:00"}]
//!     }],
//!     "holidays": [{"date": "2026-07-03", "name": "Independence Day (observed)"}]
//! }"#)?;
//! let office = Calendar::compile(&doc).map_err(|faults| faults[0].to_string())?;
//!
//! let friday = "2026-07-03T15:00:00Z".parse()?;
//! assert!(!office.is_open(friday));
//! assert_eq!(office.next_open(friday), Some("2026-07-06T14:00:00Z".parse()?));
//! assert_eq!(office.add_business(friday, Span::hours(10)), Some("2026-07-07T16:00:00Z".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # One rule at every edge
//! Every stretch of time here is half-open: its start belongs to it, its end does not. A lead at exactly 18:00:00 is
//! after hours where work ends at 18:00; one at exactly midnight belongs to the new day.
//!
//! # When the clocks change
//! See [`Zone`] for what becomes of a wall time that a change skips or repeats. Nothing is ever refused for it.

mod civil;
mod compile;
mod dates;
mod doc;
mod every;
mod fault;
mod hours;
mod parse;
mod pattern;
mod table;
mod window;
mod zone;

pub(crate) use dates::faults_of;
pub use doc::{BlockDoc, CalendarDoc, Day, ExceptionDoc, HolidayDoc, HolidaySetDoc, WeeklyDoc};
pub use every::{Every, Unit};
pub use fault::CalendarFault;
pub use hours::Calendar;
pub use window::{Window, bounds};
pub use zone::{Edge, LocalTime, UnknownZone, Zone};
