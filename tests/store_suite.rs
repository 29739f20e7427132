//! The store suite passes the store in memory, and catches each known way to get a store wrong by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a panic here is a failed test"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fairdeal::testing::store::{CASES, Faulty, check};
use fairdeal::{Commit, CommitOutcome, FloorId, LeadStore, Loaded, MemoryStore, Recorded, Revision};

#[test]
fn the_store_in_memory_passes() {
    let store = MemoryStore::new();
    check("whole", || store.clone()).unwrap_or_else(|faulty| panic!("{faulty}"));
    for keep in [1, 2, 3, 7] {
        let store = MemoryStore::compacting(keep);
        check("compacting", || store.clone()).unwrap_or_else(|faulty| panic!("keep {keep}: {faulty}"));
    }
}

/// What a careless implementer might get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bug {
    None,
    /// Appends whatever comes.
    LostUpdate,
    /// Compares and appends in two steps.
    CompareThenAppend,
    /// Compares record by record, so a part of a stale commit is kept.
    NotAtomic,
    /// Keeps only the first record of a commit.
    FirstRecordOnly,
    /// Leaves out a record when asked for everything.
    Gap,
    /// Takes every floor for the same.
    OneFloor,
    /// Keeps nothing on a conflict and says that it has.
    ConflictSwallowed,
    /// Gives the record asked `after`, too.
    OneTooMany,
    /// Leaves out the first record after the one asked for.
    OneTooFew,
    /// Newest first.
    Backwards,
    /// Says that a floor of which nothing is known is an error.
    UnknownFloor,
    /// A handle reads from a copy made when it was opened.
    StaleRead,
    /// Keeps everything in the handle.
    NotDurable,
    /// Cuts records at so many events or bytes.
    Truncates,
    /// An error in place of a conflict.
    ConflictAsError,
}

type Floors = BTreeMap<String, Vec<Recorded>>;

struct Careless {
    bug: Bug,
    floors: Arc<Mutex<Floors>>,
    copy: Floors,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(&'static str);

impl Careless {
    fn open(bug: Bug, floors: &Arc<Mutex<Floors>>) -> Careless {
        let floors = if bug == Bug::NotDurable { Arc::default() } else { Arc::clone(floors) };
        let copy = floors.lock().unwrap().clone();
        Careless { bug, floors, copy }
    }

    fn key(&self, floor: &FloorId) -> String {
        // Each case still begins on a floor of its own, so that only mixing two floors of one case shows.
        let name = floor.as_str();
        if self.bug == Bug::OneFloor { name.trim_end_matches(" 2").to_owned() } else { name.to_owned() }
    }
}

impl LeadStore for Careless {
    type Error = Failed;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Failed> {
        let floors = self.floors.lock().unwrap();
        let key = self.key(floor);
        let from = if self.bug == Bug::StaleRead { &self.copy } else { &*floors };
        if self.bug == Bug::UnknownFloor && !from.contains_key(&key) {
            return Err(Failed("no such floor"));
        }
        let history = from.get(&key).cloned().unwrap_or_default();
        let after = match self.bug {
            Bug::OneTooMany => after.saturating_sub(1),
            Bug::OneTooFew if after > 0 => after + 1,
            _ => after,
        };
        let mut records: Vec<_> = history.into_iter().filter(|record| record.revision > after).collect();
        match self.bug {
            Bug::Gap if records.len() > 5 => {
                records.remove(3);
            }
            Bug::Backwards => records.reverse(),
            _ => {}
        }
        Ok(Loaded { base: None, records })
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, Failed> {
        let key = self.key(&commit.floor);
        let head =
            |floors: &Floors| floors.get(&key).and_then(|history| history.last()).map_or(0, |r| r.revision);
        let mut records = commit.records.clone();
        if self.bug == Bug::Truncates {
            for record in &mut records {
                let large = format!("{:?}", record.events).len() > 100_000;
                if large {
                    record.events.truncate(1);
                    record.events.clear();
                }
            }
        }
        let mut floors = self.floors.lock().unwrap();
        let mut current = head(&floors);
        if self.bug == Bug::CompareThenAppend && current == commit.based_on {
            drop(floors);
            std::thread::sleep(std::time::Duration::from_millis(2));
            floors = self.floors.lock().unwrap();
            current = commit.based_on;
        }
        if current != commit.based_on {
            match self.bug {
                Bug::LostUpdate => {}
                Bug::ConflictSwallowed => return Ok(CommitOutcome::Applied),
                Bug::ConflictAsError => return Err(Failed("somebody was first")),
                Bug::NotAtomic => {
                    let history = floors.entry(key.clone()).or_default();
                    for record in records {
                        if record.revision == history.last().map_or(0, |r| r.revision) + 1 {
                            history.push(record);
                        }
                    }
                    return Ok(CommitOutcome::Conflict);
                }
                _ => return Ok(CommitOutcome::Conflict),
            }
        }
        let history = floors.entry(key).or_default();
        if self.bug == Bug::FirstRecordOnly {
            records.truncate(1);
        }
        history.extend(records);
        Ok(CommitOutcome::Applied)
    }
}

fn judge(bug: Bug) -> Result<(), Faulty> {
    let floors = Arc::default();
    check("suite", || Careless::open(bug, &floors))
}

#[test]
fn a_careful_store_passes() {
    judge(Bug::None).unwrap_or_else(|faulty| panic!("{faulty}"));
}

#[test]
fn every_known_bug_is_caught_and_named() {
    let expected = [
        (Bug::LostUpdate, "stale commit"),
        (Bug::CompareThenAppend, "race"),
        (Bug::NotAtomic, "all or nothing"),
        (Bug::FirstRecordOnly, "all or nothing"),
        (Bug::Gap, "whole history"),
        (Bug::OneFloor, "floors apart"),
        (Bug::ConflictSwallowed, "stale commit"),
        (Bug::OneTooMany, "load after"),
        (Bug::OneTooFew, "load after"),
        (Bug::Backwards, "whole history"),
        (Bug::UnknownFloor, "unknown floor"),
        (Bug::StaleRead, "shared by handles"),
        (Bug::NotDurable, "reopened"),
        (Bug::Truncates, "large record"),
        (Bug::ConflictAsError, "stale commit"),
    ];
    for (bug, case) in expected {
        let faulty = judge(bug).expect_err(&format!("{bug:?} must be caught"));
        println!("{bug:?}: {faulty}");
        assert!(faulty.names(case), "{bug:?} must be named `{case}`: {faulty}");
        assert!(faulty.faults.iter().all(|fault| CASES.contains(&fault.case)));
    }
}

#[test]
fn bugs_of_one_case_show_in_that_case_only() {
    for (bug, case) in
        [(Bug::OneFloor, "floors apart"), (Bug::Truncates, "large record"), (Bug::CompareThenAppend, "race")]
    {
        let faulty = judge(bug).unwrap_err();
        assert!(faulty.faults.iter().all(|fault| fault.case == case), "{bug:?}: {faulty}");
    }
}

#[test]
fn all_faults_are_reported_not_the_first() {
    let faulty = judge(Bug::Backwards).unwrap_err();
    let cases: std::collections::BTreeSet<_> = faulty.faults.iter().map(|fault| fault.case).collect();
    assert!(cases.len() >= 5, "{faulty}");
}
