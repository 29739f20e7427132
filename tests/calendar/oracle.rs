//! Slow, obvious answers straight from chrono: no table, no cleverness, one minute at a time.

use chrono::{
    DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike,
};
use fairdeal::calendar::{BlockDoc, CalendarDoc, Window};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The wall clock of any chrono zone: the right one is the truth, a wrong one a broken twin.
#[derive(Clone, Copy)]
pub struct Oracle<Z>(pub Z);

impl<Z: TimeZone> Oracle<Z> {
    pub fn offset_at(&self, at: i64) -> i32 {
        let utc = DateTime::from_timestamp_millis(at).unwrap().naive_utc();
        self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc()
    }

    pub fn local(&self, at: i64) -> NaiveDateTime {
        DateTime::from_timestamp_millis(at + i64::from(self.offset_at(at)) * 1_000).unwrap().naive_utc()
    }

    /// The first and the last instant of a wall time; the first instant after the gap for one that is skipped.
    fn instants(&self, mut wall: NaiveDateTime) -> (i64, i64) {
        let skipped = |wall: &NaiveDateTime| matches!(self.0.from_local_datetime(wall), LocalResult::None);
        if skipped(&wall) {
            while skipped(&wall) {
                wall += chrono::TimeDelta::minutes(1);
            }
            // Some zones once were seconds off.
            let second = chrono::TimeDelta::seconds(1);
            while !skipped(&(wall - second)) {
                wall -= second;
            }
        }
        match self.0.from_local_datetime(&wall) {
            LocalResult::Single(at) => (at.timestamp_millis(), at.timestamp_millis()),
            LocalResult::Ambiguous(a, b) => {
                let (a, b) = (a.timestamp_millis(), b.timestamp_millis());
                (a.min(b), a.max(b))
            }
            LocalResult::None => unreachable!(),
        }
    }

    pub fn midnight(&self, date: NaiveDate) -> i64 {
        self.instants(date.and_hms_opt(0, 0, 0).unwrap()).0
    }

    /// The open time of the blocks that begin from four days before to twenty days after, joined.
    pub fn open_times(&self, doc: &CalendarDoc, around: i64) -> Vec<(i64, i64)> {
        let today = self.local(around).date();
        let dates = today.checked_sub_days(Days::new(4)).unwrap().iter_days().take(25);
        let mut open: Vec<(i64, i64)> = Vec::new();
        for date in dates {
            for block in blocks_on(doc, date) {
                let from = self.instants(clock(date, &block.from)).0;
                let mut until = clock(date, &block.until);
                if until <= clock(date, &block.from) {
                    until = until.checked_add_days(Days::new(1)).unwrap();
                }
                let until = self.instants(until).1;
                if from < until {
                    open.push((from, until));
                }
            }
        }
        open.sort_unstable();
        let mut joined: Vec<(i64, i64)> = Vec::new();
        for (from, until) in open {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => joined.push((from, until)),
            }
        }
        joined
    }

    pub fn bounds(&self, window: Window, at: i64) -> (i64, i64) {
        match window {
            Window::Hour => return self.clock(at, 60),
            Window::HalfHour => return self.clock(at, 30),
            _ => {}
        }
        let mut today = self.local(at).date().checked_sub_days(Days::new(2)).unwrap();
        while self.midnight(today.succ_opt().unwrap()) <= at {
            today = today.succ_opt().unwrap();
        }
        let (first, next) = match window {
            Window::Day => (today, today.succ_opt().unwrap()),
            Window::Week { starts } => {
                let mut first = today;
                while first.weekday().num_days_from_monday() != u32::from(starts.number()) {
                    first = first.pred_opt().unwrap();
                }
                (first, first.checked_add_days(Days::new(7)).unwrap())
            }
            Window::Month => {
                let first = today.with_day(1).unwrap();
                (first, first.checked_add_months(Months::new(1)).unwrap())
            }
            Window::Quarter => {
                let mut first = today.with_day(1).unwrap();
                while !first.month0().is_multiple_of(3) {
                    first = first.checked_sub_months(Months::new(1)).unwrap();
                }
                (first, first.checked_add_months(Months::new(3)).unwrap())
            }
            Window::Hour | Window::HalfHour | Window::Minute | Window::Every(_) => unreachable!(),
        };
        (self.midnight(first), self.midnight(next))
    }

    fn clock(&self, at: i64, minutes: i64) -> (i64, i64) {
        let length = i32::try_from(minutes * 60).unwrap();
        let begins = |minute: i64| {
            let (before, now) = (self.offset_at(minute - MINUTE), self.offset_at(minute));
            i64::from(self.local(minute).minute()) % minutes == 0 || (now - before) % length != 0
        };
        let mut start = at - at.rem_euclid(MINUTE);
        let mut end = start + MINUTE;
        while !begins(start) {
            start -= MINUTE;
        }
        while !begins(end) {
            end += MINUTE;
        }
        (start, end)
    }

    /// Every instant of 1970 to 2037 at which the offset changes.
    pub fn transitions(&self) -> Vec<i64> {
        self.transitions_by(12 * HOUR)
    }

    /// The same, looking so often: a change that is undone sooner may be missed.
    pub fn transitions_by(&self, step: i64) -> Vec<i64> {
        let (mut at, last) = (0, 2_145_916_800_000);
        let mut found = Vec::new();
        while at < last {
            let (mut low, mut high) = (at, at + step);
            at = high;
            if self.offset_at(low) == self.offset_at(high) {
                continue;
            }
            while high - low > 1_000 {
                let middle = (low + high) / 2_000 * 1_000;
                if self.offset_at(middle) == self.offset_at(low) { low = middle } else { high = middle }
            }
            found.push(high);
        }
        found
    }
}

fn blocks_on(doc: &CalendarDoc, date: NaiveDate) -> Vec<&BlockDoc> {
    let text = date.to_string();
    if let Some(exception) = doc.exceptions.iter().find(|exception| exception.date == text) {
        return exception.blocks.iter().flatten().collect();
    }
    if doc.holidays.iter().any(|holiday| holiday.date == text) {
        return Vec::new();
    }
    let weekday = date.weekday().num_days_from_monday();
    let today = doc.weekly.iter().filter(|w| w.days.iter().any(|day| u32::from(day.number()) == weekday));
    today.flat_map(|weekly| &weekly.blocks).collect()
}

fn clock(date: NaiveDate, text: &str) -> NaiveDateTime {
    let minutes: u64 = text[..2].parse::<u64>().unwrap() * 60 + text[3..].parse::<u64>().unwrap();
    date.and_hms_opt(0, 0, 0).unwrap() + chrono::TimeDelta::minutes(minutes.try_into().unwrap())
}
