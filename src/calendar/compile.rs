//! From the document to the pattern, reporting every fault.

use std::collections::{BTreeMap, BTreeSet};

use super::civil::{DAY, midnight};
use super::doc::{BlockDoc, CalendarDoc, Day, ExceptionDoc, HolidaySetDoc};
use super::fault::CalendarFault;
use super::parse::{meant_time, time, wall};
use super::pattern::{Block, Pattern};
use super::zone::Zone;

/// The zone and the pattern of a document.
pub(super) fn compile(
    doc: &CalendarDoc,
    sets: &[HolidaySetDoc],
) -> Result<(Zone, Pattern), Vec<CalendarFault>> {
    let mut check = Check::new();
    let zone = check.zone(&doc.zone);
    let weekly = check.weekly(doc);
    let mut holidays = check.holidays(doc);
    check.sets(doc, sets, &mut holidays);
    let specials = check.exceptions(doc, holidays, &weekly);
    check.never_open(doc);
    match zone {
        Some(zone) if check.faults.is_empty() => Ok((zone, Pattern::new(weekly, specials))),
        _ => Err(check.faults),
    }
}

/// A block, the day it begins on and where it stands in the document.
#[derive(Clone)]
pub(super) struct Placed {
    /// Wall time since some midnight.
    pub(super) from: i64,
    pub(super) until: i64,
    /// What a message calls it, with its day.
    pub(super) text: String,
    pub(super) path: String,
}

pub(super) struct Check {
    faults: Vec<CalendarFault>,
}

impl Check {
    pub(super) fn new() -> Check {
        Check { faults: Vec::new() }
    }

    pub(super) fn into_faults(self) -> Vec<CalendarFault> {
        self.faults
    }

    pub(super) fn fault(&mut self, path: &str, message: String, suggestion: Option<String>) {
        self.faults.push(CalendarFault::new(path, message).suggest(suggestion));
    }

    fn zone(&mut self, name: &str) -> Option<Zone> {
        match Zone::named(name) {
            Ok(zone) => Some(zone),
            Err(unknown) => {
                self.fault("zone", format!("unknown time zone `{name}`"), unknown.suggestion);
                None
            }
        }
    }

    fn weekly(&mut self, doc: &CalendarDoc) -> [Vec<Block>; 7] {
        let mut week: [Vec<Block>; 7] = Default::default();
        let mut placed = Vec::new();
        for (entry, weekly) in doc.weekly.iter().enumerate() {
            let path = format!("weekly[{entry}]");
            let blocks = self.blocks(&format!("{path}.blocks"), &weekly.blocks);
            if weekly.days.is_empty() {
                self.fault(&format!("{path}.days"), "names no day".to_owned(), None);
            }
            let mut seen: BTreeMap<Day, usize> = BTreeMap::new();
            for (index, &day) in weekly.days.iter().enumerate() {
                let name = day_name(day);
                if let Some(first) = seen.insert(day, index) {
                    let message = format!("`{name}` is already there, at days[{first}]");
                    self.fault(&format!("{path}.days[{index}]"), message, None);
                    continue;
                }
                let start = midnight(i64::from(day.number()));
                for (block, text, path) in &blocks {
                    if let Some(blocks) = week.get_mut(usize::from(day.number())) {
                        blocks.push(*block);
                    }
                    placed.push(Placed {
                        from: start.saturating_add(block.from),
                        until: start.saturating_add(block.until),
                        text: format!("{text} on {name}"),
                        path: path.clone(),
                    });
                }
            }
        }
        // Sunday night reaches into the Monday after.
        let after = placed.iter().filter(|block| block.from < DAY).map(|block| Placed {
            from: block.from.saturating_add(DAY.saturating_mul(7)),
            until: block.until.saturating_add(DAY.saturating_mul(7)),
            ..block.clone()
        });
        let after: Vec<Placed> = after.collect();
        placed.extend(after);
        self.overlaps(placed);
        week
    }

    /// The blocks that can be read, each with its text and its path.
    pub(super) fn blocks(&mut self, path: &str, blocks: &[BlockDoc]) -> Vec<(Block, String, String)> {
        let mut read = Vec::with_capacity(blocks.len());
        for (index, block) in blocks.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let from = self.time(&format!("{path}.from"), &block.from, false);
            let until = self.time(&format!("{path}.until"), &block.until, true);
            let (Some(from), Some(until)) = (from, until) else {
                continue;
            };
            let until = if until <= from { until.saturating_add(DAY) } else { until };
            read.push((Block { from, until }, format!("`{}`–`{}`", block.from, block.until), path));
        }
        read
    }

    /// A time of day; the end of the day only where something may end.
    fn time(&mut self, path: &str, text: &str, end: bool) -> Option<i64> {
        match time(text).map(wall) {
            Some(time) if time == DAY && !end => {
                let message = "a block may end at `24:00` but not begin there".to_owned();
                self.fault(path, message, Some("00:00".to_owned()));
                None
            }
            Some(time) => Some(time),
            None => {
                let message = format!("`{text}` is not a time of day such as `09:30`");
                self.fault(path, message, meant_time(text));
                None
            }
        }
    }

    /// Reports each block that begins before an earlier one has ended, once per pair.
    pub(super) fn overlaps(&mut self, mut placed: Vec<Placed>) {
        placed.sort_by(|a, b| (a.from, a.until, &a.path).cmp(&(b.from, b.until, &b.path)));
        let mut reported = BTreeSet::new();
        let mut longest: Option<&Placed> = None;
        for block in &placed {
            if let Some(before) = longest.filter(|before| block.from < before.until)
                && reported.insert((before.path.as_str(), block.path.as_str()))
            {
                let message = format!("{} overlaps {} at {}", block.text, before.text, before.path);
                self.fault(&block.path, message, None);
            }
            if longest.is_none_or(|before| before.until < block.until) {
                longest = Some(block);
            }
        }
    }

    fn never_open(&mut self, doc: &CalendarDoc) {
        let weekly = doc.weekly.iter().any(|weekly| !weekly.blocks.is_empty());
        let opens = |exception: &ExceptionDoc| {
            !exception.extra.is_empty() || exception.blocks.as_ref().is_some_and(|blocks| !blocks.is_empty())
        };
        if !weekly && !doc.exceptions.iter().any(opens) {
            self.fault("weekly", "this calendar is never open: it has no block at all".to_owned(), None);
        }
    }
}

fn day_name(day: Day) -> &'static str {
    match day {
        Day::Mon => "mon",
        Day::Tue => "tue",
        Day::Wed => "wed",
        Day::Thu => "thu",
        Day::Fri => "fri",
        Day::Sat => "sat",
        Day::Sun => "sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<String> {
        let doc: CalendarDoc = serde_json::from_str(json).unwrap();
        compile(&doc, &[]).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_is_reported_with_its_path() {
        let found = faults(
            r#"{"id": "c", "zone": "Europe/Berlim",
                "weekly": [
                    {"days": ["mon", "mon"], "blocks": [{"from": "9:00", "until": "12:60"}]},
                    {"days": [], "blocks": [{"from": "24:00", "until": "24:00"}]},
                    {"days": ["tue", "wed"], "blocks": [
                        {"from": "08:00", "until": "12:00"}, {"from": "11:00", "until": "13:00"}]}],
                "holidays": [{"date": "2026-02-30"}, {"date": "2026-12-25"}, {"date": "2026-12-25"}],
                "exceptions": [{"date": "2026/7/4", "blocks": []}, {"date": "2026-12-25", "blocks": []},
                    {"date": "2026-12-25", "blocks": []}]}"#,
        );
        let expected = [
            "zone: unknown time zone `Europe/Berlim`, did you mean `Europe/Berlin`?",
            "weekly[0].blocks[0].from: `9:00` is not a time of day such as `09:30`, did you mean `09:00`?",
            "weekly[0].blocks[0].until: `12:60` is not a time of day such as `09:30`",
            "weekly[0].days[1]: `mon` is already there, at days[0]",
            "weekly[1].blocks[0].from: a block may end at `24:00` but not begin there, did you mean `00:00`?",
            "weekly[1].days: names no day",
            "weekly[2].blocks[1]: `11:00`–`13:00` on tue overlaps `08:00`–`12:00` on tue at weekly[2].blocks[0]",
            "holidays[0].date: `2026-02-30` is not a date of the years 1970 to 2200 such as `2026-07-04`",
            "holidays[2].date: `2026-12-25` is already a holiday",
            "exceptions[0].date: `2026/7/4` is not a date of the years 1970 to 2200 such as `2026-07-04`, \
             did you mean `2026-07-04`?",
            "exceptions[2].date: `2026-12-25` is already an exception",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_night_shift_may_not_run_into_the_next_day_not_even_from_sunday_to_monday() {
        let found = faults(
            r#"{"id": "c", "zone": "UTC", "weekly": [
                {"days": ["sun"], "blocks": [{"from": "22:00", "until": "06:00"}]},
                {"days": ["mon"], "blocks": [{"from": "05:00", "until": "09:00"}]}]}"#,
        );
        let expected = "weekly[1].blocks[0]: `05:00`–`09:00` on mon overlaps `22:00`–`06:00` on sun \
                        at weekly[0].blocks[0]";
        assert_eq!(found, [expected]);
        let touching = r#"{"id": "c", "zone": "UTC", "weekly": [
            {"days": ["sun"], "blocks": [{"from": "22:00", "until": "06:00"}]},
            {"days": ["mon"], "blocks": [{"from": "06:00", "until": "09:00"}]}]}"#;
        assert_eq!(faults(touching), [""; 0]);
    }

    #[test]
    fn a_calendar_without_a_block_is_never_open() {
        let never = r#"{"id": "c", "zone": "UTC", "weekly": [{"days": ["sun"], "blocks": []}]}"#;
        assert_eq!(faults(never), ["weekly: this calendar is never open: it has no block at all"]);
        let once = r#"{"id": "c", "zone": "UTC", "weekly": [], "exceptions": [
            {"date": "2026-07-04", "blocks": [{"from": "10:00", "until": "24:00"}]}]}"#;
        assert_eq!(faults(once), [""; 0]);
    }
}
