//! The example `accountability`: what it prints adds up, a broken file is refused with its line, and the Olist funnel is
//! counted as its owners count it.
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
    clippy::print_stdout,
    reason = "a test may panic: that is a failed test"
)]

#[path = "../examples/accountability/cli.rs"]
mod cli;
#[path = "../examples/deal/dice.rs"]
mod dice;
#[path = "../examples/accountability/floor.rs"]
mod floor;
#[path = "../examples/accountability/history.rs"]
mod history;
#[path = "../examples/accountability/olist.rs"]
mod olist;
#[path = "../examples/deal/page.rs"]
mod page;
#[path = "../examples/accountability/partners.rs"]
mod partners;
#[path = "../examples/accountability/run.rs"]
mod run;
#[path = "../examples/deal/stop.rs"]
mod stop;
#[path = "../examples/accountability/tables.rs"]
mod tables;
#[path = "../examples/deal/when.rs"]
mod when;

use std::path::{Path, PathBuf};

use clap::Parser;
use fairdeal::report::Report;

fn run_with(args: &[&str]) -> Result<String, (u8, String)> {
    let args = [&["accountability"], args].concat();
    run::run(&cli::Cli::parse_from(args)).map_err(|stop| (stop.code, stop.message))
}

fn report(args: &[&str]) -> Report {
    let text = run_with(&[args, &["--json"]].concat()).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(whole["report"].clone()).unwrap()
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// What the README shows of it is what it prints.
#[test]
fn the_readme_quotes_what_is_printed() {
    let printed = run_with(&[]).unwrap();
    let printed: std::collections::BTreeSet<&str> = printed.lines().map(str::trim_end).collect();
    let readme = include_str!("../README.md");
    let quoted = readme.split("```text\n").find(|block| block.starts_with("PARTNERS")).unwrap();
    let quoted = quoted.split("```").next().unwrap();
    for line in quoted.lines().filter(|line| !line.is_empty()) {
        assert!(printed.contains(line.trim_end()), "no longer printed: {line}");
    }
    assert!(quoted.lines().count() > 10);
}

#[test]
fn the_floor_that_is_played_adds_up() {
    let text = run_with(&[]).unwrap();
    for said in [
        "ENQUIRIES BY SOURCE",
        "ANSWERING BY AGENT",
        "RESULTS BY TEAM",
        "PARTNERS",
        "lakeside-heating",
        "partner/send",
    ] {
        assert!(text.contains(said), "no `{said}` in\n{text}");
    }
    let report = report(&[]);
    let all = report.table(&[]).unwrap().row(&[]).unwrap();
    let enquiries = all.enquiries.as_ref().unwrap();
    assert!(enquiries.received > 400 && enquiries.won > 20, "{enquiries:?}");
    for by in ["agent", "office", "team", "stage", "strategy"] {
        let table = report.table(&[by]).unwrap();
        let sum = |of: fn(&fairdeal::report::Sendings) -> u64| {
            table.rows.iter().map(|row| of(&row.sendings)).sum::<u64>()
        };
        assert_eq!(sum(|own| own.sent), all.sendings.sent, "by {by}");
        assert_eq!(sum(|own| own.won), enquiries.won, "by {by}");
    }
    let sources = report.table(&["attribute source"]).unwrap();
    let received = sources.rows.iter().filter_map(|row| Some(row.enquiries.as_ref()?.received));
    assert_eq!(received.sum::<u64>(), enquiries.received);
    // Each lead sent to a partner is counted once, and each that was accepted is somebody's.
    let partners = report.table(&["office"]).unwrap();
    let sent = partners.rows.iter().filter_map(|row| Some((row, row.offices.as_deref()?)));
    let sent: Vec<_> = sent.collect();
    assert_eq!(sent.len(), 3);
    for (row, own) in &sent {
        let ends = [own.accepted, own.declined, own.timed_out, own.withdrawn, own.on_offer];
        assert_eq!(
            (ends.iter().sum::<u64>(), own.accepted),
            (own.sent, row.sendings.owned()),
            "{:?}",
            row.key
        );
        assert!(
            own.sent > 30 && own.sent < row.sendings.sent && row.sendings.worked >= row.sendings.attempted
        );
    }
    let to_partners = sent.iter().map(|(_, own)| own.sent).sum::<u64>();
    assert_eq!(all.offices.as_ref().map(|own| own.sent), Some(to_partners));
    // Who picks the best each time is told from who takes what comes.
    let agents = report.table(&["agent"]).unwrap();
    let picks = |name: &str| agents.row(&[Some(name)]).unwrap().sendings.picks.worth.bp();
    assert_eq!(picks("ben"), Some(10_000));
    assert!(picks("dov") < Some(10_000));
}

#[test]
fn a_history_that_was_written_is_read_again() {
    let path = file("history.jsonl", "");
    let path = path.to_str().unwrap();
    let played = report(&["--seed", "3", "--write", path]);
    let mut read = report(&[path]);
    assert_ne!(read, played, "the file ends with its last record, the floor after two weeks");
    assert!(read.as_of <= played.as_of);
    read.as_of = played.as_of;
    let row = |report: &Report| report.table(&[]).unwrap().rows[0].enquiries.as_ref().unwrap().closed.clone();
    assert_eq!(row(&read), row(&played));
    let lines = run_with(&[path, "--calendar", "night"]).unwrap_err();
    assert!(lines.1.contains("no `night`, but office"), "{lines:?}");
}

#[test]
fn a_broken_history_is_refused_with_its_line() {
    let path = file("whole.jsonl", "");
    run_with(&["--write", path.to_str().unwrap()]).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let broken = |name: &str, lines: &[&str]| {
        let path = file(name, &lines.join("\n"));
        run_with(&[path.to_str().unwrap()]).unwrap_err()
    };
    let cut = broken("cut.jsonl", &[&lines[..4], &[&lines[4][..lines[4].len() / 2]]].concat());
    assert!(cut.0 == 2 && cut.1.contains("cut.jsonl, line 5, column"), "{cut:?}");
    let gap = broken("gap.jsonl", &[&lines[..7], &[""], &lines[8..]].concat());
    assert!(
        gap.0 == 2 && gap.1.contains("gap.jsonl, line 9: record 9 does not follow revision 7"),
        "{gap:?}"
    );
    let other = broken("other.jsonl", &[r#"{"name": "ann"}"#]);
    assert!(other.0 == 2 && other.1.contains("line 1"), "{other:?}");
    let empty = broken("empty.jsonl", &[]);
    assert!(empty.1.contains("no record says what policy is in force"), "{empty:?}");
    let missing = run_with(&["no/such/file.jsonl"]).unwrap_err();
    assert!(missing.0 == 1 && missing.1.contains("no/such/file.jsonl"), "{missing:?}");
}

/// Leads and won deals by source, as they can be counted by hand in the two files.
#[test]
fn the_olist_funnel_by_source_and_person() {
    let nowhere = run_with(&["--olist", "no/such/folder"]).unwrap();
    assert!(nowhere.starts_with("skipped: "), "{nowhere}");
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let data = std::env::var("FAIRDEAL_DATA").map_or_else(|_| beside(), PathBuf::from).join("olist");
    if !data.exists() {
        println!("skipped: there is no {}", data.display());
        return;
    }
    let report = report(&["--olist", data.to_str().unwrap()]);
    let sources = report.table(&["attribute source"]).unwrap();
    let counts = [
        (Some("organic_search"), 2_296, 271),
        (Some("paid_search"), 1_586, 195),
        (Some("social"), 1_350, 75),
        (Some("unknown"), 1_099, 179),
        (Some("direct_traffic"), 499, 56),
        (Some("email"), 493, 15),
        (Some("referral"), 284, 24),
        (Some("other"), 150, 4),
        (Some("display"), 118, 6),
        (Some("other_publicities"), 65, 3),
        (None, 60, 14),
    ];
    for (source, leads, won) in counts {
        let own = sources.row(&[source]).unwrap().enquiries.as_ref().unwrap();
        assert_eq!((own.received, own.won), (leads, won), "{source:?}");
        assert_eq!(own.since_received.won.wall.happened() + own.since_received.won.wall.waiting(), leads);
    }
    let agents = report.table(&["agent"]).unwrap();
    let count = |of: fn(&fairdeal::report::Sendings) -> u64| {
        (
            agents.rows.iter().map(|row| of(&row.sendings)).sum::<u64>(),
            agents.rows.iter().filter(|row| of(&row.sendings) > 0).count(),
        )
    };
    assert_eq!(count(|own| own.won), (842, 22), "every deal has a closer");
    assert_eq!(count(|own| own.handed_off_won).0, 837, "five deals are handed over by nobody");
    assert_eq!(count(|own| own.sent - own.bridged), (842, 32), "every deal has a qualifier");
}
