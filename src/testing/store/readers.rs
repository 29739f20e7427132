//! Readers while a writer commits.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::port::{Commit, CommitOutcome, LeadStore, Loaded, Revision};
use crate::state::FloorState;
use crate::testing::store::{Report, Sample};

const READERS: usize = 3;
const COMMITS: usize = 60;

/// Every load ends where a commit ended, and no earlier than what had been applied before it began.
pub(super) fn readers<S: LeadStore + Send>(
    report: &mut Report,
    open: &mut impl FnMut() -> S,
    sample: &mut Sample,
) {
    let writer = open();
    report.commit(&writer, &sample.part(0, 1), CommitOutcome::Applied, "the first commit");
    let commits: Vec<Commit> =
        (0..COMMITS).map(|step| sample.grow((step % 9).saturating_add(2), &format!("step-{step}"))).collect();
    let ends: BTreeSet<Revision> =
        commits.iter().map(|commit| commit.based_on).chain([sample.revision()]).collect();
    let handles: Vec<S> = (0..READERS).map(|_| open()).collect();
    let (applied, over) = (AtomicU64::new(1), AtomicBool::new(false));
    let faults = Mutex::new(Vec::new());
    let note = |fault: String| {
        if let Ok(mut faults) = faults.lock() {
            faults.push(fault);
        }
    };
    let floor = sample.floor();
    std::thread::scope(|scope| {
        for handle in handles {
            let (applied, over, ends, note) = (&applied, &over, &ends, &note);
            scope.spawn(move || {
                let mut last: Revision = 0;
                let mut from_the_start = false;
                loop {
                    // The last look begins when all is written, so every reader ends with the whole.
                    let done = over.load(Ordering::SeqCst);
                    let before = applied.load(Ordering::SeqCst);
                    let after = if from_the_start { 0 } else { last };
                    from_the_start = !from_the_start;
                    let seen = handle.load(floor, after).map_err(|error| error.to_string());
                    match seen.and_then(|loaded| end_of(&loaded, after)) {
                        Err(error) => note(format!("load after {after}: {error}")),
                        Ok(end) if !ends.contains(&end) => {
                            note(format!("load after {after}: ends at revision {end}, within a commit"));
                        }
                        Ok(end) if end < before => note(format!(
                            "load after {after}: ends at revision {end}; {before} had been applied before it began"
                        )),
                        Ok(end) => last = end,
                    }
                    if done {
                        return;
                    }
                }
            });
        }
        for commit in &commits {
            match writer.commit(commit) {
                Ok(CommitOutcome::Applied) => {
                    let end = commit.records.last().map_or(commit.based_on, |record| record.revision);
                    applied.store(end, Ordering::SeqCst);
                }
                Ok(CommitOutcome::Conflict) => {
                    note(format!(
                        "a commit on revision {} is a conflict; nobody else writes",
                        commit.based_on
                    ));
                    break;
                }
                Err(error) => {
                    note(format!("a commit on revision {} failed: {error}", commit.based_on));
                    break;
                }
            }
        }
        over.store(true, Ordering::SeqCst);
    });
    for fault in faults.into_inner().unwrap_or_default().into_iter().take(10) {
        report.fault(fault);
    }
    report.loads(&writer, sample, 0, sample.revision(), "when all is written");
}

/// Where a load ends, if it has no gap.
fn end_of(loaded: &Loaded, after: Revision) -> Result<Revision, String> {
    let mut end = after;
    if let Some(base) = &loaded.base {
        end = FloorState::restore(base)
            .map_err(|error| format!("the base cannot be read: {error}"))?
            .revision();
    }
    for record in &loaded.records {
        if record.revision != end.saturating_add(1) {
            return Err(format!("record {} follows {end}", record.revision));
        }
        end = record.revision;
    }
    Ok(end)
}
