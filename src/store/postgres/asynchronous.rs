//! The store for asynchronous hosts, and what the blocking one is made of.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_postgres::Client;

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, Loaded, Revision};
use crate::state::FloorState;
use crate::store::postgres::batch::{Arrays, Batch, Run};
use crate::store::postgres::error::{PostgresStoreError, of_call};
use crate::store::postgres::followed::{Ahead, Followed, FollowedFloors};
use crate::store::postgres::loading::{Failed, Found, read};
use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::rows::Writes;
use crate::store::postgres::server::PostgresServer;
use crate::store::postgres::session::Session;
use crate::store::postgres::statements::Statements;
use crate::store::tables::Changes;

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
    followed: FollowedFloors,
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
            followed: FollowedFloors::default(),
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
        let loaded = match self.load_once(floor, after).await {
            // Reading twice harms nothing.
            Err(PostgresStoreError::Lost { .. }) if self.inner.server.is_some() => {
                self.load_once(floor, after).await?
            }
            loaded => loaded?,
        };
        self.inner.followed.overhear(floor, after, &loaded);
        Ok(loaded)
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
        let mut batch = Batch::new(commits)?;
        if !self.inner.options.tables {
            let applied = self.ask(&batch.runs, &[], commits).await?;
            for (run, _) in self.due(&batch.runs, &applied) {
                let kept = self.snapshot(run.floor).await;
                *lock(&self.inner.snapshot_trouble) = kept.err();
            }
            return Ok(batch.outcomes(&applied));
        }
        // In one order, so that two calls do not wait for each other.
        let mut turns = BTreeMap::new();
        let floors: BTreeSet<&FloorId> = batch.runs.iter().map(|run| run.floor).collect();
        for floor in floors {
            turns.insert(floor, self.inner.followed.turn(floor).await);
        }
        let mut aheads = Vec::with_capacity(batch.runs.len());
        for run in &mut batch.runs {
            let ahead = match turns.get_mut(run.floor) {
                Some(followed) => self.run_ahead(followed, run).await?,
                None => None,
            };
            run.conflict = ahead.is_none();
            aheads.push(ahead);
        }
        let changes: Vec<&Changes> = aheads.iter().flatten().map(|ahead| &ahead.changes).collect();
        let applied = self.ask(&batch.runs, &changes, commits).await?;
        for ((run, ahead), applied) in batch.runs.iter().zip(aheads).zip(&applied) {
            if let (Some(followed), Some(ahead)) = (turns.get_mut(run.floor), ahead) {
                followed.settle(ahead, *applied);
            }
        }
        for (run, floor) in self.due(&batch.runs, &applied) {
            if let Some(state) = turns.get(floor).and_then(|followed| followed.state()) {
                let kept = self.keep_snapshot(run.floor, state).await;
                *lock(&self.inner.snapshot_trouble) = kept.err();
            }
        }
        Ok(batch.outcomes(&applied))
    }

    /// The tables as they are with a run's records; none if it is a conflict already.
    async fn run_ahead(
        &self,
        followed: &mut Followed,
        run: &Run<'_>,
    ) -> Result<Option<Ahead>, PostgresStoreError> {
        let broken = |why: String| PostgresStoreError::History { floor: run.floor.clone(), why };
        if followed.revision() < run.based_on {
            // Others have written, or it is the first commit here.
            let loaded = self.load_once(run.floor, followed.revision()).await?;
            followed.take_in(&loaded).map_err(broken)?;
        }
        if followed.revision() != run.based_on {
            // Histories only grow, and what is known of this one was read after the call began or before.
            return Ok(None);
        }
        followed.run_ahead(&run.all()).map(Some).map_err(|error| broken(error.to_string()))
    }

    /// Asks the server: which runs were applied.
    async fn ask(
        &self,
        runs: &[Run<'_>],
        changes: &[&Changes],
        commits: &[Commit],
    ) -> Result<Vec<bool>, PostgresStoreError> {
        let inner = &self.inner;
        let arrays = Arrays::new(runs, inner.options.form)?;
        if arrays.is_empty() {
            return Ok(vec![false; runs.len()]);
        }
        let writes = Writes::new((1_i64..).zip(changes.iter().copied()));
        let failed = |error| of_call(&inner.place, what(commits), error);
        let session = self.session().await?;
        let statement = session.commit(&inner.statements, writes.parts()).await.map_err(failed)?;
        let channel = inner.options.schema.name();
        let mut parameters = arrays.parameters(inner.options.notify.then_some(&channel));
        parameters.extend(writes.parameters());
        let rows = session.client.query(&statement, &parameters).await.map_err(failed)?;
        arrays.judge(runs, &rows).map_err(failed)
    }

    /// The runs after which a snapshot is due. The commit is kept whatever comes of that: a snapshot is a cache, and the
    /// next one makes up for it.
    fn due<'r, 'a>(&self, runs: &'r [Run<'a>], applied: &[bool]) -> Vec<(&'r Run<'a>, &'a FloorId)> {
        let Some(every) = self.inner.options.snapshot_every else { return Vec::new() };
        let passed = |run: &Run<'_>| run.last().checked_div(every) > run.based_on.checked_div(every);
        let applied = runs.iter().zip(applied).filter(|(_, applied)| **applied).map(|(run, _)| run);
        applied.filter(|run| passed(run)).map(|run| (run, run.floor)).collect()
    }

    /// Keeps a snapshot of a floor as it is now, from which hosts begin to load, and the one before it; gives its
    /// revision, 0 for a floor of which nothing is known. O(floor), two round trips.
    ///
    /// # Errors
    /// [`PostgresStoreError`]; [`PostgresStoreError::History`] when the records make no state.
    pub async fn snapshot(&self, floor: &FloorId) -> Result<Revision, PostgresStoreError> {
        let loaded = self.load(floor, 0).await?;
        let broken = |why: String| PostgresStoreError::History { floor: floor.clone(), why };
        let mut state = match &loaded.base {
            Some(base) => FloorState::restore(base).map_err(|error| broken(error.to_string()))?,
            None => FloorState::new(),
        };
        for record in &loaded.records {
            state.apply(record).map_err(|error| broken(error.to_string()))?;
        }
        self.keep_snapshot(floor, &state).await
    }

    async fn keep_snapshot(
        &self,
        floor: &FloorId,
        state: &FloorState,
    ) -> Result<Revision, PostgresStoreError> {
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
