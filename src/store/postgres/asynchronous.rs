//! The store for asynchronous hosts, and what the blocking one is made of.

use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_postgres::Client;

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, Loaded, Revision};
use crate::state::FloorState;
use crate::store::postgres::batch::Batch;
use crate::store::postgres::error::{PostgresStoreError, of_call};
use crate::store::postgres::loading::{Failed, Found, read};
use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::server::PostgresServer;
use crate::store::postgres::session::Session;
use crate::store::postgres::statements::Statements;

/// How far behind a host must be for a base to be worth more than records, where snapshots are the host's affair.
const FAR_BEHIND: u64 = 10_000;

/// Histories in PostgreSQL, for hosts on Tokio. Clones are the same store and share one connection, on which the calls
/// of many tasks are under way at once.
///
/// The methods are those of [`LeadStore`](crate::LeadStore) with `.await`; drive a [`Flow`](crate::Flow) with them, as
/// in `examples/postgres_host.rs`. Dropping a call on its way is safe and leaves open whether a commit was kept, as a
/// lost connection does.
#[derive(Clone)]
pub struct AsyncPostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    options: PostgresOptions,
    statements: Statements,
    /// None if the host gives the connections.
    server: Option<PostgresServer>,
    place: Arc<str>,
    session: Mutex<Option<Arc<Session>>>,
    /// Held while one call connects for all.
    connecting: tokio::sync::Mutex<()>,
    snapshot_trouble: Mutex<Option<PostgresStoreError>>,
}

impl fmt::Debug for AsyncPostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.inner;
        f.debug_struct("AsyncPostgresStore")
            .field("place", &inner.place)
            .field("options", &inner.options)
            .finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is replaced whole, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AsyncPostgresStore {
    /// Opens the store over a connection of its own, made on the current Tokio runtime and made again when it is lost;
    /// makes the schema if it is not there.
    ///
    /// # Errors
    /// [`PostgresStoreError`] when there is no way to the server, or the schema is not one this release works with.
    pub async fn open(
        server: &PostgresServer,
        options: PostgresOptions,
    ) -> Result<AsyncPostgresStore, PostgresStoreError> {
        let place = Arc::clone(server.place());
        let store = AsyncPostgresStore::new(options, Some(server.clone()), place);
        store.session().await?;
        Ok(store)
    }

    /// Opens the store over a client of the host's, who drives its connection and connects again. The store changes the
    /// settings of its session: keep it for the store alone.
    ///
    /// # Errors
    /// As for [`AsyncPostgresStore::open`].
    pub async fn over(
        client: Client,
        options: PostgresOptions,
    ) -> Result<AsyncPostgresStore, PostgresStoreError> {
        let store = AsyncPostgresStore::new(options, None, "the host's connection".into());
        store.use_client(client).await?;
        Ok(store)
    }

    fn new(options: PostgresOptions, server: Option<PostgresServer>, place: Arc<str>) -> AsyncPostgresStore {
        let statements = Statements::new(&options);
        let inner = Inner {
            options,
            statements,
            server,
            place,
            session: Mutex::default(),
            connecting: tokio::sync::Mutex::default(),
            snapshot_trouble: Mutex::default(),
        };
        AsyncPostgresStore { inner: Arc::new(inner) }
    }

    /// Goes on over another client of the host's, for this store and its clones.
    ///
    /// # Errors
    /// As for [`AsyncPostgresStore::open`]; the store stays with the client it had.
    pub async fn use_client(&self, client: Client) -> Result<(), PostgresStoreError> {
        let inner = &self.inner;
        let session = Session::begin(client, &inner.place, &inner.options, &inner.statements).await?;
        *lock(&inner.session) = Some(Arc::new(session));
        Ok(())
    }

    fn live(&self) -> Option<Arc<Session>> {
        lock(&self.inner.session).clone().filter(|session| !session.client.is_closed())
    }

    /// The connection, made again if it is known to be lost.
    async fn session(&self) -> Result<Arc<Session>, PostgresStoreError> {
        if let Some(session) = self.live() {
            return Ok(session);
        }
        let Some(server) = &self.inner.server else {
            return Err(PostgresStoreError::Closed);
        };
        let _one = self.inner.connecting.lock().await;
        if let Some(session) = self.live() {
            return Ok(session);
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return Err(PostgresStoreError::Runtime("a Tokio runtime is needed: call from within one"));
        };
        let (client, messages) = server.connect().await?;
        runtime.spawn(messages.drive());
        self.use_client(client).await?;
        self.live().ok_or(PostgresStoreError::Closed)
    }

    /// What a host at a revision must take in; see [`LeadStore::load`](crate::LeadStore::load). One round trip.
    ///
    /// A base is given to hosts that know nothing or are further behind than snapshots are apart.
    ///
    /// # Errors
    /// [`PostgresStoreError`]. A connection that turns out to be lost is made again, once.
    pub async fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, PostgresStoreError> {
        match self.load_once(floor, after).await {
            // Reading twice harms nothing.
            Err(PostgresStoreError::Lost { .. }) if self.inner.server.is_some() => {
                self.load_once(floor, after).await
            }
            loaded => loaded,
        }
    }

    async fn load_once(&self, floor: &FloorId, after: Revision) -> Result<Loaded, PostgresStoreError> {
        let Ok(behind) = i64::try_from(after) else {
            return Ok(Loaded::default()); // no history is that long
        };
        let worth = match after {
            0 => 0,
            _ => after.saturating_add(self.inner.options.snapshot_every.unwrap_or(FAR_BEHIND)),
        };
        let worth = i64::try_from(worth).unwrap_or(i64::MAX);
        let failed = |error| of_call(&self.inner.place, format!("a load of floor `{floor}`"), error);
        let session = self.session().await?;
        let mut before = i64::MAX;
        loop {
            let rows = session
                .client
                .query(&session.load, &[&floor.as_str(), &behind, &worth, &before])
                .await
                .map_err(failed)?;
            match read(floor, behind, &rows) {
                Ok(Found::Loaded(loaded)) => return Ok(loaded),
                Ok(Found::Unusable(revision)) => before = revision,
                Err(Failed::Row(error)) => return Err(failed(error)),
                Err(Failed::Content(error)) => return Err(error),
            }
        }
    }

    /// Appends records if the history still ends where they begin; see [`LeadStore::commit`](crate::LeadStore::commit).
    /// One round trip, and O(floor) more once in [`PostgresOptions::snapshot_every`] records.
    ///
    /// # Errors
    /// [`PostgresStoreError`]. After [`PostgresStoreError::Lost`] nobody knows whether the records were kept; after any
    /// other they were not.
    pub async fn commit(&self, commit: &Commit) -> Result<CommitOutcome, PostgresStoreError> {
        let outcomes = self.commit_all(core::slice::from_ref(commit)).await?;
        Ok(outcomes.first().copied().unwrap_or(CommitOutcome::Conflict))
    }

    /// Commits of many floors in one transaction and one round trip, each judged by itself: what came of each, in the
    /// order given.
    ///
    /// Commits of one floor that follow one another, each based on where the one before it ends, are kept or refused
    /// together. Of two on the same revision of a floor the second is a conflict.
    ///
    /// # Errors
    /// As for [`AsyncPostgresStore::commit`], for all of them together: they are one transaction.
    pub async fn commit_all(&self, commits: &[Commit]) -> Result<Vec<CommitOutcome>, PostgresStoreError> {
        let inner = &self.inner;
        let batch = Batch::new(commits, inner.options.form)?;
        if batch.is_empty() {
            return Ok(vec![CommitOutcome::Conflict; commits.len()]);
        }
        let session = self.session().await?;
        let failed = |error| of_call(&inner.place, what(commits), error);
        let channel = inner.options.schema.name();
        let parameters = batch.parameters(inner.options.notify.then_some(&channel));
        let rows = session.client.query(&session.commit, &parameters).await.map_err(failed)?;
        let outcomes = batch.judge(&rows).map_err(failed)?;
        self.make_snapshots(commits, &outcomes).await;
        Ok(outcomes)
    }

    async fn make_snapshots(&self, commits: &[Commit], outcomes: &[CommitOutcome]) {
        let Some(every) = self.inner.options.snapshot_every else { return };
        for (commit, outcome) in commits.iter().zip(outcomes) {
            let records = Revision::try_from(commit.records.len()).unwrap_or(Revision::MAX);
            let last = commit.based_on.saturating_add(records);
            let passed = last.checked_div(every) > commit.based_on.checked_div(every);
            if passed && *outcome == CommitOutcome::Applied {
                // The commit is kept whatever comes of this: a snapshot is a cache, and the next one makes up for it.
                let trouble = self.snapshot(&commit.floor).await.err();
                *lock(&self.inner.snapshot_trouble) = trouble;
            }
        }
    }

    /// Keeps a snapshot of a floor as it is now, from which hosts begin to load, and the one before it; gives its
    /// revision, 0 for a floor of which nothing is known. O(floor), two round trips.
    ///
    /// # Errors
    /// [`PostgresStoreError`]; [`PostgresStoreError::History`] when the records make no state.
    pub async fn snapshot(&self, floor: &FloorId) -> Result<Revision, PostgresStoreError> {
        let loaded = self.load(floor, 0).await?;
        let broken = |why: String| PostgresStoreError::History { floor: floor.clone(), why };
        let state = match &loaded.base {
            Some(base) => FloorState::restore(base).map_err(|error| broken(error.to_string()))?,
            None => FloorState::new(),
        };
        let mut state = state;
        for record in &loaded.records {
            state.apply(record).map_err(|error| broken(error.to_string()))?;
        }
        let Some(revision) = i64::try_from(state.revision()).ok().filter(|revision| *revision > 0) else {
            return Ok(0);
        };
        let session = self.session().await?;
        let failed = |error| of_call(&self.inner.place, format!("a snapshot of floor `{floor}`"), error);
        let bytes = state.snapshot();
        session
            .client
            .execute(&session.snapshot, &[&floor.as_str(), &revision, &bytes])
            .await
            .map_err(failed)?;
        Ok(state.revision())
    }

    /// Why the last snapshot that a commit was to make could not be made, if so.
    #[must_use]
    pub fn snapshot_trouble(&self) -> Option<PostgresStoreError> {
        lock(&self.inner.snapshot_trouble).clone()
    }
}

/// Commits in words.
fn what(commits: &[Commit]) -> String {
    match commits {
        [one] => format!("a commit on floor `{}` based on revision {}", one.floor, one.based_on),
        all => format!("{} commits", all.len()),
    }
}
