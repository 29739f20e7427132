//! The store for blocking hosts.

use core::future::Future;
use core::time::Duration;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};

use async_nats::ConnectOptions;
use tokio::runtime::{Builder, Runtime};

use crate::store::jetstream::commit::Written;
use crate::store::jetstream::{AsyncJetStreamStore, FloorMoved, JetStreamError, JetStreamOptions};
use crate::{Commit, CommitOutcome, FloorId, LeadStore, Loaded, Recorded, Revision};

/// The store for blocking hosts, and for [`Engine`](crate::Engine). Clones share one connection and may be used from
/// any number of threads at once.
///
/// It has a runtime of its own on one thread of its own, which also keeps the connection alive between calls. A call
/// blocks the thread it comes from. From within a task of a host's runtime it works, and holds up the thread that runs
/// the task as any blocking call does: use [`AsyncJetStreamStore`] there.
///
/// ```no_run
/// use fairdeal::store::jetstream::{JetStreamOptions, JetStreamStore};
/// use fairdeal::{Command, Engine, FloorId, Lead, Policy, PresenceBoard, SystemClock};
/// # fn host(policy: Policy) -> Result<(), Box<dyn std::error::Error>> {
/// let store = JetStreamStore::connect("nats://localhost:4222", JetStreamOptions::default())?;
/// let floor = FloorId::new("north")?;
/// let mut engine = Engine::open(floor, store, PresenceBoard::new(), SystemClock, policy)?;
/// let answer = engine.run(&Command::Submit(Lead::new("L-1")?))?;
/// println!("{:?}", answer.outcome());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct JetStreamStore {
    store: AsyncJetStreamStore,
    runtime: Arc<Driver>,
}

/// The runtime. It is let go without waiting for it, so that a store can be dropped anywhere, a task included.
#[derive(Debug)]
struct Driver(Option<Runtime>);

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Driver {
    fn new() -> Result<Driver, JetStreamError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fairdeal-jetstream")
            .enable_all()
            .build()
            .map_err(|error| JetStreamError::Runtime(error.to_string()))?;
        Ok(Driver(Some(runtime)))
    }

    /// Runs a future on the runtime's thread and waits for it here. No `block_on`: that would panic within a task.
    fn wait<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, JetStreamError>> + Send + 'static,
    ) -> Result<T, JetStreamError> {
        let ended = || JetStreamError::Runtime("it has ended".to_owned());
        let (send, receive) = mpsc::sync_channel(1);
        let runtime = self.0.as_ref().ok_or_else(ended)?;
        runtime.spawn(async move {
            drop(send.send(future.await));
        });
        receive.recv().map_err(|_| ended())?
    }
}

impl JetStreamStore {
    /// As [`AsyncJetStreamStore::connect`].
    ///
    /// # Errors
    /// As for [`AsyncJetStreamStore::connect`].
    pub fn connect(servers: &str, options: JetStreamOptions) -> Result<JetStreamStore, JetStreamError> {
        JetStreamStore::connect_with(servers, ConnectOptions::new(), options)
    }

    /// As [`AsyncJetStreamStore::connect_with`].
    ///
    /// # Errors
    /// As for [`AsyncJetStreamStore::connect`].
    pub fn connect_with(
        servers: &str,
        connection: ConnectOptions,
        options: JetStreamOptions,
    ) -> Result<JetStreamStore, JetStreamError> {
        options.check()?;
        let runtime = Arc::new(Driver::new()?);
        let servers = servers.to_owned();
        let store = runtime
            .wait(async move { AsyncJetStreamStore::connect_with(&servers, connection, options).await })?;
        Ok(JetStreamStore { store, runtime })
    }

    /// The same store for asynchronous code, over the same connection. It lives as long as this one.
    #[must_use]
    pub fn asynchronous(&self) -> &AsyncJetStreamStore {
        &self.store
    }

    /// As [`AsyncJetStreamStore::history`].
    ///
    /// # Errors
    /// As for [`AsyncJetStreamStore::history`].
    pub fn history(&self, floor: &FloorId, after: Revision) -> Result<Vec<Recorded>, JetStreamError> {
        let (inner, floor) = (Arc::clone(&self.store.inner), floor.clone());
        self.runtime.wait(async move { inner.history(&floor, after).await })
    }

    /// As [`AsyncJetStreamStore::floors`].
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub fn floors(&self) -> Result<Vec<FloorId>, JetStreamError> {
        let inner = Arc::clone(&self.store.inner);
        self.runtime.wait(async move { inner.floors().await })
    }

    /// As [`AsyncJetStreamStore::snapshot`].
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub fn snapshot(&self, floor: &FloorId) -> Result<Revision, JetStreamError> {
        let (inner, floor) = (Arc::clone(&self.store.inner), floor.clone());
        self.runtime.wait(async move { inner.snapshot(&floor).await })
    }

    /// As [`AsyncJetStreamStore::forget_before_snapshot`].
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub fn forget_before_snapshot(&self, floor: &FloorId) -> Result<u64, JetStreamError> {
        let (inner, floor) = (Arc::clone(&self.store.inner), floor.clone());
        self.runtime.wait(async move { inner.forget_before_base(&floor).await })
    }

    /// As [`AsyncJetStreamStore::snapshot_trouble`].
    #[must_use]
    pub fn snapshot_trouble(&self) -> Option<JetStreamError> {
        self.store.snapshot_trouble()
    }

    /// As [`AsyncJetStreamStore::follow`]. What comes is taken in at once and waits for [`JetStreamFollower::next`].
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub fn follow(&self) -> Result<JetStreamFollower, JetStreamError> {
        let store = self.store.clone();
        let (send, moves) = mpsc::channel();
        let task = self.runtime.wait(async move {
            let mut follower = store.follow().await?;
            Ok(tokio::spawn(async move { while send.send(follower.next().await).is_ok() {} }))
        })?;
        Ok(JetStreamFollower { moves, task, _runtime: Arc::clone(&self.runtime) })
    }
}

impl LeadStore for JetStreamStore {
    type Error = JetStreamError;

    /// As [`AsyncJetStreamStore::load`].
    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, JetStreamError> {
        let (inner, floor) = (Arc::clone(&self.store.inner), floor.clone());
        self.runtime.wait(async move { inner.load(&floor, after).await })
    }

    /// As [`AsyncJetStreamStore::commit`].
    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, JetStreamError> {
        let inner = Arc::clone(&self.store.inner);
        let written = Written::of(commit, inner.options.form)?;
        self.runtime.wait(async move { inner.commit(written).await })
    }
}

/// Floors as they move, for blocking hosts.
#[derive(Debug)]
pub struct JetStreamFollower {
    moves: mpsc::Receiver<Result<FloorMoved, JetStreamError>>,
    task: tokio::task::JoinHandle<()>,
    _runtime: Arc<Driver>,
}

impl JetStreamFollower {
    /// The next floor that has moved; none if there is none within so long.
    ///
    /// # Errors
    /// As for [`AsyncJetStreamFollower::next`](crate::store::jetstream::AsyncJetStreamFollower::next).
    pub fn next(&self, within: Duration) -> Result<Option<FloorMoved>, JetStreamError> {
        match self.moves.recv_timeout(within) {
            Ok(moved) => moved.map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                Err(JetStreamError::Runtime("following has ended".to_owned()))
            }
        }
    }
}

impl Drop for JetStreamFollower {
    fn drop(&mut self) {
        self.task.abort();
    }
}
