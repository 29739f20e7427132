//! The suite that an implementer of a store runs.

mod calls;
mod cases;
mod gap;
mod odd_ids;
mod race;
mod readers;
mod sample;
mod tail;
mod unknown_outcome;

use crate::port::{Commit, CommitOutcome, LeadStore};
use crate::testing::faulty::caught;

pub use crate::testing::faulty::{Fault, Faulty};
pub use calls::Calls;
pub(crate) use odd_ids::ODD;
pub(crate) use sample::Sample;

/// The names of the cases, in the order they run.
pub const CASES: [&str; 20] = [
    "unknown floor",
    "whole history",
    "load after",
    "stale commit",
    "stale revision",
    "all or nothing",
    "gap",
    "floors apart",
    "odd floor ids",
    "odd ids within",
    "large record",
    "large commit",
    "snapshot and tail",
    "shared by handles",
    "reopened",
    "reopened in the middle",
    "unknown outcome",
    "readers during writes",
    "race",
    "racing floors",
];

/// Runs every case against a store and reports all faults, not the first.
///
/// `open` gives a new handle to the same storage each time it is called, as another process would open it: what was
/// applied through one handle must be there through the next. The suite writes to floors of its own, whose names begin
/// with `prefix`; give another prefix for each run over storage that stays.
///
/// A base in place of old records is fine: what is loaded is compared as the state it makes.
///
/// # Errors
/// [`Faulty`] with every fault.
///
/// ```
/// use fairdeal::MemoryStore;
/// use fairdeal::testing::store::check;
/// let store = MemoryStore::new();
/// check("suite", || store.clone())?;
/// let forgetful = check("suite", MemoryStore::new).unwrap_err();
/// assert!(forgetful.names("reopened"), "each handle is a store of its own");
/// # Ok::<(), fairdeal::testing::store::Faulty>(())
/// ```
pub fn check<S: LeadStore + Send>(prefix: &str, mut open: impl FnMut() -> S) -> Result<(), Faulty> {
    let mut report = Report { faults: Vec::new(), case: "" };
    for case in CASES {
        report.case = case;
        let Ok(mut sample) = Sample::new(&format!("{prefix} {case}")) else {
            report.fault("the prefix is too long or holds a control character".to_owned());
            continue;
        };
        // A store that panics in one case has still to go through the others.
        if let Err(what) = caught(|| run(&mut report, &mut open, &mut sample)) {
            report.fault(format!("the store panicked: {what}"));
        }
    }
    Faulty::unless_none("store", report.faults)
}

fn run<S: LeadStore + Send>(report: &mut Report, open: &mut impl FnMut() -> S, sample: &mut Sample) {
    match report.case {
        "unknown floor" => cases::unknown_floor(report, &open(), sample),
        "whole history" => cases::whole_history(report, &open(), sample),
        "load after" => cases::load_after(report, &open(), sample),
        "stale commit" => cases::stale_commit(report, &open(), sample),
        "stale revision" => cases::stale_revision(report, &open(), sample),
        "all or nothing" => cases::all_or_nothing(report, &open(), sample),
        "gap" => gap::gap(report, &open(), sample),
        "floors apart" => cases::floors_apart(report, &open(), sample),
        "odd floor ids" => odd_ids::of_floors(report, &open(), sample),
        "odd ids within" => odd_ids::within(report, &open(), sample),
        "large record" => cases::large_record(report, &open(), sample),
        "large commit" => cases::large_commit(report, &open(), sample),
        "snapshot and tail" => tail::snapshot_and_tail(report, &open(), sample),
        "shared by handles" => cases::shared(report, &open(), &open(), sample),
        "reopened" => cases::reopened(report, open, sample),
        "reopened in the middle" => cases::reopened_in_the_middle(report, open, sample),
        "unknown outcome" => unknown_outcome::unknown_outcome(report, &open(), sample.floor()),
        "readers during writes" => readers::readers(report, open, sample),
        "race" => race::race(report, open, vec![sample.clone()]),
        _ => race::race_of_floors(report, open, sample),
    }
}

/// What has been found so far.
pub(crate) struct Report {
    faults: Vec<Fault>,
    case: &'static str,
}

impl Report {
    pub(crate) fn fault(&mut self, what: String) {
        self.faults.push(Fault { case: self.case, what });
    }

    /// The value, or a fault that says what failed.
    pub(crate) fn ok<T, E: core::fmt::Display>(&mut self, what: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.fault(format!("{what} failed: {error}"))).ok()
    }

    /// Commits and expects an outcome.
    pub(crate) fn commit<S: LeadStore>(
        &mut self,
        store: &S,
        commit: &Commit,
        expected: CommitOutcome,
        what: &str,
    ) {
        let (records, based_on) = (commit.records.len(), commit.based_on);
        let said = format!("{what}, {records} records based on revision {based_on}");
        if let Some(outcome) = self.ok(&said, store.commit(commit))
            && outcome != expected
        {
            self.fault(format!("{said}: {outcome:?} where {expected:?} is right"));
        }
    }

    /// Loads after a revision and expects a host that stands there to end up where the sample says.
    pub(crate) fn loads<S: LeadStore>(
        &mut self,
        store: &S,
        sample: &Sample,
        after: u64,
        until: u64,
        what: &str,
    ) {
        let said = format!("{what}: load after {after}");
        let Some(loaded) = self.ok(&said, store.load(sample.floor(), after)) else {
            return;
        };
        match sample.judge(&loaded, after, until) {
            Ok(()) => {}
            Err(fault) => self.fault(format!("{said}: {fault}")),
        }
    }

    /// Commits what no store may keep: an error or a conflict is right, and nothing of it is in the history afterwards.
    pub(crate) fn refuses<S: LeadStore>(&mut self, store: &S, sample: &Sample, commit: &Commit, what: &str) {
        if let Ok(CommitOutcome::Applied) = store.commit(commit) {
            self.fault(format!("{what}: was applied; an error is right"));
        }
        self.loads(store, sample, 0, sample.revision(), &format!("after {what}"));
    }
}
