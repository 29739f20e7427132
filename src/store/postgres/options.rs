//! What a store in PostgreSQL can be told.

use crate::store::RecordForm;
use crate::store::postgres::error::PostgresStoreError;
use crate::store::postgres::schema::Schema;

/// How a store in PostgreSQL works. [`PostgresOptions::new`] is a good start.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    pub(super) schema: Schema,
    pub(super) form: RecordForm,
    pub(super) snapshot_every: Option<u64>,
    pub(super) notify: bool,
    pub(super) tables: bool,
    pub(super) migrate: bool,
}

impl Default for PostgresOptions {
    fn default() -> PostgresOptions {
        PostgresOptions::new()
    }
}

impl PostgresOptions {
    /// Schema `fairdeal`, made if it is not there; compact records; readable tables; a snapshot every 10,000 records;
    /// other processes are told of every commit.
    #[must_use]
    pub fn new() -> PostgresOptions {
        PostgresOptions {
            schema: Schema::default(),
            form: RecordForm::default(),
            snapshot_every: Some(10_000),
            notify: true,
            tables: true,
            migrate: true,
        }
    }

    /// Another schema, for a store of its own in the same database. Any name that PostgreSQL takes; it is quoted.
    ///
    /// # Errors
    /// [`PostgresStoreError::SchemaName`] when it is empty, holds NUL, is longer than 63 bytes, which PostgreSQL would
    /// cut off silently, or begins with `pg_`.
    pub fn schema(mut self, name: &str) -> Result<PostgresOptions, PostgresStoreError> {
        self.schema = Schema::new(name)?;
        Ok(self)
    }

    /// How records are written. Records of both forms are read, so it may change at any time.
    #[must_use]
    pub fn record_form(mut self, form: RecordForm) -> PostgresOptions {
        self.form = form;
        self
    }

    /// A snapshot of a floor every so many records, at least 1. The commit that gets there makes it, in O(floor).
    #[must_use]
    pub fn snapshot_every(mut self, records: u64) -> PostgresOptions {
        self.snapshot_every = Some(records.max(1));
        self
    }

    /// Commits make no snapshots; the host calls `snapshot` when it likes.
    #[must_use]
    pub fn without_snapshots(mut self) -> PostgresOptions {
        self.snapshot_every = None;
        self
    }

    /// Commits tell nobody. PostgreSQL lets one notifying transaction of a whole server commit at a time; where many
    /// floors are written at once and nobody listens this is faster.
    #[must_use]
    pub fn without_notify(mut self) -> PostgresOptions {
        self.notify = false;
        self
    }

    /// Histories and snapshots only, no tables to join. It is settled when the schema is made, for all who open it: rows
    /// that some commits wrote and others did not would be worth nothing.
    #[must_use]
    pub fn without_tables(mut self) -> PostgresOptions {
        self.tables = false;
        self
    }

    /// The schema is there already, or opening fails: for roles that may not make tables.
    #[must_use]
    pub fn without_migrating(mut self) -> PostgresOptions {
        self.migrate = false;
        self
    }

    /// All statements that make the newest schema from nothing, for whoever makes tables by other means. Open the store
    /// with [`PostgresOptions::without_migrating`] then.
    #[must_use]
    pub fn migration_sql(&self) -> String {
        self.schema.migration_sql(0, self.tables)
    }
}
