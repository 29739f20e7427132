//! The way from a worker to the store: written down, and cut now and then.

use std::cell::RefCell;

use fairdeal::{Commit, CommitOutcome, FloorId, LeadStore, Loaded, Revision};

use super::Rng;
use super::floors;
use super::journal::{Entry, Journal, hash_of};

pub struct Line<S> {
    pub store: S,
    pub journal: RefCell<Journal>,
    pub rng: RefCell<Rng>,
    pub cut_of_1000: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Failed {
    pub what: String,
    /// Whether it is the line and not the store.
    pub cut: bool,
}

impl<S> Line<S> {
    pub fn note(&self, entry: &Entry) {
        self.journal.borrow_mut().write(entry);
    }

    fn cut(&self, before: bool) -> Result<(), Failed> {
        if self.rng.borrow_mut().below(1_000) >= self.cut_of_1000 {
            return Ok(());
        }
        self.note(&Entry::Cut { before });
        Err(Failed { what: "the line was cut".to_owned(), cut: true })
    }
}

impl<S: LeadStore> LeadStore for Line<S> {
    type Error = Failed;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Failed> {
        self.store.load(floor, after).map_err(|error| Failed { what: error.to_string(), cut: false })
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, Failed> {
        let records = commit.records.iter().map(hash_of).collect();
        let floor = floors::number(&commit.floor);
        self.note(&Entry::Sends { floor, based_on: commit.based_on, records });
        self.cut(true)?;
        let outcome =
            self.store.commit(commit).map_err(|error| Failed { what: error.to_string(), cut: false })?;
        if outcome == CommitOutcome::Conflict {
            self.note(&Entry::Conflict {});
        }
        self.cut(false)?;
        Ok(outcome)
    }
}
