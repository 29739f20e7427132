//! Threads that commit at the same time through one handle share a transaction.
//!
//! Whoever comes while nobody writes leads: it writes what waits by then, its own commit among it, in one transaction, and
//! hands out what came of each. Whoever comes meanwhile waits for the next. There is no thread beside theirs.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};

use crate::port::{Commit, CommitOutcome};
use crate::store::sqlite::writer::Writer;
use crate::store::sqlite::{SqliteStoreError, lock};

/// The most commits in one transaction: nobody waits for more than these.
const MOST: usize = 256;

type Outcome = Result<CommitOutcome, SqliteStoreError>;

#[derive(Debug)]
pub(super) struct Group {
    line: Mutex<Line>,
    /// Told when a transaction is over.
    over: Condvar,
    writer: Mutex<Writer>,
}

#[derive(Debug, Default)]
struct Line {
    next: u64,
    /// Whether somebody leads.
    led: bool,
    waiting: BTreeMap<u64, Commit>,
    done: BTreeMap<u64, Outcome>,
}

/// Gives up the lead, also when its thread ends in a panic.
struct Lead<'g>(&'g Group);

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        lock(&self.0.line).led = false;
        self.0.over.notify_all();
    }
}

impl Group {
    pub(super) fn new(writer: Writer) -> Group {
        Group { line: Mutex::default(), over: Condvar::new(), writer: Mutex::new(writer) }
    }

    /// The writer, for whatever is not a single commit.
    pub(super) fn alone<T>(&self, act: impl FnOnce(&mut Writer) -> T) -> T {
        act(&mut lock(&self.writer))
    }

    /// Keeps a commit, together with those that other threads have brought meanwhile.
    pub(super) fn commit(&self, commit: &Commit) -> Outcome {
        let mut line = lock(&self.line);
        if !line.led && line.waiting.is_empty() {
            line.led = true;
            drop(line);
            let _lead = Lead(self);
            return one(&mut lock(&self.writer), commit);
        }
        let own = line.next;
        line.next = own.saturating_add(1);
        line.waiting.insert(own, commit.clone());
        loop {
            if let Some(outcome) = line.done.remove(&own) {
                return outcome;
            }
            if line.led {
                line = self.over.wait(line).unwrap_or_else(std::sync::PoisonError::into_inner);
                continue;
            }
            if !line.waiting.contains_key(&own) {
                // Whoever led ended in a panic with this commit in hand: it is not known whether it was kept.
                drop(line);
                return one(&mut lock(&self.writer), commit);
            }
            line.led = true;
            let lead = Lead(self);
            let later = line.waiting.keys().nth(MOST).copied().map(|first| line.waiting.split_off(&first));
            let jobs = core::mem::replace(&mut line.waiting, later.unwrap_or_default());
            drop(line);
            let outcomes = all(&mut lock(&self.writer), &jobs);
            lock(&self.line).done.extend(outcomes);
            drop(lead);
            line = lock(&self.line);
        }
    }
}

fn one(writer: &mut Writer, commit: &Commit) -> Outcome {
    // As many outcomes as commits.
    writer.run(&[commit]).map(|outcomes| outcomes.first().copied().unwrap_or(CommitOutcome::Conflict))
}

/// What comes of each of these commits. Where the transaction of all fails, each is tried alone: what is wrong with one is
/// not the others' fault.
fn all(writer: &mut Writer, jobs: &BTreeMap<u64, Commit>) -> Vec<(u64, Outcome)> {
    let commits: Vec<&Commit> = jobs.values().collect();
    match writer.run(&commits) {
        Ok(outcomes) => jobs.keys().copied().zip(outcomes.into_iter().map(Ok)).collect(),
        Err(_) if jobs.len() > 1 => jobs.iter().map(|(own, commit)| (*own, one(writer, commit))).collect(),
        Err(error) => jobs.keys().copied().zip([Err(error)]).collect(),
    }
}
