//! How a store in a SQLite file is opened.

use std::path::Path;

use crate::store::record::RecordForm;
use crate::store::sqlite::{SqliteStore, SqliteStoreError};
use crate::time::Span;

/// What a commit outlives, once it has been answered with `Applied`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The end of the process and of the machine's power: the disk has been asked to write it (`synchronous = full`).
    #[default]
    Full,
    /// The end of the process. With the machine's power the last commits may go, in order, and never a part of one
    /// (`synchronous = normal`). For floors whose leads can be sent again.
    Normal,
}

/// How a [`SqliteStore`] is opened. What is not set is as here by default.
///
/// ```
/// use fairdeal::store::RecordForm;
/// use fairdeal::store::sqlite::{Durability, SqliteOptions};
/// let folder = tempfile::tempdir()?;
/// let options = SqliteOptions::new().durability(Durability::Normal).tables(true).record_form(RecordForm::Json);
/// let store = options.open(folder.path().join("floors.db"))?;
/// assert!(store.keeps_tables()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct SqliteOptions {
    pub(super) durability: Durability,
    pub(super) tables: bool,
    pub(super) form: RecordForm,
    pub(super) snapshot_every: Option<u64>,
    pub(super) busy_timeout: Span,
    pub(super) max_bytes: Option<u64>,
}

impl Default for SqliteOptions {
    fn default() -> SqliteOptions {
        SqliteOptions {
            durability: Durability::Full,
            tables: false,
            form: RecordForm::Compact,
            snapshot_every: Some(50_000),
            busy_timeout: Span::seconds(5),
            max_bytes: None,
        }
    }
}

impl SqliteOptions {
    /// The defaults: full durability, tables as the file has them, compact records, a snapshot every 50,000 records, and
    /// five seconds to wait for other writers.
    pub fn new() -> SqliteOptions {
        SqliteOptions::default()
    }

    /// What a commit outlives.
    pub fn durability(mut self, durability: Durability) -> SqliteOptions {
        self.durability = durability;
        self
    }

    /// Whether the file has to have the [tables](crate::store::tables::TABLES) that a host can join. If it has none yet,
    /// they are filled from the records when it is opened, which takes time by the length of all histories. False leaves
    /// the file as it is: tables that are there are kept, by every handle, so that they never lag behind.
    pub fn tables(mut self, tables: bool) -> SqliteOptions {
        self.tables = tables;
        self
    }

    /// How records are written. All forms are read.
    pub fn record_form(mut self, form: RecordForm) -> SqliteOptions {
        self.form = form;
        self
    }

    /// After how many records of a floor its state is kept, too, so that it is loaded in time by its size and not by its
    /// age; none keeps no states. All records stay in any case. The commit that is due makes it, O(floor), in a
    /// transaction of its own; less than 1 is 1.
    pub fn snapshot_every(mut self, records: Option<u64>) -> SqliteOptions {
        self.snapshot_every = records.map(|records| records.max(1));
        self
    }

    /// How long to wait for other writers before [`SqliteStoreError::Locked`].
    pub fn busy_timeout(mut self, timeout: Span) -> SqliteOptions {
        self.busy_timeout = timeout;
        self
    }

    /// How large the file may grow by this handle before [`SqliteStoreError::Full`], the write-ahead log beside it not
    /// counted; none is as large as the disk.
    pub fn max_bytes(mut self, bytes: Option<u64>) -> SqliteOptions {
        self.max_bytes = bytes;
        self
    }

    /// Opens the file, making it if it is not there, and brings an older schema up to date.
    ///
    /// # Errors
    /// [`SqliteStoreError`]: the file is another application's or a later release's, cannot be opened, written or read.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<SqliteStore, SqliteStoreError> {
        SqliteStore::open_with(path.as_ref(), self)
    }
}
