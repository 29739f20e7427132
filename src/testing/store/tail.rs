//! What a load gives is what all records make, wherever it begins.

use crate::port::{CommitOutcome, LeadStore, Loaded, Revision};
use crate::state::FloorState;
use crate::testing::store::{Report, Sample};

const SIZES: [usize; 10] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
const ROUNDS: usize = 5;
/// A history this short is loaded from every revision there is.
const SHORT: Revision = 100;
/// From how many revisions the whole of a long history is loaded.
const LOADS: u64 = 24;

pub(super) fn snapshot_and_tail(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), CommitOutcome::Applied, "the first commit");
    for round in 0..ROUNDS {
        for size in SIZES {
            let commit = sample.grow(size, &format!("lead-{round}-{size}"));
            let was_short = commit.based_on < SHORT;
            report.commit(store, &commit, CommitOutcome::Applied, "the next commit");
            if was_short && sample.revision() >= SHORT {
                make_the_state(report, store, sample, 1);
            }
        }
    }
    let step = usize::try_from(sample.revision() / LOADS).unwrap_or(1).max(1);
    make_the_state(report, store, sample, step);
}

/// A host at a revision that takes in what it is given has the state that all records make: from every so manieth
/// revision, and from the last two.
fn make_the_state(report: &mut Report, store: &impl LeadStore, sample: &Sample, step: usize) {
    let until = sample.revision();
    let right = sample.snapshot();
    let mut there = FloorState::new();
    for after in (0..until.saturating_sub(1)).step_by(step).chain([until.saturating_sub(1), until]) {
        let met = sample.part(there.revision(), after).records;
        if met.iter().any(|record| there.apply(record).is_err()) {
            report.fault("the suite's own history does not hold together".to_owned());
            return;
        }
        let Some(loaded) = report.ok(&format!("load after {after}"), store.load(sample.floor(), after))
        else {
            continue;
        };
        let what = match taken_in(&there, &loaded) {
            Ok(state) if state.snapshot() == right => continue,
            Ok(state) => {
                format!("the state it makes, at revision {}, is not what all records make", state.revision())
            }
            Err(error) => error,
        };
        report.fault(format!("load after {after} of {until} records: {what}"));
    }
}

/// What a host makes of what it has and what it is given.
fn taken_in(there: &FloorState, loaded: &Loaded) -> Result<FloorState, String> {
    let mut state = match &loaded.base {
        Some(base) => {
            FloorState::restore(base).map_err(|error| format!("the base cannot be read: {error}"))?
        }
        None => there.clone(),
    };
    if state.revision() < there.revision() {
        return Err(format!("a base at revision {}", state.revision()));
    }
    for record in &loaded.records {
        state.apply(record).map_err(|error| error.to_string())?;
    }
    Ok(state)
}
