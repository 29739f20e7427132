//! A store in a SQLite file of its own: the embedded durable default.
//!
//! Any number of handles, threads and processes of one machine may have the file open at once. Commits are appended to the
//! history, one row a record; whoever reads waits for nobody. The file can have the
//! [tables](crate::store::tables::TABLES) that a host joins by plain SQL, written in the transaction of each commit.
//! More in [the page on stores](crate::docs::stores).

mod error;
mod file;
mod fill;
mod group;
mod options;
mod records;
mod rows;
mod schema;
mod snapshots;
mod sum;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, LeadStore, Loaded, Revision};
use crate::store::sqlite::error::Place;
use crate::store::sqlite::group::Group;
use crate::store::sqlite::records::Known;
use crate::store::sqlite::writer::Writer;

pub use error::SqliteStoreError;
pub use options::{Durability, SqliteOptions};

/// Histories in a SQLite file. Clones are the same handle.
///
/// Commits of threads that share a handle are written together, so that they share the wait for the disk. With tables, a
/// handle keeps the state of each floor it commits to.
///
/// ```
/// use fairdeal::store::sqlite::SqliteStore;
/// use fairdeal::{Commit, CommitOutcome, FloorId, LeadStore, Policy, Timestamp};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("floors.db");
/// let (store, north) = (SqliteStore::open(&path)?, FloorId::new("north")?);
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let first = Commit { floor: north.clone(), based_on: 0, records: vec![fairdeal::open(&policy, Timestamp::MIN)] };
/// assert_eq!(store.commit(&first)?, CommitOutcome::Applied);
/// // Another handle, as another process would have it.
/// let other = SqliteStore::open(&path)?;
/// assert_eq!(other.commit(&first)?, CommitOutcome::Conflict, "somebody was first");
/// assert_eq!(other.load(&north, 0)?.records, first.records);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SqliteStore {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    place: Place,
    group: Group,
    reader: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens a file with the options by default.
    ///
    /// # Errors
    /// As for [`SqliteOptions::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore, SqliteStoreError> {
        SqliteOptions::new().open(path)
    }

    fn open_with(path: &Path, options: &SqliteOptions) -> Result<SqliteStore, SqliteStoreError> {
        let place = Place::new(path, options.busy_timeout.as_millis());
        let group = Group::new(Writer::open(&place, options)?);
        let reader = Mutex::new(file::reader(&place)?);
        Ok(SqliteStore { shared: Arc::new(Shared { place, group, reader }) })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.place.path
    }

    /// Whether the file has tables, and keeps them.
    ///
    /// # Errors
    /// [`SqliteStoreError`].
    pub fn keeps_tables(&self) -> Result<bool, SqliteStoreError> {
        self.shared.group.alone(|writer| writer.keeps_tables())
    }

    /// Keeps commits in one transaction, with one wait for the disk: each is judged by itself, after those before it. Of
    /// several floors, or of one.
    ///
    /// # Errors
    /// [`SqliteStoreError`]: nothing of any was kept, or nothing is known, as for [`LeadStore::commit`].
    ///
    /// ```
    /// use fairdeal::store::sqlite::SqliteStore;
    /// use fairdeal::{Commit, CommitOutcome, FloorId, Policy, Timestamp};
    /// let folder = tempfile::tempdir()?;
    /// let store = SqliteStore::open(folder.path().join("floors.db"))?;
    /// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
    /// let first = |floor| Commit { floor, based_on: 0, records: vec![fairdeal::open(&policy, Timestamp::MIN)] };
    /// let (north, south) = (FloorId::new("north")?, FloorId::new("south")?);
    /// let outcomes = store.commit_all(&[first(north.clone()), first(south), first(north)])?;
    /// assert_eq!(outcomes, [CommitOutcome::Applied, CommitOutcome::Applied, CommitOutcome::Conflict]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn commit_all(&self, commits: &[Commit]) -> Result<Vec<CommitOutcome>, SqliteStoreError> {
        let commits: Vec<&Commit> = commits.iter().collect();
        self.shared.group.alone(|writer| writer.run(&commits))
    }
}

impl LeadStore for SqliteStore {
    type Error = SqliteStoreError;

    /// O(records given), and the size of the floor where a state is given.
    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, SqliteStoreError> {
        let place = &self.shared.place;
        let failed = place.when("reading");
        let conn = lock(&self.shared.reader);
        // One view of the file for all that is read.
        let view = conn.unchecked_transaction().map_err(&failed)?;
        let Some(number) = records::number(&view, floor).map_err(&failed)? else {
            return Ok(Loaded::default());
        };
        let base = snapshots::newest((&view, place), number, (after, Revision::MAX))?;
        let from = base.as_ref().map_or(after, |base| base.revision);
        let records = records::between((&view, place), Known { number, floor }, (from, Revision::MAX))?;
        Ok(Loaded { base: base.map(|base| base.bytes), records })
    }

    /// O(records committed), and with tables the rows they change.
    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, SqliteStoreError> {
        self.shared.group.commit(commit)
    }
}

/// A lock. What it guards holds together also after a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
