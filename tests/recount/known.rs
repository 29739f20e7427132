//! Zones and calendars, each read once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fairdeal::calendar::{Calendar, CalendarDoc, HolidaySetDoc, Zone};

thread_local! {
    static ZONES: RefCell<BTreeMap<String, Zone>> = RefCell::default();
    static CALENDARS: RefCell<BTreeMap<String, Calendar>> = RefCell::default();
}

pub fn zone(name: &str) -> Zone {
    ZONES.with_borrow_mut(|known| {
        known.entry(name.to_owned()).or_insert_with(|| Zone::named(name).unwrap()).clone()
    })
}

pub fn calendar(doc: &CalendarDoc, sets: &[HolidaySetDoc]) -> Calendar {
    let read = || Calendar::compile_with(doc, sets).unwrap();
    let key = serde_json::to_string(&(doc, sets)).unwrap();
    CALENDARS.with_borrow_mut(|known| known.entry(key).or_insert_with(read).clone())
}
