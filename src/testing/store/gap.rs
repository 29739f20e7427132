//! Records that do not follow one another, and loads across commits of many sizes.

use crate::event::Recorded;
use crate::port::{Commit, CommitOutcome, LeadStore};
use crate::testing::store::{Report, Sample};

pub(super) fn gap(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), CommitOutcome::Applied, "the first commit");
    let mut ends = vec![1];
    for (step, records) in [1, 2, 7, 30, 1, 64, 3].into_iter().enumerate() {
        let commit = sample.grow(records, &format!("step-{step}"));
        report.commit(store, &commit, CommitOutcome::Applied, "the next commit");
        ends.push(sample.revision());
    }
    for after in ends.iter().flat_map(|end| [end.saturating_sub(1), *end, end.saturating_add(1)]) {
        let until = sample.revision();
        if after <= until {
            report.loads(store, sample, after, until, "across commits of many sizes");
        }
    }
    let mut next = sample.clone();
    let right = next.grow(3, "next");
    for (what, numbers) in [
        ("a commit that leaves out a number before its records", [2, 3, 4]),
        ("a commit that leaves out a number among its records", [1, 2, 4]),
        ("a commit that has a number twice", [1, 2, 2]),
        ("a commit whose records are out of order", [1, 3, 2]),
        ("a commit whose records begin with a number that is taken", [0, 1, 2]),
    ] {
        report.refuses(store, sample, &numbered(&right, &numbers), what);
    }
    report.commit(store, &right, CommitOutcome::Applied, "a commit that leaves no gap");
    report.loads(store, &next, 0, next.revision(), "after a commit that leaves no gap");
}

/// The same commit with its records numbered otherwise, as steps from its base.
fn numbered(commit: &Commit, steps: &[u64]) -> Commit {
    let records = commit
        .records
        .iter()
        .zip(steps)
        .map(|(record, step)| Recorded { revision: commit.based_on.saturating_add(*step), ..record.clone() });
    Commit { floor: commit.floor.clone(), based_on: commit.based_on, records: records.collect() }
}
