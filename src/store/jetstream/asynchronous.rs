//! The store for asynchronous hosts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_nats::ConnectOptions;
use async_nats::jetstream::{Context, kv, object_store, stream::Stream};

use crate::store::jetstream::chain::Known;
use crate::store::jetstream::commit::Written;
use crate::store::jetstream::{JetStreamError, JetStreamOptions, stream, subject};
use crate::{Commit, CommitOutcome, FloorId, Loaded, Recorded, Revision};

/// The store for asynchronous hosts, over the same loop as `examples/async_host.rs`. Clones share one connection.
///
/// ```no_run
/// use fairdeal::store::jetstream::{AsyncJetStreamStore, JetStreamOptions};
/// use fairdeal::{Command, FloorId, Flow, Lead, Policy, PresenceSnapshot, Replica, Reply, Step, Timestamp};
/// # async fn host(now: Timestamp, policy: Policy) -> Result<(), Box<dyn std::error::Error>> {
/// let servers = "nats://n1:4222,nats://n2:4222,nats://n3:4222";
/// let store = AsyncJetStreamStore::connect(servers, JetStreamOptions::default().replicas(3)).await?;
/// let floor = FloorId::new("north")?;
/// let mut replica = Replica::new(floor.clone(), policy);
/// let command = Command::Submit(Lead::new("L-1")?);
/// let mut flow = Flow::new(&mut replica, now, PresenceSnapshot::default(), &command);
/// let mut reply = Reply::Start;
/// let answer = loop {
///     reply = match flow.next(reply)? {
///         Step::Load { after } => Reply::Loaded(store.load(&floor, after).await?),
///         Step::Commit(commit) => Reply::Committed(store.commit(&commit).await?),
///         Step::Done(answer) => break answer,
///     };
/// };
/// println!("{:?}", answer.outcome());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AsyncJetStreamStore {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) context: Context,
    pub(super) stream: Stream<()>,
    pub(super) bases: kv::Store,
    pub(super) large: object_store::ObjectStore,
    pub(super) options: JetStreamOptions,
    /// The largest message the stream takes, beside what the server takes.
    pub(super) largest: Option<usize>,
    /// Whether several servers keep the stream, so that an acknowledgement alone does not say who was first.
    pub(super) replicated: bool,
    known: Mutex<BTreeMap<FloorId, Known>>,
    trouble: Mutex<Option<JetStreamError>>,
}

impl core::fmt::Debug for AsyncJetStreamStore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AsyncJetStreamStore").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

impl AsyncJetStreamStore {
    /// Connects, and makes the stream and the buckets if they are not there. `servers` is one address or several with
    /// commas between, such as `nats://user:password@n1:4222,nats://n2:4222` or `nats://token@n1:4222`.
    ///
    /// # Errors
    /// [`JetStreamError`]: an option that cannot be, no server, or a stream that cannot keep floors.
    pub async fn connect(
        servers: &str,
        options: JetStreamOptions,
    ) -> Result<AsyncJetStreamStore, JetStreamError> {
        AsyncJetStreamStore::connect_with(servers, ConnectOptions::new(), options).await
    }

    /// [`AsyncJetStreamStore::connect`] with credentials, certificates and whatever else the client may be told.
    ///
    /// # Errors
    /// As for [`AsyncJetStreamStore::connect`].
    pub async fn connect_with(
        servers: &str,
        connection: ConnectOptions,
        options: JetStreamOptions,
    ) -> Result<AsyncJetStreamStore, JetStreamError> {
        options.check()?;
        let client = stream::connect(servers, connection, options.open_within).await?;
        AsyncJetStreamStore::open(async_nats::jetstream::new(client), options).await
    }

    /// Over a connection the host has, also one to another domain. Makes the stream and the buckets if they are not
    /// there.
    ///
    /// # Errors
    /// As for [`AsyncJetStreamStore::connect`].
    pub async fn open(
        mut context: Context,
        options: JetStreamOptions,
    ) -> Result<AsyncJetStreamStore, JetStreamError> {
        options.check()?;
        context.set_timeout(options.answer_within);
        let opened = stream::open(&context, &options).await?;
        let inner = Inner {
            context,
            stream: opened.stream,
            bases: opened.bases,
            large: opened.large,
            largest: opened.largest,
            replicated: opened.replicated,
            options,
            known: Mutex::default(),
            trouble: Mutex::default(),
        };
        Ok(AsyncJetStreamStore { inner: Arc::new(inner) })
    }

    /// As [`LeadStore::load`](crate::LeadStore::load). One round trip for a host that is up to date, one more for
    /// each commit it is behind up to eight, and O(records since the last snapshot) beyond.
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub async fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, JetStreamError> {
        self.inner.load(floor, after).await
    }

    /// As [`LeadStore::commit`](crate::LeadStore::commit). One round trip for a handle that made or loaded the floor's
    /// last commit, and another two for one that did not. With replicas one more while other floors are committed to as
    /// well, to see who was first.
    ///
    /// # Errors
    /// [`JetStreamError`]; by [`JetStreamError::Unknown`] it is not known whether the records were kept.
    pub async fn commit(&self, commit: &Commit) -> Result<CommitOutcome, JetStreamError> {
        self.inner.commit(Written::of(commit, self.inner.options.form)?).await
    }

    /// Every record of a floor after a revision, whether or not a snapshot stands in for it: for reports and audits.
    /// O(records).
    ///
    /// # Errors
    /// [`JetStreamError::Gap`] where records have been removed, and others.
    pub async fn history(&self, floor: &FloorId, after: Revision) -> Result<Vec<Recorded>, JetStreamError> {
        self.inner.history(floor, after).await
    }

    /// Every floor of which anything is kept, in the order of their ids. O(floors).
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub async fn floors(&self) -> Result<Vec<FloorId>, JetStreamError> {
        self.inner.floors().await
    }

    /// Keeps a snapshot of a floor as it is now and says at which revision; 0 if nothing is known of the floor. Done of
    /// itself once in [`snapshot_every`](JetStreamOptions::snapshot_every) records. O(floor).
    ///
    /// # Errors
    /// [`JetStreamError`]. A snapshot that was there stays.
    pub async fn snapshot(&self, floor: &FloorId) -> Result<Revision, JetStreamError> {
        self.inner.snapshot(floor).await
    }

    /// Removes, for good, the messages of a floor that its snapshot stands in for, and says how many. Nothing is ever
    /// removed otherwise. Whoever audits or counts by the records keeps a copy of them first.
    ///
    /// # Errors
    /// [`JetStreamError`]; nothing is removed while there is no snapshot that this release can read.
    pub async fn forget_before_snapshot(&self, floor: &FloorId) -> Result<u64, JetStreamError> {
        self.inner.forget_before_base(floor).await
    }

    /// Why the last snapshot that came due could not be kept, if so. The commit that made it due was kept all the same,
    /// and loads take longer until there is one.
    #[must_use]
    pub fn snapshot_trouble(&self) -> Option<JetStreamError> {
        self.inner.trouble()
    }
}

impl Inner {
    pub(super) fn subject(&self, floor: &FloorId) -> String {
        format!("{}.{}", self.options.prefix, subject::token(floor))
    }

    /// What is known of a floor without asking.
    pub(super) fn known(&self, floor: &FloorId) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(floor).copied()
    }

    /// A floor is known so far. What is further stays.
    pub(super) fn learn(&self, floor: &FloorId, seen: Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get_mut(floor) {
            Some(known) if known.seen >= seen.seen => {}
            Some(known) => *known = seen,
            None => drop(known.insert(floor.clone(), seen)),
        }
    }

    pub(super) fn trouble(&self) -> Option<JetStreamError> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_trouble(&self, trouble: Option<JetStreamError>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}
