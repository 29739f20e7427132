//! Commits as the parameters of one statement, and its rows as what came of them.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::event::Recorded;
use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, Revision};
use crate::store::RecordForm;
use crate::store::postgres::error::PostgresStoreError;

/// Where one of the commits of a batch is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// In this run, counted from 0.
    Run(usize),
    /// Nowhere: it cannot be applied whatever the store holds.
    Conflict,
}

/// Records of a floor that are kept or refused together: of one commit, or of several that follow one another.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) floor: &'a FloorId,
    pub(super) based_on: Revision,
    pub(super) records: Vec<&'a [Recorded]>,
    last: Revision,
    /// Known to be a conflict without asking.
    pub(super) conflict: bool,
}

impl Run<'_> {
    /// Where the history ends if it is applied.
    pub(super) fn last(&self) -> Revision {
        self.last
    }

    /// Its records in one list.
    pub(super) fn all(&self) -> std::borrow::Cow<'_, [Recorded]> {
        match self.records.as_slice() {
            [one] => std::borrow::Cow::Borrowed(one),
            many => std::borrow::Cow::Owned(many.concat()),
        }
    }
}

/// Commits to be judged.
#[derive(Debug, Default)]
pub(super) struct Batch<'a> {
    commits: Vec<Asked>,
    pub(super) runs: Vec<Run<'a>>,
}

impl<'a> Batch<'a> {
    /// Looks commits through. O(commits²) in the worst case, and O(records).
    ///
    /// Commits of one floor that follow one another become one run. Of two on the same revision the first is asked.
    pub(super) fn new(commits: &'a [Commit]) -> Result<Batch<'a>, PostgresStoreError> {
        let mut batch = Batch::default();
        for commit in commits {
            let asked = batch.ask(commit)?;
            batch.commits.push(asked);
        }
        Ok(batch)
    }

    fn ask(&mut self, commit: &'a Commit) -> Result<Asked, PostgresStoreError> {
        let last = commit.last_revision()?;
        if commit.records.is_empty() {
            return Err(PostgresStoreError::NoRecords { floor: commit.floor.clone() });
        }
        if i64::try_from(last).is_err() {
            return Ok(Asked::Conflict); // no history is that long
        }
        let (floor, based_on) = (&commit.floor, commit.based_on);
        let same = |run: &Run<'_>| run.floor == floor;
        let begins = |records: &[Recorded]| {
            records.first().is_some_and(|own| own.revision.checked_sub(1) == Some(based_on))
        };
        if self.runs.iter().any(|run| same(run) && run.records.iter().any(|own| begins(own))) {
            return Ok(Asked::Conflict);
        }
        let before = self.runs.iter_mut().enumerate().find(|(_, run)| same(run) && run.last == based_on);
        if let Some((at, run)) = before {
            run.records.push(&commit.records);
            run.last = last;
            return Ok(Asked::Run(at));
        }
        self.runs.push(Run { floor, based_on, records: vec![&commit.records], last, conflict: false });
        Ok(Asked::Run(self.runs.len().saturating_sub(1)))
    }

    /// What came of each commit, in the order they were given.
    pub(super) fn outcomes(&self, applied: &[bool]) -> Vec<CommitOutcome> {
        let outcome = |asked: &Asked| match asked {
            Asked::Run(run) if applied.get(*run) == Some(&true) => CommitOutcome::Applied,
            _ => CommitOutcome::Conflict,
        };
        self.commits.iter().map(outcome).collect()
    }
}

/// The arrays of the statement: a row for each run that is asked, and the records of all.
#[derive(Debug, Default)]
pub(super) struct Arrays<'a> {
    floors: Vec<&'a str>,
    based_on: Vec<i64>,
    first: Vec<Vec<u8>>,
    last: Vec<i64>,
    other_of: Vec<i64>,
    other_revision: Vec<i64>,
    other: Vec<Vec<u8>>,
}

impl<'a> Arrays<'a> {
    /// Writes the runs down that are not known to be conflicts. O(size).
    pub(super) fn new(runs: &[Run<'a>], form: RecordForm) -> Result<Arrays<'a>, PostgresStoreError> {
        let mut arrays = Arrays::default();
        for run in runs.iter().filter(|run| !run.conflict) {
            arrays.floors.push(run.floor.as_str());
            arrays.based_on.push(signed(run.based_on));
            arrays.last.push(signed(run.last));
            let n = i64::try_from(arrays.floors.len()).unwrap_or(i64::MAX);
            let mut first = true;
            for record in run.records.iter().copied().flatten() {
                let (floor, revision) = (run.floor, record.revision);
                let failed = |why| PostgresStoreError::Record { floor: floor.clone(), revision, why };
                let bytes = form.write(record).map_err(failed)?;
                if core::mem::take(&mut first) {
                    arrays.first.push(bytes);
                } else {
                    arrays.other_of.push(n);
                    arrays.other_revision.push(signed(revision));
                    arrays.other.push(bytes);
                }
            }
        }
        Ok(arrays)
    }

    /// Whether there is nothing to ask.
    pub(super) fn is_empty(&self) -> bool {
        self.floors.is_empty()
    }

    /// The parameters in their order; the channel last, if there is one.
    pub(super) fn parameters<'b>(&'b self, channel: Option<&'b &'b str>) -> Vec<&'b (dyn ToSql + Sync)> {
        let mut all: Vec<&(dyn ToSql + Sync)> = vec![
            &self.floors,
            &self.based_on,
            &self.first,
            &self.last,
            &self.other_of,
            &self.other_revision,
            &self.other,
        ];
        if let Some(channel) = channel {
            all.push(channel);
        }
        all
    }

    /// Which of all runs were applied: a row that came back says so of one that was asked.
    pub(super) fn judge(&self, runs: &[Run<'_>], rows: &[Row]) -> Result<Vec<bool>, tokio_postgres::Error> {
        let mut asked = vec![false; self.floors.len()];
        for row in rows {
            let n: i64 = row.try_get(0)?;
            let at = usize::try_from(n.saturating_sub(1)).ok();
            if let Some(applied) = at.and_then(|at| asked.get_mut(at)) {
                *applied = true;
            }
        }
        let mut asked = asked.into_iter();
        Ok(runs.iter().map(|run| !run.conflict && asked.next().unwrap_or(false)).collect())
    }
}

fn signed(revision: Revision) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}
