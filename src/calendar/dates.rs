//! The dates that differ from the usual week: holidays and exceptions.

use std::collections::{BTreeMap, BTreeSet};

use super::civil::weekday;
use super::compile::{Check, Placed};
use super::doc::{BlockDoc, CalendarDoc, HolidayDoc, HolidaySetDoc};
use super::fault::CalendarFault;
use super::parse::{date, meant_date};
use super::pattern::{Block, Special};

/// The blocks that begin on each date that differs.
type Dates = BTreeMap<i64, Vec<Block>>;

/// What is wrong with a holiday set, on its own.
pub(crate) fn faults_of(set: &HolidaySetDoc) -> Vec<CalendarFault> {
    let mut check = Check::new();
    check.days("dates", &set.dates);
    check.into_faults()
}

impl Check {
    /// The calendar's own days off.
    pub(super) fn holidays(&mut self, doc: &CalendarDoc) -> Dates {
        self.days("holidays", &doc.holidays).into_iter().map(|day| (day, Vec::new())).collect()
    }

    fn days(&mut self, list: &str, docs: &[HolidayDoc]) -> BTreeSet<i64> {
        let mut days = BTreeSet::new();
        for (index, holiday) in docs.iter().enumerate() {
            let path = format!("{list}[{index}].date");
            if let Some(day) = self.date(&path, &holiday.date)
                && !days.insert(day)
            {
                self.fault(&path, format!("`{}` is already a holiday", holiday.date), None);
            }
        }
        days
    }

    /// The days off of the sets it keeps. What is wrong with a set is said of the set.
    pub(super) fn sets(&mut self, doc: &CalendarDoc, sets: &[HolidaySetDoc], days: &mut Dates) {
        let mut seen = BTreeMap::new();
        for (index, name) in doc.holiday_sets.iter().enumerate() {
            let path = format!("holiday_sets[{index}]");
            if let Some(first) = seen.insert(name, index) {
                let message = format!("holiday set `{name}` is already there, at holiday_sets[{first}]");
                self.fault(&path, message, None);
                continue;
            }
            match sets.iter().find(|set| set.id == *name) {
                Some(set) => {
                    let dates = set.dates.iter().filter_map(|holiday| date(&holiday.date));
                    days.extend(dates.map(|day| (day, Vec::new())));
                }
                None => {
                    let known = sets.iter().map(|set| set.id.as_str());
                    let near = |other: &&str| strsim::osa_distance(name.as_str(), other);
                    let nearest = known.min_by_key(near);
                    let close = nearest.filter(|other| near(other).saturating_mul(3) <= other.len());
                    self.fault(&path, format!("unknown holiday set `{name}`"), close.map(str::to_owned));
                }
            }
        }
    }

    /// The dates that differ, each with the blocks that begin on it.
    pub(super) fn exceptions(
        &mut self,
        doc: &CalendarDoc,
        mut days: Dates,
        week: &[Vec<Block>; 7],
    ) -> Vec<Special> {
        let mut seen = BTreeSet::new();
        for (index, exception) in doc.exceptions.iter().enumerate() {
            let path = format!("exceptions[{index}]");
            let day = self.date(&format!("{path}.date"), &exception.date);
            if day.is_some_and(|day| !seen.insert(day)) {
                let message = format!("`{}` is already an exception", exception.date);
                self.fault(&format!("{path}.date"), message, None);
            }
            if exception.blocks.is_none() && exception.extra.is_empty() && exception.removed.is_empty() {
                let message = "changes nothing; for a day off write `blocks: []`".to_owned();
                self.fault(&path, message, None);
            }
            let own =
                exception.blocks.as_ref().map(|own| self.apart(&format!("{path}.blocks"), own, |_| true));
            let usual = day.map(|day| match days.get(&day) {
                Some(holiday) => holiday.clone(),
                None => {
                    let weekday = usize::try_from(weekday(day)).unwrap_or(0);
                    week.get(weekday).cloned().unwrap_or_default()
                }
            });
            let mut blocks = own.or(usual).unwrap_or_default();
            blocks.extend(self.apart(&format!("{path}.extra"), &exception.extra, |_| true));
            let lies = |out: &Block| {
                day.is_none() || blocks.iter().any(|block| block.from < out.until && out.from < block.until)
            };
            let removed = self.apart(&format!("{path}.removed"), &exception.removed, lies);
            for out in removed {
                let around = |block: &Block| {
                    let before = Block { from: block.from, until: block.until.min(out.from) };
                    let after = Block { from: block.from.max(out.until), until: block.until };
                    [before, after].into_iter().filter(|rest| rest.from < rest.until)
                };
                blocks = blocks.iter().flat_map(around).collect();
            }
            if let Some(day) = day {
                days.insert(day, blocks);
            }
        }
        let special = |(day, blocks): (i64, Vec<Block>)| Special { day, blocks: blocks.into_boxed_slice() };
        days.into_iter().map(special).collect()
    }

    /// Blocks of one list of one date, which do not overlap one another; each has to be where there is something.
    fn apart(&mut self, path: &str, docs: &[BlockDoc], lies: impl Fn(&Block) -> bool) -> Vec<Block> {
        let blocks = self.blocks(path, docs);
        for (block, text, path) in &blocks {
            if !lies(block) {
                self.fault(path, format!("{text} takes nothing out: no block of that date lies there"), None);
            }
        }
        let placed = blocks.iter().map(|(block, text, path)| Placed {
            from: block.from,
            until: block.until,
            text: text.clone(),
            path: path.clone(),
        });
        self.overlaps(placed.collect());
        blocks.into_iter().map(|(block, ..)| block).collect()
    }

    fn date(&mut self, path: &str, text: &str) -> Option<i64> {
        let read = date(text);
        if read.is_none() {
            let message = format!("`{text}` is not a date of the years 1970 to 2200 such as `2026-07-04`");
            self.fault(path, message, meant_date(text));
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Calendar, CalendarDoc, HolidaySetDoc};
    use crate::time::Timestamp;

    fn read(exceptions: &str) -> Result<Calendar, Vec<String>> {
        let json = format!(
            r#"{{"id": "c", "zone": "UTC", "holiday_sets": ["us", "tx"],
                "weekly": [{{"days": ["mon", "tue", "wed", "thu", "fri"], "blocks": [{{"from": "09:00", "until": "17:00"}}]}}],
                "exceptions": [{exceptions}]}}"#
        );
        let doc: CalendarDoc = serde_json::from_str(&json).unwrap();
        let sets: Vec<HolidaySetDoc> = serde_json::from_str(
            r#"[{"id": "us", "dates": [{"date": "2026-07-03"}, {"date": "2026-09-07"}]}, {"id": "tx", "dates": [{"date": "2026-07-03"}, {"date": "2026-03-02"}]}]"#,
        )
        .unwrap();
        Calendar::compile_with(&doc, &sets).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    /// Whether it is open at each full hour of a date.
    fn hours(calendar: &Calendar, date: &str) -> Vec<bool> {
        let start: Timestamp = format!("{date}T00:00:00Z").parse().unwrap();
        (0..24).map(|hour| calendar.is_open(start.plus(crate::Span::hours(hour)))).collect()
    }

    fn open(pairs: &[(usize, usize)]) -> Vec<bool> {
        (0..24).map(|hour| pairs.iter().any(|(from, until)| (*from..*until).contains(&hour))).collect()
    }

    #[test]
    fn sets_are_kept_together_and_exceptions_add_and_take_out() {
        let calendar = read(
            r#"{"date": "2026-07-03", "extra": [{"from": "10:00", "until": "12:00"}]},
                {"date": "2026-07-06", "extra": [{"from": "16:00", "until": "20:00"}]},
                {"date": "2026-07-07", "removed": [{"from": "12:00", "until": "13:00"}, {"from": "16:00", "until": "18:00"}]},
                {"date": "2026-07-08", "blocks": [{"from": "06:00", "until": "08:00"}], "extra": [{"from": "20:00", "until": "22:00"}]},
                {"date": "2026-07-09", "blocks": []}"#,
        )
        .unwrap();
        assert_eq!(hours(&calendar, "2026-09-07"), open(&[]), "a holiday of the one");
        assert_eq!(hours(&calendar, "2026-03-02"), open(&[]), "and of the other");
        assert_eq!(hours(&calendar, "2026-03-03"), open(&[(9, 17)]));
        assert_eq!(hours(&calendar, "2026-07-03"), open(&[(10, 12)]), "open beside nothing");
        assert_eq!(hours(&calendar, "2026-07-06"), open(&[(9, 20)]), "what overlaps is one stretch");
        assert_eq!(hours(&calendar, "2026-07-07"), open(&[(9, 12), (13, 16)]));
        assert_eq!(hours(&calendar, "2026-07-08"), open(&[(6, 8), (20, 22)]));
        assert_eq!(hours(&calendar, "2026-07-09"), open(&[]));
    }

    #[test]
    fn an_exception_that_changes_nothing_is_a_fault_and_so_is_a_set_nobody_knows() {
        let faults = read(
            r#"{"date": "2026-07-03", "removed": [{"from": "10:00", "until": "12:00"}]}, {"date": "2026-07-06"},
                {"date": "2026-07-07", "extra": [{"from": "18:00", "until": "20:00"}, {"from": "19:00", "until": "21:00"}]}"#,
        )
        .unwrap_err();
        let expected = [
            "exceptions[0].removed[0]: `10:00`–`12:00` takes nothing out: no block of that date lies there",
            "exceptions[1]: changes nothing; for a day off write `blocks: []`",
            "exceptions[2].extra[1]: `19:00`–`21:00` overlaps `18:00`–`20:00` at exceptions[2].extra[0]",
        ];
        assert_eq!(faults, expected);
        let doc: CalendarDoc = serde_json::from_str(
            r#"{"id": "c", "zone": "UTC", "holiday_sets": ["us_tx", "us_tx", "uk"], "weekly": [{"days": ["mon"], "blocks": [{"from": "09:00", "until": "17:00"}]}]}"#,
        )
        .unwrap();
        let sets: Vec<HolidaySetDoc> = serde_json::from_str(r#"[{"id": "us_tex", "dates": []}]"#).unwrap();
        let faults = Calendar::compile_with(&doc, &sets).unwrap_err();
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let expected = [
            "holiday_sets[0]: unknown holiday set `us_tx`, did you mean `us_tex`?",
            "holiday_sets[1]: holiday set `us_tx` is already there, at holiday_sets[0]",
            "holiday_sets[2]: unknown holiday set `uk`",
        ];
        assert_eq!(faults, expected);
    }
}
