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
use fairdeal::{
    Commit, CommitOutcome, FloorId, FloorState, LeadStore, Loaded, MemoryStore, Recorded, Revision,
};

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
    /// Keeps revisions in 32 bits.
    SmallNumbers,
    /// Takes records as they are numbered.
    AnyNumbers,
    /// Floors whose ids differ in upper and lower case are one.
    FoldsCase,
    /// Floors whose ids differ in white space at the end are one.
    TrimsIds,
    /// Floors whose ids differ by how a letter is composed are one.
    Normalises,
    /// Floors are found by a pattern in which `%` stands for anything.
    Pattern,
    /// Floors whose ids agree in their first so many bytes are one.
    CutsIds,
    /// Writes lead ids in lower case.
    FoldsWithin,
    /// Keeps at most 999 records of a commit.
    ManyAreCut,
    /// A base that is a record behind what it says.
    StaleBase,
    /// A base, and after it also the records it holds.
    BaseAndAll,
    /// A handle that stays knows only the end of the history it wrote itself.
    OwnEndOnly,
    /// Takes a commit for one given before if as many records follow the same revision, within the last few.
    TakesForRepeat,
    /// Applies what comes late over what has been there since.
    LateOverwrites,
    /// Lets readers see a commit while it is written.
    PartsSeen,
    /// Writes to the floor that was named last, whoever named it.
    FloorNamedLast,
    /// Says that somebody was first when somebody writes to another floor.
    OtherFloorInTheWay,
    /// Ends the thread.
    Panics,
}

type Floors = BTreeMap<String, Vec<Recorded>>;

/// What all handles share.
#[derive(Default)]
struct Shared {
    floors: Mutex<Floors>,
    /// One commit at a time, whatever readers see meanwhile.
    turn: Mutex<()>,
    /// The floor named last.
    named: Mutex<String>,
    /// What was applied last on each floor: the revision it followed, and how many records it had.
    applied: Mutex<BTreeMap<String, (Revision, usize)>>,
}

struct Careless {
    bug: Bug,
    shared: Arc<Shared>,
    copy: Floors,
    /// The ends of histories as this handle wrote them.
    ends: Mutex<BTreeMap<String, Revision>>,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(&'static str);

impl Careless {
    fn open(bug: Bug, shared: &Arc<Shared>) -> Careless {
        let shared = if bug == Bug::NotDurable { Arc::default() } else { Arc::clone(shared) };
        let copy = shared.floors.lock().unwrap().clone();
        Careless { bug, shared, copy, ends: Mutex::default() }
    }

    fn key(&self, floor: &FloorId) -> String {
        let name = floor.as_str();
        match self.bug {
            // Each case still begins on a floor of its own, so that only mixing two floors of one case shows.
            Bug::OneFloor => name.trim_end_matches(" 2").to_owned(),
            Bug::FoldsCase => name.to_lowercase(),
            Bug::TrimsIds => name.trim_end().to_owned(),
            Bug::Normalises => name.replace("e\u{301}", "é"),
            Bug::CutsIds => name.chars().take(63).collect(),
            Bug::Pattern => {
                let floors = self.shared.floors.lock().unwrap();
                let like = |known: &&String| match name.split_once('%') {
                    Some((begin, end)) => {
                        known.len() + 1 >= name.len() && known.starts_with(begin) && known.ends_with(end)
                    }
                    None => known.as_str() == name,
                };
                floors.keys().find(like).cloned().unwrap_or_else(|| name.to_owned())
            }
            _ => name.to_owned(),
        }
    }

    /// The history up to a revision as one state.
    fn base(&self, history: &[Recorded], until: usize) -> Option<Arc<[u8]>> {
        Some(FloorState::replay(&history[..until]).unwrap().snapshot().into())
    }

    fn append(&self, key: &str, records: Vec<Recorded>) {
        if self.bug == Bug::PartsSeen {
            for record in records {
                self.shared.floors.lock().unwrap().entry(key.to_owned()).or_default().push(record);
                std::thread::sleep(std::time::Duration::from_micros(200));
            }
            return;
        }
        self.shared.floors.lock().unwrap().entry(key.to_owned()).or_default().extend(records);
    }
}

impl LeadStore for Careless {
    type Error = Failed;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Failed> {
        let key = self.key(floor);
        let floors = self.shared.floors.lock().unwrap();
        let from = if self.bug == Bug::StaleRead { &self.copy } else { &*floors };
        if self.bug == Bug::UnknownFloor && !from.contains_key(&key) {
            return Err(Failed("no such floor"));
        }
        let history = from.get(&key).cloned().unwrap_or_default();
        let after = match self.bug {
            Bug::OneTooMany => after.saturating_sub(1),
            Bug::OneTooFew if after > 0 => after + 1,
            Bug::SmallNumbers => after & u64::from(u32::MAX),
            _ => after,
        };
        let folded = history.len() / 100 * 100;
        if folded > usize::try_from(after).unwrap_or(usize::MAX) {
            match self.bug {
                Bug::StaleBase => {
                    let base = self.base(&history, folded - 1);
                    return Ok(Loaded { base, records: history[folded..].to_vec() });
                }
                Bug::BaseAndAll => {
                    let base = self.base(&history, folded);
                    return Ok(Loaded { base, records: history[folded - 1..].to_vec() });
                }
                _ => {}
            }
        }
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
        let mut key = self.key(&commit.floor);
        let mut last = commit.based_on;
        let numbered = commit.records.iter().all(|record| {
            last = last.saturating_add(1);
            record.revision == last
        });
        if !numbered && self.bug != Bug::AnyNumbers {
            return Err(Failed("these records do not follow one another"));
        }
        match self.bug {
            Bug::Panics if key.ends_with("gap") => panic!("not done yet"),
            Bug::FloorNamedLast => {
                self.shared.named.lock().unwrap().clone_from(&key);
                std::thread::sleep(std::time::Duration::from_millis(1));
                key.clone_from(&self.shared.named.lock().unwrap());
            }
            _ => {}
        }
        // Those that compare and append in one step.
        let held = match self.bug {
            Bug::CompareThenAppend => None,
            Bug::OtherFloorInTheWay => match self.shared.turn.try_lock() {
                Ok(turn) => {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    Some(turn)
                }
                Err(_) => return Ok(CommitOutcome::Conflict),
            },
            _ => Some(self.shared.turn.lock().unwrap()),
        };
        let mut current =
            self.shared.floors.lock().unwrap().get(&key).and_then(|h| h.last()).map_or(0, |r| r.revision);
        let mut based_on = commit.based_on;
        match self.bug {
            Bug::CompareThenAppend if current == based_on => {
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            Bug::OwnEndOnly => {
                current = *self.ends.lock().unwrap().entry(key.clone()).or_insert(current);
            }
            Bug::SmallNumbers => based_on &= u64::from(u32::MAX),
            Bug::TakesForRepeat => {
                let last = self.shared.applied.lock().unwrap().get(&key).copied();
                if last == Some((based_on, commit.records.len())) {
                    return Ok(CommitOutcome::Applied);
                }
            }
            _ => {}
        }
        let mut records = commit.records.clone();
        if current != based_on {
            match self.bug {
                Bug::LostUpdate => {}
                Bug::ConflictSwallowed => return Ok(CommitOutcome::Applied),
                Bug::ConflictAsError => return Err(Failed("somebody was first")),
                Bug::LateOverwrites if based_on > 0 && based_on < current => {
                    let mut floors = self.shared.floors.lock().unwrap();
                    let history = floors.get_mut(&key).unwrap();
                    history.truncate(usize::try_from(based_on).unwrap());
                }
                Bug::NotAtomic => {
                    let mut floors = self.shared.floors.lock().unwrap();
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
        match self.bug {
            Bug::Truncates => {
                for record in &mut records {
                    if format!("{:?}", record.events).len() > 100_000 {
                        record.events.clear();
                    }
                }
            }
            Bug::FirstRecordOnly => records.truncate(1),
            Bug::ManyAreCut => records.truncate(999),
            Bug::FoldsWithin => {
                for record in &mut records {
                    let text = serde_json::to_string(record).unwrap();
                    *record = serde_json::from_str(&text.replace("ANN", "ann")).unwrap();
                }
            }
            _ => {}
        }
        self.shared.applied.lock().unwrap().insert(key.clone(), (based_on, records.len()));
        self.ends.lock().unwrap().insert(key.clone(), records.last().map_or(based_on, |r| r.revision));
        self.append(&key, records);
        drop(held);
        Ok(CommitOutcome::Applied)
    }
}

fn judge(bug: Bug) -> Result<(), Faulty> {
    let shared = Arc::default();
    check("suite", || Careless::open(bug, &shared))
}

#[test]
fn a_careful_store_passes() {
    judge(Bug::None).unwrap_or_else(|faulty| panic!("{faulty}"));
}

/// Each bug and the case that must name it.
const EXPECTED: [(Bug, &str); 33] = [
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
    (Bug::SmallNumbers, "stale revision"),
    (Bug::AnyNumbers, "gap"),
    (Bug::FoldsCase, "odd floor ids"),
    (Bug::TrimsIds, "odd floor ids"),
    (Bug::Normalises, "odd floor ids"),
    (Bug::Pattern, "odd floor ids"),
    (Bug::CutsIds, "odd floor ids"),
    (Bug::FoldsWithin, "odd ids within"),
    (Bug::ManyAreCut, "large commit"),
    (Bug::StaleBase, "snapshot and tail"),
    (Bug::BaseAndAll, "snapshot and tail"),
    (Bug::OwnEndOnly, "reopened in the middle"),
    (Bug::TakesForRepeat, "unknown outcome"),
    (Bug::LateOverwrites, "unknown outcome"),
    (Bug::PartsSeen, "readers during writes"),
    (Bug::FloorNamedLast, "racing floors"),
    (Bug::OtherFloorInTheWay, "racing floors"),
    (Bug::Panics, "gap"),
];

/// Bugs that show in no other case.
const IN_ITS_CASE_ONLY: [Bug; 10] = [
    Bug::OneFloor,
    Bug::Truncates,
    Bug::AnyNumbers,
    Bug::Panics,
    Bug::SmallNumbers,
    Bug::Normalises,
    Bug::FoldsWithin,
    Bug::ManyAreCut,
    Bug::PartsSeen,
    Bug::FloorNamedLast,
];

#[test]
fn every_known_bug_is_caught_and_named() {
    for (bug, case) in EXPECTED {
        let faulty = judge(bug).expect_err(&format!("{bug:?} must be caught"));
        println!("{bug:?}: {faulty}");
        assert!(faulty.names(case), "{bug:?} must be named `{case}`: {faulty}");
        assert!(faulty.faults.iter().all(|fault| CASES.contains(&fault.case)));
        if IN_ITS_CASE_ONLY.contains(&bug) {
            assert!(faulty.faults.iter().all(|fault| fault.case == case), "{bug:?}: {faulty}");
        }
    }
}

#[test]
fn every_case_has_a_bug_of_its_own() {
    let caught: std::collections::BTreeSet<_> = EXPECTED.iter().map(|(_, case)| *case).collect();
    let without: Vec<_> = CASES.into_iter().filter(|case| !caught.contains(case)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn all_faults_are_reported_not_the_first() {
    let faulty = judge(Bug::Backwards).unwrap_err();
    let cases: std::collections::BTreeSet<_> = faulty.faults.iter().map(|fault| fault.case).collect();
    assert!(cases.len() >= 5, "{faulty}");
}
