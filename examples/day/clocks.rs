//! The weekend on which the clocks change: how long shifts and days are.

use comfy_table::Table;
use fairdeal::calendar::{Calendar, Window, Zone, bounds};
use fairdeal::id::CounterSlot;
use fairdeal::policy::{CapDoc, WindowDoc};
use fairdeal::{Event, Span, Timestamp};

use crate::page::table;
use crate::simulate::Sim;
use crate::when;

/// A noon on Saturday 7, Sunday 8 and Monday 9 March 2026, in UTC.
fn noons() -> Vec<Timestamp> {
    let days = ["2026-03-07T18:00:00Z", "2026-03-08T18:00:00Z", "2026-03-09T18:00:00Z"];
    days.iter().filter_map(|day| day.parse().ok()).collect()
}

/// The open hours of each calendar on these days by its own clock, and when it opens in UTC before and after.
pub(crate) fn shifts(sim: &Sim) -> Table {
    let head = ["Calendar", "Zone", "Sat 7 March", "Sun 8", "Mon 9", "Opens on\nFri 6, UTC", "\nMon 9, UTC"];
    let mut table = table(&head, &[0, 1]);
    let sets = &sim.policy.doc().holiday_sets;
    for calendar in sim.policy.doc().calendars.iter().filter_map(|doc| Calendar::compile_with(doc, sets).ok())
    {
        let zone = calendar.zone();
        let hours = noons().into_iter().map(|noon| {
            let (from, until) = bounds(Window::Day, zone, noon);
            let open = calendar.business_between(from, until);
            if open == Span::ZERO { "closed".to_owned() } else { when::span(open) }
        });
        let opens = |day: &str| {
            let at = when::read(day, zone).ok().and_then(|at| {
                // What goes on from the evening before does not open on this day.
                let at = calendar.open_until(at).unwrap_or(at);
                calendar.next_open(at)
            });
            at.map_or("never".to_owned(), |at| at.to_utc().format("%H:%M").to_string())
        };
        let mut cells = vec![calendar.id().to_string(), zone.name().to_owned()];
        cells.extend(hours);
        cells.extend(["2026-03-06", "2026-03-09"].map(opens));
        table.add_row(cells);
    }
    table
}

/// The windows of the caps that count a day.
pub(crate) fn windows(sim: &Sim) -> Table {
    let mut table =
        table(&["Cap", "Day", "From, UTC", "Until, UTC", "Long", "Counted\nin it"], &[0, 1, 2, 3]);
    let caps = sim.policy.doc().caps.iter().enumerate();
    for (slot, cap) in caps.filter(|(_, cap)| cap.window == WindowDoc::Day) {
        let zone = zone_of(sim, cap);
        for noon in noons() {
            let (from, until) = bounds(Window::Day, &zone, noon);
            table.add_row([
                cap.id.to_string(),
                when::day(noon, &zone),
                utc(from),
                utc(until),
                when::span(until.since(from)),
                counted(sim, slot, from, until).to_string(),
            ]);
        }
    }
    table
}

fn utc(at: Timestamp) -> String {
    at.to_utc().format("%a %-d %b %H:%M").to_string()
}

fn zone_of(sim: &Sim, cap: &CapDoc) -> Zone {
    cap.zone.as_deref().and_then(|zone| Zone::named(zone).ok()).unwrap_or_else(|| sim.zone.clone())
}

/// How many leads the engine counted under a cap in exactly this window, less those that came to count no longer.
fn counted(sim: &Sim, cap: usize, from: Timestamp, until: Timestamp) -> usize {
    let of_cap = |counter: &CounterSlot| {
        sim.tally.counters.get(counter.index()).is_some_and(|counter| counter.cap == cap)
    };
    let events = sim.kept.iter().flatten().flat_map(|record| &record.events);
    events.fold(0_usize, |count, event| match event {
        Event::Counted { counter, from: begins, until: ends, .. }
            if (*begins, *ends) == (from, until) && of_cap(counter) =>
        {
            count + 1
        }
        Event::Uncounted { counter, counted_at, .. }
            if from <= *counted_at && *counted_at < until && of_cap(counter) =>
        {
            count.saturating_sub(1)
        }
        _ => count,
    })
}
