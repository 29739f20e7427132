//! Why a store in a SQLite file could not do what was asked.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::id::FloorId;
use crate::port::{Misnumbered, Revision};
use crate::state::ApplyError;
use crate::store::record::RecordFormError;
use crate::store::sqlite::schema::{APPLICATION, VERSION};

/// Why a [`SqliteStore`](super::SqliteStore) could not do what was asked. Each names the file and the way out.
///
/// After any of them a commit may be given again: it is kept once, or answered with a conflict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqliteStoreError {
    /// Somebody else was writing all the time.
    #[error(
        "{path}: somebody else has been writing for {waited_ms} ms: end the long transaction that holds the file, or set \
         a longer `busy_timeout`"
    )]
    Locked {
        /// The file.
        path: PathBuf,
        /// How long was waited.
        waited_ms: i64,
    },
    /// There is no room. Nothing was kept.
    #[error("{path}: no room to write, nothing was kept: free some on the disk, or raise `max_bytes`")]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// It may be read only.
    #[error(
        "{path}: may not be written: give the process the right to write the file and its folder, where `-wal` and `-shm` \
         lie beside it"
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be opened.
    #[error(
        "{path}: cannot be opened ({why}): the folder must be there, and be read and written by this process"
    )]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// A path at which no file is kept.
    #[error("{path:?} is no file that stays: give the path of one, or use a `MemoryStore`")]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// It is another application's.
    #[error(
        "{path}: is not a file of this store (its application_id is {found:#x}, not {own:#x}): give another path",
        own = APPLICATION
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// Whose it says it is.
        found: i64,
    },
    /// A later release wrote it.
    #[error(
        "{path}: has schema {found}, and this release knows up to {known}: use the release that wrote it, or a later one",
        known = VERSION
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
    },
    /// A record is not as it was written.
    #[error(
        "{path}: record {revision} of floor `{floor}` is damaged ({why}): restore the file from a copy; the records before \
         it are whole"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The floor.
        floor: String,
        /// The record.
        revision: Revision,
        /// What is wrong.
        why: String,
    },
    /// SQLite finds the file itself damaged.
    #[error(
        "{path}: is damaged ({why}): restore it from a copy, or save what can be read by `sqlite3 FILE .recover`"
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// The disk did not take or give what was asked.
    #[error(
        "{path}: {doing} failed ({why}): see that the disk is whole and has room, and that no limit on file sizes stops this \
         process; then go on, or give the command again"
    )]
    Disk {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What SQLite says.
        #[source]
        why: rusqlite::Error,
    },
    /// The records of a commit are not numbered from its base on. Nothing was kept.
    #[error(transparent)]
    Misnumbered(#[from] Misnumbered),
    /// The records of a commit make no rows of the tables. Nothing was kept.
    #[error("{path}: the records of floor `{floor}` cannot be followed into its tables: {why}")]
    Unfollowed {
        /// The file.
        path: PathBuf,
        /// The floor.
        floor: FloorId,
        /// Which record does not follow which.
        #[source]
        why: ApplyError,
    },
    /// A record cannot be written as bytes. Nothing was kept.
    #[error("a record of floor `{floor}` cannot be written: {why}")]
    Unwritable {
        /// The floor.
        floor: FloorId,
        /// Why.
        #[source]
        why: RecordFormError,
    },
    /// Anything else SQLite says.
    #[error("{path}: {doing} failed: {why}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What SQLite says.
        #[source]
        why: rusqlite::Error,
    },
}

/// Where errors happen.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) busy_ms: i64,
}

impl Place {
    pub(super) fn new(path: &Path, busy_ms: i64) -> Place {
        Place { path: path.to_owned(), busy_ms }
    }

    /// What SQLite's error means here.
    pub(super) fn when(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> SqliteStoreError + '_ {
        move |why| {
            let path = self.path.clone();
            match why.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    SqliteStoreError::Locked { path, waited_ms: self.busy_ms }
                }
                Some(ErrorCode::DiskFull) => SqliteStoreError::Full { path },
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                    SqliteStoreError::ReadOnly { path }
                }
                Some(ErrorCode::CannotOpen) => SqliteStoreError::CannotOpen { path, why: why.to_string() },
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    SqliteStoreError::Corrupt { path, why: why.to_string() }
                }
                Some(ErrorCode::SystemIoFailure) => SqliteStoreError::Disk { path, doing, why },
                _ => SqliteStoreError::Sqlite { path, doing, why },
            }
        }
    }

    pub(super) fn damaged(&self, floor: &str, revision: Revision, why: impl ToString) -> SqliteStoreError {
        let (path, floor, why) = (self.path.clone(), floor.to_owned(), why.to_string());
        SqliteStoreError::Damaged { path, floor, revision, why }
    }
}
