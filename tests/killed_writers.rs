//! Processes that are killed at random points lose nothing over a careful store, and the audit finds what a careless one
//! loses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    reason = "a panic here is a failed test"
)]

mod faults_of_stores;
mod file_store;

use fairdeal::{
    AgentId, Command, Floor, Lead, Policy, PolicyDoc, PresenceSnapshot, PresenceState, Sign, Timestamp,
};
use faults_of_stores::{Found, Trial, Wrong};
use file_store::{Bug, FileStore};

const BUGS: [Bug; 6] = [
    Bug::None,
    Bug::ComparesTooEarly,
    Bug::LastWriterWins,
    Bug::KeepsLater,
    Bug::RecordByRecord,
    Bug::NumbersAnew,
];

/// A place is a folder and the bug of the store in it.
fn open(place: &str) -> FileStore {
    let (bug, folder) = place.split_once(' ').unwrap();
    FileStore::open(folder, *BUGS.iter().find(|known| format!("{known:?}") == bug).unwrap())
}

#[test]
fn worker() {
    faults_of_stores::work(open);
}

fn found(bug: Bug, trial: Trial) -> Found {
    let folder = tempfile::tempdir().unwrap();
    let place = format!("{bug:?} {}", folder.path().to_str().unwrap());
    let found = faults_of_stores::try_out(&Trial { place, ..trial }, open, |_| 0);
    println!("{bug:?}: {found}");
    found
}

#[test]
fn the_file_store_passes_the_suite() {
    let folder = tempfile::tempdir().unwrap();
    let place = format!("None {}", folder.path().to_str().unwrap());
    fairdeal::testing::store::check("suite", || open(&place)).unwrap_or_else(|faulty| panic!("{faulty}"));
}

#[test]
fn killed_writers_on_one_floor_lose_nothing() {
    found(Bug::None, Trial::default()).assert_sound();
}

#[test]
fn killed_writers_on_many_floors_lose_nothing() {
    found(Bug::None, Trial { floors: 5, kills: 8, seed: 2, ..Trial::default() }).assert_sound();
}

#[test]
fn a_killed_writer_that_is_alone_leaves_whole_commits() {
    let alone = Trial { processes: 1, threads: 1, cut_of_1000: 0, kills: 6, seed: 4, ..Trial::default() };
    found(Bug::None, alone).assert_sound();
}

#[test]
fn what_careless_stores_lose_is_found() {
    let crowd = Trial { kills: 6, quiet: 5, seed: 3, ..Trial::default() };
    // Commits of several records are those of hosts that meet nobody else.
    let alone = Trial { processes: 1, threads: 1, cut_of_1000: 0, kills: 20, ..crowd.clone() };
    for (bug, wrong, trial) in [
        (Bug::ComparesTooEarly, Wrong::History, &crowd),
        (Bug::LastWriterWins, Wrong::Lost, &crowd),
        (Bug::KeepsLater, Wrong::Lost, &crowd),
        (Bug::RecordByRecord, Wrong::Torn, &alone),
        (Bug::NumbersAnew, Wrong::Lost, &crowd),
    ] {
        // Where a kill falls is not in our hands: what is not found by one trial is by the next.
        let mut trials = (0..4).map(|more| found(bug, Trial { seed: trial.seed + more, ..trial.clone() }));
        let found = trials.find(|found| found.names(wrong));
        assert!(found.is_some(), "{bug:?} must be found as {wrong:?}");
    }
}

#[test]
fn leads_above_a_cap_are_found() {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let agent = AgentId::new("a0").unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(&faults_of_stores::policy(9)).unwrap(), now);
    floor.see(PresenceSnapshot::new([Sign::new(agent.clone(), PresenceState::Available, now)]), now);
    for number in 0..5 {
        let lead = Lead::new(&format!("L-{number}")).unwrap();
        let accept = Command::Accept { lead: lead.id().clone(), agent: agent.clone() };
        floor.run(now, &Command::Submit(lead));
        floor.run(now, &accept);
    }
    // Five leads came to one who may have three.
    floor.run(
        now,
        &Command::ReplacePolicy(Box::new(PolicyDoc::from_json(&faults_of_stores::policy(3)).unwrap())),
    );
    let found = faults_of_stores::judge_caps(floor.state());
    println!("{found}");
    let caps = &found.wrongs[&Wrong::Cap];
    assert!(caps.iter().any(|what| what.contains("at_once") && what.ends_with("5 of 3")), "{found}");
    assert!(caps.iter().any(|what| what.ends_with("a0 owns 5 leads at once")), "{found}");
}
