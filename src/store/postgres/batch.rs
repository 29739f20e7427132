//! Commits as the parameters of one statement, and its rows as what came of them.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::port::{Commit, CommitOutcome, Revision};
use crate::store::RecordForm;
use crate::store::postgres::error::PostgresStoreError;

/// Where one of the commits of a batch is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// In this row, counted from 0; several commits that follow one another share one.
    Row(usize),
    /// Nowhere: it cannot be applied whatever the store holds.
    Conflict,
}

/// A row to be judged: a floor's commit, or several that follow one another.
#[derive(Debug, Default)]
pub(super) struct Batch<'a> {
    commits: Vec<Asked>,
    floors: Vec<&'a str>,
    based_on: Vec<i64>,
    first: Vec<Vec<u8>>,
    last: Vec<i64>,
    other_of: Vec<i64>,
    other_revision: Vec<i64>,
    other: Vec<Vec<u8>>,
}

impl<'a> Batch<'a> {
    /// Writes the commits down. O(size).
    ///
    /// Commits of one floor that follow one another become one: all of them are applied or none. Of two on the same
    /// revision the first is asked.
    pub(super) fn new(commits: &'a [Commit], form: RecordForm) -> Result<Batch<'a>, PostgresStoreError> {
        let mut batch = Batch::default();
        for commit in commits {
            let asked = batch.ask(commit, form)?;
            batch.commits.push(asked);
        }
        Ok(batch)
    }

    fn ask(&mut self, commit: &'a Commit, form: RecordForm) -> Result<Asked, PostgresStoreError> {
        let last = numbered(commit)?;
        let (Ok(based_on), Ok(last)) = (i64::try_from(commit.based_on), i64::try_from(last)) else {
            return Ok(Asked::Conflict); // no history is that long
        };
        let floor = commit.floor.as_str();
        let mut before = self.floors.iter().zip(&self.based_on).zip(&self.last);
        if before.clone().any(|((other, on), _)| *other == floor && *on == based_on) {
            return Ok(Asked::Conflict);
        }
        let follows = before.position(|((other, _), end)| *other == floor && *end == based_on);
        let mut records = commit.records.iter();
        let row = follows.unwrap_or(self.floors.len());
        if follows.is_none() {
            self.floors.push(floor);
            self.based_on.push(based_on);
            self.last.push(last);
            if let Some(record) = records.next() {
                self.first.push(written(commit, record, form)?);
            }
        } else if let Some(end) = self.last.get_mut(row) {
            *end = last;
        }
        let n = i64::try_from(row).unwrap_or(i64::MAX).saturating_add(1);
        for record in records {
            self.other_of.push(n);
            self.other_revision.push(i64::try_from(record.revision).unwrap_or(i64::MAX));
            self.other.push(written(commit, record, form)?);
        }
        Ok(Asked::Row(row))
    }

    /// Whether no commit has to be asked.
    pub(super) fn is_empty(&self) -> bool {
        self.floors.is_empty()
    }

    /// The parameters in their order.
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

    /// What came of each commit, in the order they were given: a row says that one was applied.
    pub(super) fn judge(&self, rows: &[Row]) -> Result<Vec<CommitOutcome>, tokio_postgres::Error> {
        let mut applied = vec![false; self.floors.len()];
        for row in rows {
            let n: i64 = row.try_get(0)?;
            let at = usize::try_from(n.saturating_sub(1)).ok();
            if let Some(applied) = at.and_then(|at| applied.get_mut(at)) {
                *applied = true;
            }
        }
        let outcome = |asked: &Asked| match asked {
            Asked::Row(row) if applied.get(*row) == Some(&true) => CommitOutcome::Applied,
            _ => CommitOutcome::Conflict,
        };
        Ok(self.commits.iter().map(outcome).collect())
    }
}

/// The last number of a commit, if it is numbered from its base on.
fn numbered(commit: &Commit) -> Result<Revision, PostgresStoreError> {
    let based_on = commit.based_on;
    let misnumbered = |found, expected| PostgresStoreError::Misnumbered {
        floor: commit.floor.clone(),
        based_on,
        found,
        expected,
    };
    let mut last = based_on;
    for record in &commit.records {
        let expected = last.saturating_add(1);
        if record.revision != expected {
            return Err(misnumbered(record.revision, expected));
        }
        last = expected;
    }
    if commit.records.is_empty() { Err(misnumbered(0, based_on.saturating_add(1))) } else { Ok(last) }
}

fn written(
    commit: &Commit,
    record: &crate::event::Recorded,
    form: RecordForm,
) -> Result<Vec<u8>, PostgresStoreError> {
    form.write(record).map_err(|why| PostgresStoreError::Record {
        floor: commit.floor.clone(),
        revision: record.revision,
        why,
    })
}
