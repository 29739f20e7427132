//! The connection that writes, and what it remembers from one commit to the next.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, Revision};
use crate::state::FloorState;
use crate::store::record::RecordForm;
use crate::store::sqlite::error::Place;
use crate::store::sqlite::records::{self, Known};
use crate::store::sqlite::{SqliteOptions, SqliteStoreError, file, rows, snapshots};
use crate::store::tables::Tables;

/// Writes commits, one transaction after the other.
#[derive(Debug)]
pub(super) struct Writer {
    conn: Connection,
    place: Place,
    form: RecordForm,
    snapshot_every: Option<u64>,
    /// The numbers of floors that are in the file for good.
    numbers: BTreeMap<FloorId, i64>,
    /// The states of floors whose tables this handle has written, as of their last commit by it. A cache.
    tables: BTreeMap<FloorId, Tables>,
    /// Room to write records in.
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn open(place: &Place, options: &SqliteOptions) -> Result<Writer, SqliteStoreError> {
        Ok(Writer {
            conn: file::writer(place, options)?,
            place: place.clone(),
            form: options.form,
            snapshot_every: options.snapshot_every,
            numbers: BTreeMap::new(),
            tables: BTreeMap::new(),
            bytes: Vec::new(),
        })
    }

    /// Judges commits one after the other and keeps those that are no conflict, in one transaction.
    pub(super) fn run(&mut self, commits: &[&Commit]) -> Result<Vec<CommitOutcome>, SqliteStoreError> {
        commits.iter().try_for_each(|commit| commit.last_revision().map(drop))?;
        self.begin()?;
        let kept = self.judge_all(commits);
        match &kept {
            Ok(outcomes) => self.keep_states(commits, outcomes),
            Err(_) => self.back_out(),
        }
        kept
    }

    fn judge_all(&mut self, commits: &[&Commit]) -> Result<Vec<CommitOutcome>, SqliteStoreError> {
        let outcomes: Result<Vec<CommitOutcome>, SqliteStoreError> =
            commits.iter().map(|commit| self.judge(commit)).collect();
        let outcomes = outcomes?;
        let end = self.conn.prepare_cached("COMMIT").and_then(|mut end| end.execute([]));
        end.map_err(self.place.when("committing"))?;
        Ok(outcomes)
    }

    fn begin(&mut self) -> Result<(), SqliteStoreError> {
        if !self.conn.is_autocommit() {
            // A panic has left a transaction half way.
            self.back_out();
        }
        let begin = self.conn.prepare_cached("BEGIN IMMEDIATE").and_then(|mut begin| begin.execute([]));
        begin.map_err(self.place.when("beginning to write"))?;
        Ok(())
    }

    /// Forgets the transaction, and everything remembered that may hang on it.
    fn back_out(&mut self) {
        self.numbers.clear();
        self.tables.clear();
        if !self.conn.is_autocommit() {
            // Where that fails, there is no transaction any longer: SQLite has ended it by itself.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    fn judge(&mut self, commit: &Commit) -> Result<CommitOutcome, SqliteStoreError> {
        let (conn, place) = (&self.conn, &self.place);
        let failed = place.when("reading where a history ends");
        let number = match self.numbers.get(&commit.floor) {
            Some(number) => Some(*number),
            None => records::number(conn, &commit.floor).map_err(&failed)?,
        };
        let (head, with_tables) = records::head(conn, number).map_err(&failed)?;
        if head != commit.based_on {
            return Ok(CommitOutcome::Conflict);
        }
        if commit.records.is_empty() {
            return Ok(CommitOutcome::Applied);
        }
        let number = match number {
            Some(number) => number,
            None => records::enter(conn, &commit.floor).map_err(&failed)?,
        };
        if !self.numbers.contains_key(&commit.floor) {
            self.numbers.insert(commit.floor.clone(), number);
        }
        if with_tables {
            let known = Known { number, floor: &commit.floor };
            let tables = tables_at(&mut self.tables, (conn, place), known, head)?;
            let changes = tables.take(&commit.records).map_err(|why| SqliteStoreError::Unfollowed {
                path: place.path.clone(),
                floor: commit.floor.clone(),
                why,
            })?;
            rows::write(conn, &commit.floor, &changes).map_err(place.when("writing tables"))?;
        }
        records::append((conn, place), number, commit, (self.form, &mut self.bytes))?;
        Ok(CommitOutcome::Applied)
    }

    /// Keeps the states that are due by now. They are a cache: where that fails, the next one will do.
    fn keep_states(&mut self, commits: &[&Commit], outcomes: &[CommitOutcome]) {
        let Some(every) = self.snapshot_every else { return };
        let count = |revision: Revision| revision.checked_div(every);
        let applied = commits.iter().zip(outcomes).filter(|(_, outcome)| **outcome == CommitOutcome::Applied);
        for (commit, _) in applied {
            let last = commit.records.last().map_or(commit.based_on, |record| record.revision);
            if count(commit.based_on) < count(last) && self.keep_state(&commit.floor, last).is_err() {
                self.back_out();
            }
        }
    }

    fn keep_state(&mut self, floor: &FloorId, revision: Revision) -> Result<(), SqliteStoreError> {
        let failed = self.place.when("keeping a state");
        // Its records were none.
        let Some(number) = self.numbers.get(floor).copied() else { return Ok(()) };
        let known = Known { number, floor };
        let own = self.tables.get(floor).map(Tables::state).filter(|state| state.revision() == revision);
        let read;
        let state: &FloorState = match own {
            Some(state) => state,
            None => {
                read = snapshots::state((&self.conn, &self.place), known, revision)?;
                &read
            }
        };
        self.conn.execute_batch("BEGIN IMMEDIATE").map_err(&failed)?;
        snapshots::keep(&self.conn, number, state).map_err(&failed)?;
        self.conn.execute_batch("COMMIT").map_err(&failed)
    }

    /// Whether the file has tables that are kept.
    pub(super) fn keeps_tables(&self) -> Result<bool, SqliteStoreError> {
        let head = records::head(&self.conn, None).map_err(self.place.when("reading the settings"))?;
        Ok(head.1)
    }
}

/// What the tables of a floor are read from, as of a revision: what was written meanwhile, somebody else has written to the
/// tables, too.
fn tables_at<'t>(
    tables: &'t mut BTreeMap<FloorId, Tables>,
    file: (&Connection, &Place),
    known: Known<'_>,
    head: Revision,
) -> Result<&'t mut Tables, SqliteStoreError> {
    let mut own = match tables.remove(known.floor) {
        Some(own) if own.revision() <= head => own,
        _ => Tables::resume(snapshots::state(file, known, head)?),
    };
    while own.revision() < head {
        let after = own.revision();
        let until = head.min(after.saturating_add(1_000));
        let records = records::between(file, known, (after, until))?;
        if records.is_empty() {
            return Err(file.1.damaged(known.floor.as_str(), after.saturating_add(1), "it is missing"));
        }
        own.pass(&records).map_err(|why| SqliteStoreError::Unfollowed {
            path: file.1.path.clone(),
            floor: known.floor.clone(),
            why,
        })?;
    }
    Ok(tables.entry(known.floor.clone()).insert_entry(own).into_mut())
}
