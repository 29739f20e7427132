//! Writers at the same time, each through a handle of its own.

use std::sync::Barrier;

use crate::port::{Commit, CommitOutcome, LeadStore};
use crate::testing::store::{Report, Sample};

const WRITERS: usize = 4;
const ROUNDS: usize = 60;

/// Every round all writers commit on the same revision: exactly one may be applied.
pub(super) fn race<S: LeadStore + Send>(report: &mut Report, open: &mut impl FnMut() -> S, sample: &Sample) {
    let mut sample = sample.clone();
    report.commit(&open(), &sample.part(0, 1), CommitOutcome::Applied, "the first commit");
    // A store that waits for whoever opened it first is given no more handles than there are writers.
    let mut stores: Vec<S> = (0..WRITERS).map(|_| open()).collect();
    for round in 0..ROUNDS {
        let tries: Vec<(Sample, Commit)> = (0..WRITERS)
            .map(|writer| {
                let mut own = sample.clone();
                let commit = own.grow(2, &format!("round-{round}-writer-{writer}"));
                (own, commit)
            })
            .collect();
        let start = Barrier::new(WRITERS);
        let outcomes: Vec<Result<CommitOutcome, String>> = std::thread::scope(|scope| {
            let threads: Vec<_> = stores
                .iter_mut()
                .zip(&tries)
                .map(|(store, (_, commit))| {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        store.commit(commit).map_err(|error| error.to_string())
                    })
                })
                .collect();
            let gone = |_| Err("a writer's thread ended in a panic".to_owned());
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(gone)).collect()
        });
        let mut applied = Vec::new();
        for (outcome, (own, _)) in outcomes.into_iter().zip(tries) {
            match outcome {
                Ok(CommitOutcome::Applied) => applied.push(own),
                Ok(CommitOutcome::Conflict) => {}
                Err(error) => report.fault(format!("round {round}: a commit failed: {error}")),
            }
        }
        let many = applied.len();
        match (many, applied.pop()) {
            (1, Some(winner)) => sample = winner,
            _ => {
                let all = WRITERS;
                report.fault(format!(
                    "round {round}: {many} of {all} commits on one revision were applied, not 1"
                ));
                return;
            }
        }
        if let Some(store) = stores.first() {
            let until = sample.revision();
            report.loads(store, &sample, until.saturating_sub(2), until, "after a round");
        }
    }
    if let Some(store) = stores.first() {
        report.loads(store, &sample, 0, sample.revision(), "after all rounds");
    }
}
