//! The suite that an implementer of a store runs.

mod cases;
mod race;
mod sample;

use crate::port::{Commit, LeadStore};

pub(crate) use sample::Sample;

/// One way in which a store does not keep to the contract of [`LeadStore`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part of the contract, one of [`CASES`].
    pub case: &'static str,
    /// What was seen.
    pub what: String,
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.case, self.what)
    }
}

/// All faults that were found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store does not keep to its contract:{}", self.faults.iter().map(|fault| format!("\n- {fault}")).collect::<String>())]
pub struct Faulty {
    /// The faults, case by case in the order of [`CASES`].
    pub faults: Vec<Fault>,
}

impl Faulty {
    /// Whether a case is among them.
    #[must_use]
    pub fn names(&self, case: &str) -> bool {
        self.faults.iter().any(|fault| fault.case == case)
    }
}

/// The names of the cases, in the order they run.
pub const CASES: [&str; 10] = [
    "unknown floor",
    "whole history",
    "load after",
    "stale commit",
    "all or nothing",
    "floors apart",
    "large record",
    "shared by handles",
    "reopened",
    "race",
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
        match case {
            "unknown floor" => cases::unknown_floor(&mut report, &open(), &sample),
            "whole history" => cases::whole_history(&mut report, &open(), &mut sample),
            "load after" => cases::load_after(&mut report, &open(), &mut sample),
            "stale commit" => cases::stale_commit(&mut report, &open(), &mut sample),
            "all or nothing" => cases::all_or_nothing(&mut report, &open(), &mut sample),
            "floors apart" => cases::floors_apart(&mut report, &open(), &mut sample),
            "large record" => cases::large_record(&mut report, &open(), &mut sample),
            "shared by handles" => cases::shared(&mut report, &open(), &open(), &mut sample),
            "reopened" => cases::reopened(&mut report, &mut open, &mut sample),
            _ => race::race(&mut report, &mut open, &sample),
        }
    }
    if report.faults.is_empty() { Ok(()) } else { Err(Faulty { faults: report.faults }) }
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
        expected: crate::CommitOutcome,
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
}
