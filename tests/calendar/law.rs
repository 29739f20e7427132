//! What must hold of anything that reads a calendar, and implementations to hold it against.

use chrono::{FixedOffset, TimeZone};
use chrono_tz::Tz;
use fairdeal::Timestamp;
use fairdeal::calendar::{Calendar, CalendarDoc, Day, Window, bounds};

use crate::oracle::{DAY, HOUR, MINUTE, Oracle};

pub fn ts(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

/// One calendar, one zone, and the questions the law asks of it.
pub trait Subject {
    fn offset_at(&self, at: i64) -> i32;
    fn bounds(&self, window: Window, at: i64) -> (i64, i64);
    fn is_open(&self, at: i64) -> bool;
    fn next_open(&self, at: i64) -> Option<i64>;
    fn next_close(&self, at: i64) -> Option<i64>;
}

impl Subject for Calendar {
    fn offset_at(&self, at: i64) -> i32 {
        self.zone().offset_at(ts(at))
    }
    fn bounds(&self, window: Window, at: i64) -> (i64, i64) {
        let (start, end) = bounds(window, self.zone(), ts(at));
        (start.as_millis(), end.as_millis())
    }
    fn is_open(&self, at: i64) -> bool {
        Calendar::is_open(self, ts(at))
    }
    fn next_open(&self, at: i64) -> Option<i64> {
        Calendar::next_open(self, ts(at)).map(Timestamp::as_millis)
    }
    fn next_close(&self, at: i64) -> Option<i64> {
        Calendar::next_close(self, ts(at)).map(Timestamp::as_millis)
    }
}

/// A broken twin: reads the wall clock of a server that stands still at the offset of one January.
pub struct ServerOffset {
    oracle: Oracle<FixedOffset>,
    doc: CalendarDoc,
}

impl ServerOffset {
    pub fn new(tz: Tz, doc: &CalendarDoc) -> Self {
        let january = Oracle(tz).offset_at(1_767_225_600_000);
        Self { oracle: Oracle(FixedOffset::east_opt(january).unwrap()), doc: doc.clone() }
    }
}

impl Subject for ServerOffset {
    fn offset_at(&self, at: i64) -> i32 {
        self.oracle.offset_at(at)
    }
    fn bounds(&self, window: Window, at: i64) -> (i64, i64) {
        self.oracle.bounds(window, at)
    }
    fn is_open(&self, at: i64) -> bool {
        self.next_open(at) == Some(at)
    }
    fn next_open(&self, at: i64) -> Option<i64> {
        opening(&self.oracle.open_times(&self.doc, at), at)
    }
    fn next_close(&self, at: i64) -> Option<i64> {
        Some(closing(&self.oracle.open_times(&self.doc, at), at))
    }
}

/// Broken twins of the real thing, each with one classic mistake.
pub struct Mistaken<'a>(pub &'a Calendar, pub Mistake);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mistake {
    /// A day is its midnight plus 24 hours.
    DayIs24Hours,
    /// A block is still open at its last instant (`<=` for `<`).
    EndIsOpen,
}

impl Subject for Mistaken<'_> {
    fn offset_at(&self, at: i64) -> i32 {
        Subject::offset_at(self.0, at)
    }
    fn bounds(&self, window: Window, at: i64) -> (i64, i64) {
        let (start, end) = Subject::bounds(self.0, window, at);
        if window == Window::Day && self.1 == Mistake::DayIs24Hours {
            (start, start + DAY)
        } else {
            (start, end)
        }
    }
    fn is_open(&self, at: i64) -> bool {
        Subject::is_open(self.0, at) || (self.1 == Mistake::EndIsOpen && Subject::is_open(self.0, at - 1))
    }
    fn next_open(&self, at: i64) -> Option<i64> {
        Subject::next_open(self.0, at)
    }
    fn next_close(&self, at: i64) -> Option<i64> {
        Subject::next_close(self.0, at)
    }
}

fn opening(open: &[(i64, i64)], at: i64) -> Option<i64> {
    open.iter().find(|&&(_, until)| at < until).map(|&(from, _)| from.max(at))
}

fn closing(open: &[(i64, i64)], at: i64) -> i64 {
    open.iter().find(|&&(from, until)| from <= at && at < until).map_or(at, |&(_, until)| until)
}

pub const WINDOWS: [Window; 7] = [
    Window::HalfHour,
    Window::Hour,
    Window::Day,
    Window::Week { starts: Day::Mon },
    Window::Week { starts: Day::Sun },
    Window::Month,
    Window::Quarter,
];

/// The instants around a change of the clocks.
pub fn around(change: i64) -> impl Iterator<Item = i64> {
    [1, 1_000, 30 * MINUTE, HOUR, DAY]
        .into_iter()
        .flat_map(move |by| [change - by, change + by])
        .chain([change])
}

/// Everything a subject gets wrong about the time around one change of the clocks, `windows` being asked too or not.
pub fn violations<Z: TimeZone>(
    subject: &impl Subject,
    truth: &Oracle<Z>,
    doc: &CalendarDoc,
    change: i64,
    windows: bool,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |good: bool, at: i64, what: &str| {
        if !good {
            found.push(format!("{} {} {}: {what}", doc.zone, doc.id, ts(at)));
        }
    };
    let open = truth.open_times(doc, change);
    for at in around(change) {
        check(subject.offset_at(at) == truth.offset_at(at), at, "offset");
        let is_open = subject.is_open(at);
        check(is_open == (opening(&open, at) == Some(at)), at, "is_open");
        let (opens, closes) = (subject.next_open(at), subject.next_close(at));
        check(opens == opening(&open, at), at, "next_open");
        check(closes == Some(closing(&open, at)), at, "next_close");
        check(is_open == (opens == Some(at)) && is_open == (closes != Some(at)), at, "next_open and is_open");
        check(opens.is_some_and(|at| subject.is_open(at)), at, "open at next_open");
        check(closes.is_some_and(|at| !subject.is_open(at)), at, "closed at next_close");
        check(is_open || opens.is_some_and(|at| !subject.is_open(at - 1)), at, "closed before next_open");
        check(!is_open || closes.is_some_and(|at| subject.is_open(at - 1)), at, "open before next_close");
        for window in WINDOWS.into_iter().filter(|_| windows) {
            let (start, end) = subject.bounds(window, at);
            let name = format!("{window:?}");
            check(start <= at && at < end, at, &format!("{name} holds its instant"));
            check(subject.bounds(window, end).0 == end, at, &format!("{name} is followed at its end"));
            // A window that has begun before time does is cut off there, and follows none.
            let follows = start == 0 || subject.bounds(window, start - 1).1 == start;
            check(follows, at, &format!("{name} follows at its start"));
            let (begins, ends) = truth.bounds(window, at);
            check((start, end) == (begins.max(0), ends), at, &format!("{name} is what the zone says"));
        }
    }
    found
}

/// The same of the instants closest to the change, and the day it falls on: what there is time for over all zones.
pub fn brief_violations<Z: TimeZone>(
    subject: &impl Subject,
    truth: &Oracle<Z>,
    doc: &CalendarDoc,
    change: i64,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |good: bool, at: i64, what: &str| {
        if !good {
            found.push(format!("{} {} {}: {what}", doc.zone, doc.id, ts(at)));
        }
    };
    let open = truth.open_times(doc, change);
    for at in [change - HOUR, change - 1, change, change + 30 * MINUTE, change + HOUR] {
        check(subject.offset_at(at) == truth.offset_at(at), at, "offset");
        check(subject.is_open(at) == (opening(&open, at) == Some(at)), at, "is_open");
        check(subject.next_open(at) == opening(&open, at), at, "next_open");
        check(subject.next_close(at) == Some(closing(&open, at)), at, "next_close");
    }
    check(subject.bounds(Window::Day, change) == truth.bounds(Window::Day, change), change, "its day");
    found
}
