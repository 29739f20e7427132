//! What a load gives is what all records make, wherever it begins.

use crate::port::{CommitOutcome, LeadStore, Loaded, Revision};
use crate::state::FloorState;
use crate::testing::store::{Report, Sample};

const SIZES: [usize; 10] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
const ROUNDS: usize = 5;
/// From how many revisions the whole of a long history is loaded.
const LOADS: u64 = 40;

pub(super) fn snapshot_and_tail(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), CommitOutcome::Applied, "the first commit");
    for round in 0..ROUNDS {
        for size in SIZES {
            let commit = sample.grow(size, &format!("lead-{round}-{size}"));
            report.commit(store, &commit, CommitOutcome::Applied, "the next commit");
        }
        if round == 0 {
            // A short history from every revision there is.
            for after in 0..=sample.revision() {
                makes_the_state(report, store, sample, after);
            }
        }
    }
    let until = sample.revision();
    let step = usize::try_from(until / LOADS).unwrap_or(1).max(1);
    for after in (0..=until).step_by(step).chain([until.saturating_sub(1), until]) {
        makes_the_state(report, store, sample, after);
    }
}

/// A host at a revision that takes in what it is given has the state that all records make.
fn makes_the_state(report: &mut Report, store: &impl LeadStore, sample: &Sample, after: Revision) {
    let until = sample.revision();
    let Some(loaded) = report.ok(&format!("load after {after}"), store.load(sample.floor(), after)) else {
        return;
    };
    match state_of(sample, &loaded, after) {
        Ok(state) if state.snapshot() == sample.snapshot() => {}
        Ok(state) => report.fault(format!(
            "load after {after} of {until} records: the state it makes, at revision {}, is not the one that all records make",
            state.revision()
        )),
        Err(error) => report.fault(format!("load after {after} of {until} records: {error}")),
    }
}

fn state_of(sample: &Sample, loaded: &Loaded, after: Revision) -> Result<FloorState, String> {
    let mut state = match &loaded.base {
        Some(base) => {
            FloorState::restore(base).map_err(|error| format!("the base cannot be read: {error}"))?
        }
        None => sample.state_at(after).ok_or("the suite has no such state")?,
    };
    if state.revision() < after {
        return Err(format!("a base at revision {}", state.revision()));
    }
    for record in &loaded.records {
        state.apply(record).map_err(|error| error.to_string())?;
    }
    Ok(state)
}
