//! Writers at the same time, each through a handle of its own.

use std::sync::Barrier;

use crate::port::{Commit, CommitOutcome, LeadStore};
use crate::testing::store::{Report, Sample};

const WRITERS: usize = 4;
const ROUNDS: usize = 60;

/// Two floors at once, two writers on each.
pub(super) fn race_of_floors<S: LeadStore + Send>(
    report: &mut Report,
    open: &mut impl FnMut() -> S,
    sample: &Sample,
) {
    let names = ["one", "two"].map(|name| format!("{} {name}", sample.floor()));
    let floors: Vec<Sample> = names.iter().filter_map(|name| sample.twin(name)).collect();
    if floors.len() != names.len() {
        report.fault("the prefix leaves no room for two floors".to_owned());
        return;
    }
    race(report, open, floors);
}

/// Every round all writers of a floor commit on the same revision: exactly one may be applied. The writers take turns
/// at the floors.
pub(super) fn race<S: LeadStore + Send>(
    report: &mut Report,
    open: &mut impl FnMut() -> S,
    mut floors: Vec<Sample>,
) {
    for floor in &floors {
        report.commit(&open(), &floor.part(0, 1), CommitOutcome::Applied, "the first commit");
    }
    // A store that waits for whoever opened it first is given no more handles than there are writers.
    let mut stores: Vec<S> = (0..WRITERS).map(|_| open()).collect();
    let rounds = ROUNDS.checked_div(floors.len()).unwrap_or(0);
    for round in 0..rounds {
        let tries: Vec<(usize, Sample, Commit)> = (0..WRITERS)
            .filter_map(|writer| {
                let number = writer.checked_rem(floors.len())?;
                let mut own = floors.get(number)?.clone();
                let commit = own.grow(2, &format!("round-{round}-writer-{writer}"));
                Some((number, own, commit))
            })
            .collect();
        let outcomes = all_at_once(&mut stores, &tries);
        let mut applied: Vec<Vec<Sample>> = floors.iter().map(|_| Vec::new()).collect();
        for (outcome, (number, own, _)) in outcomes.into_iter().zip(tries) {
            match (outcome, applied.get_mut(number)) {
                (Ok(CommitOutcome::Applied), Some(applied)) => applied.push(own),
                (Ok(_), _) => {}
                (Err(error), _) => report.fault(format!("round {round}: a commit failed: {error}")),
            }
        }
        for (floor, mut applied) in floors.iter_mut().zip(applied) {
            let many = applied.len();
            match (many, applied.pop()) {
                (1, Some(winner)) => *floor = winner,
                _ => {
                    let floor = floor.floor();
                    report.fault(format!(
                        "round {round}: {many} of the commits on one revision of floor `{floor}` were applied, not 1"
                    ));
                    return;
                }
            }
            if let Some(store) = stores.first() {
                let until = floor.revision();
                report.loads(store, floor, until.saturating_sub(2), until, "after a round");
            }
        }
    }
    for (store, floor) in stores.iter().zip(&floors) {
        report.loads(store, floor, 0, floor.revision(), "after all rounds");
    }
}

fn all_at_once<S: LeadStore + Send>(
    stores: &mut [S],
    tries: &[(usize, Sample, Commit)],
) -> Vec<Result<CommitOutcome, String>> {
    let start = Barrier::new(tries.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = stores
            .iter_mut()
            .zip(tries)
            .map(|(store, (_, _, commit))| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    store.commit(commit).map_err(|error| error.to_string())
                })
            })
            .collect();
        let gone = |_| Err("a writer's thread ended in a panic".to_owned());
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(gone)).collect()
    })
}
