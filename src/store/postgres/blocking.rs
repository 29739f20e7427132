//! The store for hosts that block.

use core::fmt;

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, LeadStore, Loaded, Revision};
use crate::store::postgres::asynchronous::AsyncPostgresStore;
use crate::store::postgres::error::PostgresStoreError;
use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::own_runtime::OwnRuntime;
use crate::store::postgres::server::PostgresServer;

/// Histories in PostgreSQL, over one connection that is made again when it is lost. Share it between threads by
/// reference or in an `Arc`; what they send is under way at once.
///
/// On a thread of an asynchronous runtime every call takes a thread for itself and blocks nevertheless:
/// [`AsyncPostgresStore`] is for those.
///
/// ```no_run
/// use fairdeal::store::postgres::{PostgresOptions, PostgresServer, PostgresStore};
/// use fairdeal::{Engine, FloorId, Policy, PresenceBoard, SystemClock};
/// let server = PostgresServer::new("postgresql://crm:secret@localhost/sales")?;
/// let store = PostgresStore::open(&server, PostgresOptions::new())?;
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let mut host = Engine::open(FloorId::new("north")?, store, PresenceBoard::new(), SystemClock, policy)?;
/// host.tick()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PostgresStore {
    runtime: OwnRuntime,
    store: AsyncPostgresStore,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresStore").field(&self.store).finish()
    }
}

impl PostgresStore {
    /// Opens the store; makes the schema if it is not there.
    ///
    /// # Errors
    /// [`PostgresStoreError`] when there is no way to the server, or the schema is not one this release works with.
    pub fn open(
        server: &PostgresServer,
        options: PostgresOptions,
    ) -> Result<PostgresStore, PostgresStoreError> {
        let runtime = OwnRuntime::new()?;
        let store = runtime.run(AsyncPostgresStore::open(server, options))??;
        Ok(PostgresStore { runtime, store })
    }

    /// Commits of many floors in one transaction and one round trip; see [`AsyncPostgresStore::commit_all`].
    ///
    /// # Errors
    /// [`PostgresStoreError`], for all of them together.
    pub fn commit_all(&self, commits: &[Commit]) -> Result<Vec<CommitOutcome>, PostgresStoreError> {
        self.runtime.run(self.store.commit_all(commits))?
    }

    /// Keeps a snapshot of a floor as it is now; see [`AsyncPostgresStore::snapshot`].
    ///
    /// # Errors
    /// [`PostgresStoreError`].
    pub fn snapshot(&self, floor: &FloorId) -> Result<Revision, PostgresStoreError> {
        self.runtime.run(self.store.snapshot(floor))?
    }

    /// Why the last snapshot that a commit was to make could not be made, if so.
    #[must_use]
    pub fn snapshot_trouble(&self) -> Option<PostgresStoreError> {
        self.store.snapshot_trouble()
    }
}

impl LeadStore for PostgresStore {
    type Error = PostgresStoreError;

    /// One round trip, O(records given).
    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, PostgresStoreError> {
        self.runtime.run(self.store.load(floor, after))?
    }

    /// One round trip, O(records committed), and O(floor) once in [`PostgresOptions::snapshot_every`] records.
    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, PostgresStoreError> {
        self.runtime.run(self.store.commit(commit))?
    }
}
