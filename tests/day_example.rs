//! The example `day`, small: nothing is stuck, everything adds up, and the checks it makes can fail.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "a test may panic: that is a failed test"
)]

#[path = "../examples/day/arrivals.rs"]
mod arrivals;
#[path = "../examples/day/cli.rs"]
mod cli;
#[path = "../examples/day/clocks.rs"]
mod clocks;
#[path = "../examples/deal/dice.rs"]
mod dice;
#[path = "../examples/day/ends.rs"]
mod ends;
#[path = "../examples/day/groups.rs"]
mod groups;
#[path = "../examples/deal/log.rs"]
mod log;
#[path = "../examples/day/month.rs"]
mod month;
#[path = "../examples/deal/names.rs"]
mod names;
#[path = "../examples/deal/page.rs"]
mod page;
#[path = "../examples/day/partings.rs"]
mod partings;
#[path = "../examples/deal/people.rs"]
mod people;
#[path = "../examples/day/play.rs"]
mod play;
#[path = "../examples/day/report.rs"]
mod report;
#[path = "../examples/day/said.rs"]
mod said;
#[path = "../examples/deal/shifts.rs"]
mod shifts;
#[path = "../examples/deal/simulate.rs"]
mod simulate;
#[path = "../examples/deal/stop.rs"]
mod stop;
#[path = "../examples/deal/story.rs"]
mod story;
#[path = "../examples/deal/tables.rs"]
mod tables;
#[path = "../examples/deal/tally.rs"]
mod tally;
#[path = "../examples/day/waiting.rs"]
mod waiting;
#[path = "../examples/deal/waits.rs"]
mod waits;
#[path = "../examples/deal/when.rs"]
mod when;
#[path = "../examples/deal/work.rs"]
mod work;

use std::path::PathBuf;

use clap::Parser;
use fairdeal::calendar::Zone;
use fairdeal::{FloorState, Policy};

/// Eighteen days of a quiet floor: the outage, the burst, two departures and the newcomer are in them.
const SMALL: [&str; 5] = ["day", "--days", "18", "--leads-a-day", "24"];

fn run(more: &[&str]) -> Result<String, stop::Stop> {
    report::run(&cli::Cli::try_parse_from(SMALL.iter().chain(more)).unwrap())
}

fn written(name: &str, policy: &str) -> String {
    let path: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    std::fs::write(&path, policy).unwrap();
    path.display().to_string()
}

#[test]
fn nothing_is_stuck_and_everything_adds_up() {
    let text = run(&["--seed", "3"]).unwrap();
    let totals = text.lines().find(|line| line.contains(" leads = ")).unwrap();
    let numbers: Vec<u64> = totals.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert_eq!(numbers[0], numbers[1..].iter().sum::<u64>(), "{totals}");
    assert!(numbers[0] > 350 && numbers[1..5].iter().all(|number| *number > 0), "{totals}");
    for part in [
        "stuck: 0",
        "Outage from Thu 12 Mar 10:40",
        "Burst: 48 leads",
        "America/Denver",
        "newcomer",
        "told: no",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // A day of 23 hours, and a night shift of seven.
    let row = |first: &[&str]| -> Vec<String> {
        let mut rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        rows.find(|words| words.starts_with(first)).unwrap().into_iter().map(str::to_owned).collect()
    };
    assert_eq!(row(&["daily", "Sun", "8", "Mar"])[13], "23h");
    assert_eq!(row(&["night", "America/New_York"])[2..], ["8h", "7h", "8h", "03:00", "02:00"]);
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "fits 100 columns: {line}");
    }
    assert_eq!(run(&["--seed", "3"]).unwrap(), text, "the same seed, the same month");
}

#[test]
fn catching_up_is_ticking_live_and_the_records_are_the_floor() {
    let policy = Policy::from_json(include_str!("../examples/policies/month.json")).unwrap();
    // That a lead of a state nobody serves has nowhere to go is meant to be so.
    let kinds: Vec<_> = policy.issues().iter().map(|issue| issue.kind).collect();
    assert_eq!(kinds, [fairdeal::IssueKind::NoDefault]);
    assert_eq!(policy.doc().agents.len(), 60);
    let zone = Zone::named(&policy.doc().zone).unwrap();
    let month = month::Month::of(&policy, &zone, 5, 24, 13).unwrap();
    let (story, log) = (story::Story::untold(), log::Log::open(None).unwrap());
    let played = play::play(&policy, &zone, &month, 5, story, log).unwrap();
    let outage = played.outage.unwrap();
    assert!(outage.as_if_live && outage.ticks > 0, "{outage:?}");
    assert_eq!((played.refused_leads, played.refused.len()), (0, 0), "{:?}", played.refused);
    // Nobody was given anything while the host was down and nothing was known of anybody.
    let (from, until) = month.outage;
    let silent = from.plus(fairdeal::Span::seconds(600));
    let records = played.sim.kept.as_ref().unwrap();
    for record in records.iter().filter(|record| silent <= record.at && record.at < until) {
        let given = |event: &fairdeal::Event| {
            matches!(event, fairdeal::Event::Offered { .. } | fairdeal::Event::Assigned { .. })
        };
        assert!(!record.events.iter().any(given), "{record:?}");
    }
    // The history alone gives the floor.
    let (_, first) = fairdeal::Floor::open(policy, month.from);
    let mut state = FloorState::new();
    for record in std::iter::once(&first).chain(records) {
        state.apply(record).unwrap();
    }
    assert!(state.snapshot() == played.sim.floor.state().snapshot());
}

#[test]
fn a_lead_nobody_can_ever_take_is_stuck() {
    let path = written(
        "stuck.json",
        r#"{"format": 1, "semantics": 1, "id": "p", "zone": "America/New_York", "default_plan": "d", "queues": [{"id": "q"}],
            "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}], "agents": [{"id": "ann"}]}"#,
    );
    let stop = run(&["--policy", &path]).unwrap_err();
    assert_eq!(stop.code, 1);
    assert!(
        stop.message.starts_with("stuck: ") && stop.message.contains("queue `q` has no member left"),
        "{}",
        stop.message
    );
}

#[test]
fn a_broken_policy_says_everything_that_is_wrong_and_a_lead_must_be_there() {
    let path = written(
        "broken.json",
        r#"{"format": 1, "semantics": 1, "id": "p", "queues": [{"id": "web", "work_kind": "x"}],
            "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "wbe"}}}]}], "default_plan": "e"}"#,
    );
    let stop = run(&["--policy", &path]).unwrap_err();
    assert_eq!(stop.code, 2);
    for part in ["`x`", "did you mean `web`?", "`e`"] {
        assert!(stop.message.contains(part), "{part} in {}", stop.message);
    }
    let stop = run(&["--lead", "nobody"]).unwrap_err();
    assert!(stop.code == 2 && stop.message.contains("no lead `nobody`"), "{}", stop.message);
    let text = run(&["--lead", "L-00010"]).unwrap();
    assert!(text.contains("WHAT BECAME OF LEAD L-00010\n"), "{text}");
}
