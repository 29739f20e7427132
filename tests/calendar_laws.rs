//! Calendar laws over every transition of every zone, 1970–2037; of sixteen zones with all the calendars there are here.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]
#![allow(missing_docs, unreachable_pub)]

#[path = "calendar/law.rs"]
mod law;
#[path = "calendar/oracle.rs"]
mod oracle;

use chrono_tz::Tz;
use fairdeal::calendar::{
    BlockDoc, Calendar, CalendarDoc, Day, ExceptionDoc, HolidayDoc, WeeklyDoc, Window, Zone, bounds,
};
use fairdeal::{Span, Timestamp};
use law::{Mistake, Mistaken, ServerOffset, brief_violations, ts, violations};
use oracle::{DAY, HOUR, Oracle};
use proptest::prelude::*;

const ZONES: [&str; 16] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Caracas",
    "America/Havana",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
];

fn block(from: &str, until: &str) -> BlockDoc {
    BlockDoc { from: from.to_owned(), until: until.to_owned() }
}

fn blocks(pairs: &[(&str, &str)]) -> Vec<BlockDoc> {
    pairs.iter().map(|(from, until)| block(from, until)).collect()
}

fn doc(id: &str, zone: &str, days: &[Day], pairs: &[(&str, &str)]) -> CalendarDoc {
    CalendarDoc {
        id: id.try_into().unwrap(),
        zone: zone.to_owned(),
        weekly: vec![WeeklyDoc { days: days.to_vec(), blocks: blocks(pairs) }],
        agent_zone: false,
        holidays: vec![],
        holiday_sets: vec![],
        exceptions: vec![],
    }
}

/// A date with these blocks in place of the usual ones.
fn on(date: &str, blocks: Vec<BlockDoc>) -> ExceptionDoc {
    ExceptionDoc { date: date.to_owned(), blocks: Some(blocks), extra: vec![], removed: vec![] }
}

const WORKDAYS: [Day; 5] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];

/// Calendars with an edge wherever a change of the clocks can bite.
fn docs(zone: &str, changes: &[i64], truth: &Oracle<Tz>) -> Vec<CalendarDoc> {
    let office = doc("office", zone, &WORKDAYS, &[("09:00", "12:00"), ("13:00", "18:00")]);
    let edges = [
        ("00:00", "01:30"),
        ("01:30", "02:00"),
        ("02:15", "02:45"),
        ("03:00", "03:30"),
        ("22:30", "23:15"),
        ("23:30", "24:00"),
    ];
    let edges = doc("edges", zone, &Day::ALL, &edges);
    let long = doc("noon to noon", zone, &[Day::Fri, Day::Sat, Day::Sun], &[("12:00", "12:00")]);
    let mut night = doc("night", zone, &Day::ALL, &[("22:00", "02:30"), ("03:00", "06:00")]);
    let mut dates: Vec<String> = changes.iter().map(|&at| truth.local(at).date().to_string()).collect();
    dates.dedup();
    for (index, date) in dates.into_iter().enumerate() {
        if index % 2 == 0 {
            night.holidays.push(HolidayDoc { date: date.clone(), name: Some("clocks change".to_owned()) });
        }
        if index % 3 == 0 {
            let blocks = blocks(&[("00:30", "01:00"), ("02:00", "03:00"), ("23:00", "00:00")]);
            night.exceptions.push(on(&date, blocks));
        }
    }
    let mut always = doc("round the clock", zone, &Day::ALL, &[("09:00", "09:00")]);
    let closed = changes.iter().flat_map(|&at| [truth.local(at).date(), truth.local(at + 9 * DAY).date()]);
    let closed: std::collections::BTreeSet<String> = closed.map(|date| date.to_string()).collect();
    always.holidays.extend(closed.into_iter().map(|date| HolidayDoc { date, name: None }));
    vec![office, edges, long, night, always]
}

fn compiled(doc: &CalendarDoc) -> Calendar {
    Calendar::compile(doc).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn calendar_laws_over_every_transition_of_sixteen_zones_1970_to_2037() {
    let mut changes_seen = 0;
    for zone in ZONES {
        let truth = Oracle(zone.parse::<Tz>().unwrap());
        let changes = truth.transitions();
        assert!(!changes.is_empty(), "{zone}");
        changes_seen += changes.len();
        for (index, doc) in docs(zone, &changes, &truth).iter().enumerate() {
            let calendar = compiled(doc);
            for &change in &changes {
                let found = violations(&calendar, &truth, doc, change, index == 0);
                assert!(found.is_empty(), "{found:#?}");
            }
        }
    }
    assert!(changes_seen > 1_000, "{changes_seen}");
}

/// Every zone of the database: one calendar that opens and closes by night, and business time to and fro, in at every
/// change of the clocks. Zones that are other names for the same offsets are looked at as well.
#[test]
fn calendar_laws_over_every_transition_of_every_zone_1970_to_2037() {
    let zones: Vec<Tz> = chrono_tz::TZ_VARIANTS.to_vec();
    assert!(zones.len() > 550, "{}", zones.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        while let Some(zone) = zones.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let truth = Oracle(*zone);
            let changes = truth.transitions_by(4 * DAY);
            let pairs = [("22:30", "01:45"), ("02:15", "02:45"), ("03:00", "12:00")];
            let doc = doc("every", zone.name(), &Day::ALL, &pairs);
            let calendar = compiled(&doc);
            // A zone whose clocks have not changed is held to the laws all the same.
            for &change in changes.iter().chain(&[86_400_000, 1_773_000_000_000]) {
                let found = brief_violations(&calendar, &truth, &doc, change);
                assert!(found.is_empty(), "{found:#?}");
                business_laws(&calendar, &truth, &doc, change);
            }
            seen.fetch_add(changes.len(), std::sync::atomic::Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
    assert!(seen.into_inner() > 25_000);
}

/// Business time across a change of the clocks: what was added is what lies between, and what lies between is what the
/// oracle counts.
fn business_laws(calendar: &Calendar, truth: &Oracle<Tz>, doc: &CalendarDoc, change: i64) {
    let open = truth.open_times(doc, change);
    for (before, span) in [(HOUR, HOUR), (3 * HOUR, 5 * HOUR), (20 * HOUR, 13 * HOUR), (0, 1)] {
        let at = ts(change - before);
        let added = Span::millis(span.try_into().unwrap());
        let end = calendar.add_business(at, added).unwrap();
        assert_eq!(calendar.business_between(at, end), added, "{} {at} {span}", doc.zone);
        let counted: i64 =
            open.iter().map(|&(a, b)| (b.min(end.as_millis()) - a.max(at.as_millis())).max(0)).sum();
        assert_eq!(counted, span, "{} {at} {end}", doc.zone);
        assert!(calendar.is_open(end.minus(Span::millis(1))), "{} {end}: not the earliest", doc.zone);
    }
}

/// Gradient Works reads the zone of whoever runs the process; cal.com #30021 keeps one offset all year.
#[test]
fn the_law_catches_a_twin_that_reads_the_servers_offset() {
    let zone = "America/New_York";
    let truth = Oracle(zone.parse::<Tz>().unwrap());
    let changes = truth.transitions();
    for doc in docs(zone, &changes, &truth) {
        let twin = ServerOffset::new(truth.0, &doc);
        let caught: Vec<String> =
            changes.iter().take(4).flat_map(|&at| violations(&twin, &truth, &doc, at, true)).collect();
        // While the clocks change the office is shut and noon far away: there the law sees the later answers.
        let by_night = ["edges", "night"].contains(&doc.id.as_str());
        let open: &[&str] = if by_night { &["is_open", "next_open", "next_close"] } else { &["next_"] };
        for what in ["offset", "Day is what", "Month is what"].iter().chain(open) {
            assert!(caught.iter().any(|line| line.contains(what)), "{} {what}", doc.id);
        }
    }
}

#[test]
fn the_law_catches_days_of_24_hours_and_ends_that_are_open() {
    let zone = "Europe/Dublin";
    let truth = Oracle(zone.parse::<Tz>().unwrap());
    let changes = truth.transitions();
    let doc = &docs(zone, &changes, &truth)[1];
    let calendar = compiled(doc);
    for mistake in [Mistake::DayIs24Hours, Mistake::EndIsOpen] {
        let twin = Mistaken(&calendar, mistake);
        assert!(
            changes.iter().any(|&at| !violations(&twin, &truth, doc, at, true).is_empty()),
            "{mistake:?}"
        );
    }
}

#[test]
fn lead_angel_wednesday_15_00_plus_10_business_hours_is_thursday_17_00() {
    let office = compiled(&doc("office", "America/New_York", &WORKDAYS, &[("10:00", "18:00")]));
    let wednesday: Timestamp = "2026-07-01T15:00:00-04:00".parse().unwrap();
    let thursday: Timestamp = "2026-07-02T17:00:00-04:00".parse().unwrap();
    assert_eq!(office.add_business(wednesday, Span::hours(10)), Some(thursday));
    assert_eq!(office.business_between(wednesday, thursday), Span::hours(10));
    // A span that is used up at closing time ends then.
    let closing: Timestamp = "2026-07-01T18:00:00-04:00".parse().unwrap();
    assert_eq!(office.add_business(wednesday, Span::hours(3)), Some(closing));
    assert_eq!(office.add_business(closing, Span::ZERO), Some(closing));
    assert_eq!(office.business_between(thursday, wednesday), Span::ZERO);
}

#[test]
fn cal_com_30021_one_to_six_stays_one_to_six_when_the_clocks_change() {
    let office = compiled(&doc("office", "Europe/Dublin", &Day::ALL, &[("13:00", "18:00")]));
    for (at, opens) in
        [("2026-03-28T00:00:00Z", "2026-03-28T13:00:00Z"), ("2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z")]
    {
        let (at, opens): (Timestamp, Timestamp) = (at.parse().unwrap(), opens.parse().unwrap());
        assert_eq!(office.next_open(at), Some(opens));
        assert_eq!(office.open_until(opens), Some(opens.plus(Span::hours(5))));
        assert_eq!(office.open_until(at), None);
    }
}

#[test]
fn token_hub_335_a_day_in_shanghai_resets_at_midnight_there() {
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let (start, end) = bounds(Window::Day, &zone, "2026-07-01T20:00:00Z".parse().unwrap());
    assert_eq!(
        (start.to_string().as_str(), end.to_string().as_str()),
        ("2026-07-01T16:00:00Z", "2026-07-02T16:00:00Z")
    );
}

#[test]
fn st_johns_set_its_clock_back_across_midnight_and_began_the_day_once() {
    let zone = Zone::named("America/St_Johns").unwrap();
    // 2010-11-07 00:01 became 2010-11-06 23:01: the day has begun at the first midnight, 02:30 UTC.
    let began: Timestamp = "2010-11-07T02:30:00Z".parse().unwrap();
    for minutes in [0, 1, 30, 61, 90] {
        let (start, end) = bounds(Window::Day, &zone, began.plus(Span::minutes(minutes)));
        assert_eq!((start, end.since(start)), (began, Span::hours(25)), "{minutes}");
    }
}

#[test]
fn every_explanation_names_the_edition_of_the_zone_data() {
    let policy = fairdeal::Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#).unwrap();
    let now: Timestamp = "2026-07-01T00:00:00Z".parse().unwrap();
    let (floor, _) = fairdeal::Floor::open(policy, now);
    let why = floor.explain(now, &fairdeal::Command::Tick {}).1.to_string();
    let edition = Zone::data_version();
    assert!(edition.starts_with("20") && edition.len() == 5, "{edition}");
    assert!(why.contains(&format!("time zones of {edition}")), "{why}");
}

#[test]
fn never_and_always_are_answers() {
    let always = compiled(&doc("always", "Asia/Gaza", &Day::ALL, &[("00:00", "24:00")]));
    let now: Timestamp = "2026-07-01T00:00:00Z".parse().unwrap();
    assert_eq!(always.next_close(now), None);
    assert_eq!(always.open_until(now), Some(Timestamp::MAX));
    assert_eq!(always.add_business(now, Span::days(3_000)), Some(now.plus(Span::days(3_000))));
    assert_eq!(always.add_business(now, Span::millis(u64::MAX)), None);

    let mut almost = doc("almost", "Asia/Gaza", &Day::ALL, &[("00:00", "24:00")]);
    almost.holidays.push(HolidayDoc { date: "2029-01-01".to_owned(), name: None });
    let almost = compiled(&almost);
    assert_eq!(almost.next_close(now), Some("2029-01-01T00:00:00+02:00".parse().unwrap()));
    assert_eq!(almost.next_close("2029-01-02T00:00:00Z".parse().unwrap()), None);

    let mut once = doc("once", "UTC", &Day::ALL, &[]);
    once.exceptions.push(on("2026-07-04", blocks(&[("10:00", "11:00")])));
    let once = compiled(&once);
    let (opens, closes) = ("2026-07-04T10:00:00Z".parse().unwrap(), "2026-07-04T11:00:00Z".parse().unwrap());
    assert_eq!(once.next_open(now), Some(opens));
    assert_eq!(once.next_close(opens), Some(closes));
    assert_eq!(once.next_open(closes), None);
    assert_eq!(once.add_business(now, Span::hours(1)), Some(closes));
    assert_eq!(once.add_business(now, Span::hours(2)), None);
    assert_eq!(once.business_between(Timestamp::MIN, Timestamp::MAX), Span::hours(1));

    let office = compiled(&doc("office", "Pacific/Auckland", &WORKDAYS, &[("09:00", "17:00")]));
    // The last instant is a Wednesday, 13:00 there.
    assert_eq!(office.next_open(Timestamp::MAX), Some(Timestamp::MAX));
    assert_eq!(office.next_close(Timestamp::MAX), None);
    assert_eq!(office.add_business(Timestamp::MAX, Span::hours(9)), None);
    assert_eq!(office.next_close(Timestamp::MIN), Some(Timestamp::MIN.plus(Span::hours(5))));
    let office = compiled(&doc("office", "America/New_York", &WORKDAYS, &[("09:00", "17:00")]));
    assert_eq!(office.next_open(Timestamp::MAX), None);
}

#[test]
fn the_first_windows_of_time_are_cut_off_where_it_begins() {
    for zone in ZONES {
        let doc = doc("sundays", zone, &[Day::Sun], &[("00:00", "00:00")]);
        let (calendar, truth) = (compiled(&doc), Oracle(zone.parse::<Tz>().unwrap()));
        for day in 2..100 {
            let found = violations(&calendar, &truth, &doc, day * DAY, true);
            assert!(found.is_empty(), "{found:#?}");
        }
    }
}

#[test]
fn a_document_is_read_strictly_and_written_as_it_was() {
    let text = r#"{"id":"office","zone":"UTC","weekly":[{"days":["mon"],"blocks":[{"from":"09:00","until":"17:00"}]}]}"#;
    let read: CalendarDoc = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let unknown = text.replace("\"zone\"", "\"timezone\":\"UTC\",\"zone\"");
    assert!(serde_json::from_str::<CalendarDoc>(&unknown).unwrap_err().to_string().contains("timezone"));
}

/// Any week of blocks between sorted cuts of each day, in any of the zones, with a few days off.
fn any_doc() -> impl Strategy<Value = CalendarDoc> {
    let day = prop::collection::btree_set(0_u32..1_440, 0..=6);
    let week = prop::collection::vec(day, 7);
    let offs = prop::collection::btree_set(0_u64..40_000, 0..40);
    (0..ZONES.len(), week, offs).prop_filter_map("never open", |(zone, week, offs)| {
        let mut made = doc("any", ZONES[zone], &[], &[]);
        made.weekly.clear();
        let text = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        for (index, day) in Day::ALL.into_iter().enumerate() {
            let cuts: Vec<u32> = week[index].iter().copied().collect();
            let pairs = cuts.chunks_exact(2);
            // A cut without a partner begins a night shift, until the next day's first cut at the latest.
            let evening = pairs.remainder().first().map(|&from| {
                let until = week[(index + 1) % 7].first().map_or(from, |&next| next.min(from));
                block(&text(from), &text(until))
            });
            let blocks = pairs.map(|cut| block(&text(cut[0]), &text(cut[1]))).chain(evening).collect();
            made.weekly.push(WeeklyDoc { days: vec![day], blocks });
        }
        let date = |day: u64| (chrono::NaiveDate::default() + chrono::Days::new(day)).to_string();
        made.holidays = offs.into_iter().map(|day| HolidayDoc { date: date(day), name: None }).collect();
        Calendar::compile(&made).is_ok().then_some(made)
    })
}

/// Open round the clock but for days off, by days or by night shifts.
fn gapless() -> impl Strategy<Value = CalendarDoc> {
    let offs = prop::collection::btree_set(0_u64..40_000, 0..400);
    (0..ZONES.len(), any::<bool>(), offs).prop_map(|(zone, nights, offs)| {
        let hours = if nights { ("09:00", "09:00") } else { ("00:00", "24:00") };
        let mut made = doc("gapless", ZONES[zone], &Day::ALL, &[hours]);
        let date = |day: u64| (chrono::NaiveDate::default() + chrono::Days::new(day)).to_string();
        made.holidays = offs.into_iter().map(|day| HolidayDoc { date: date(day), name: None }).collect();
        made
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn business_between_undoes_add_business(
        doc in prop_oneof![3 => any_doc(), 1 => gapless()],
        at in DAY..4_102_444_800_000,
        span in prop_oneof![0..2 * HOUR, 0..30 * DAY].prop_map(|millis| Span::millis(millis.try_into().unwrap())),
    ) {
        let calendar = compiled(&doc);
        let truth = Oracle(doc.zone.parse::<Tz>().unwrap());
        let open = truth.open_times(&doc, at);
        let until = at + 10 * DAY;
        let slow: i64 = open.iter().map(|&(a, b)| (b.min(until) - a.max(at)).max(0)).sum();
        prop_assert_eq!(calendar.business_between(ts(at), ts(until)).as_millis(), slow);
        let at = ts(at);
        // With a minute a week the end may lie past the end of time.
        if let Some(end) = calendar.add_business(at, span) {
            prop_assert_eq!(calendar.business_between(at, end), span);
            // It is the earliest such instant.
            prop_assert!(span == Span::ZERO || calendar.is_open(end.minus(Span::millis(1))));
        } else {
            prop_assert!(calendar.business_between(at, Timestamp::MAX) < span);
        }
    }

    #[test]
    fn random_calendars_agree_with_the_oracle(
        doc in any_doc(),
        at in prop_oneof![1 => 2 * DAY..100 * DAY, 9 => 2 * DAY..4_102_444_800_000],
    ) {
        let calendar = compiled(&doc);
        let truth = Oracle(doc.zone.parse::<Tz>().unwrap());
        let found = violations(&calendar, &truth, &doc, at, true);
        prop_assert!(found.is_empty(), "{:#?}", found);
    }
}
