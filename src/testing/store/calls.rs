//! A store made of two functions.

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, LeadStore, Loaded, Revision};

/// A store made of two functions: how an asynchronous store runs the suite, on the runtime it is made for.
///
/// ```
/// use fairdeal::testing::store::{Calls, check};
/// use fairdeal::{Commit, CommitOutcome, FloorId, LeadStore, Loaded, MemoryStore, MemoryStoreError, Revision};
/// use std::sync::Arc;
///
/// #[derive(Clone)]
/// struct Remote(MemoryStore);
/// impl Remote {
///     async fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, MemoryStoreError> {
///         tokio::task::yield_now().await;
///         self.0.load(floor, after)
///     }
///     async fn commit(&self, commit: &Commit) -> Result<CommitOutcome, MemoryStoreError> {
///         tokio::task::yield_now().await;
///         self.0.commit(commit)
///     }
/// }
///
/// let runtime = Arc::new(tokio::runtime::Builder::new_current_thread().build()?);
/// let store = Remote(MemoryStore::new());
/// check("suite", || {
///     let (load, commit) = (store.clone(), store.clone());
///     let (loads, commits) = (Arc::clone(&runtime), Arc::clone(&runtime));
///     Calls::new(
///         move |floor, after| loads.block_on(load.load(floor, after)),
///         move |records| commits.block_on(commit.commit(records)),
///     )
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calls<L, C> {
    load: L,
    commit: C,
}

impl<L, C, E> Calls<L, C>
where
    L: Fn(&FloorId, Revision) -> Result<Loaded, E>,
    C: Fn(&Commit) -> Result<CommitOutcome, E>,
{
    /// A store that loads and commits by these.
    #[must_use]
    pub fn new(load: L, commit: C) -> Calls<L, C> {
        Calls { load, commit }
    }
}

impl<L, C, E> LeadStore for Calls<L, C>
where
    L: Fn(&FloorId, Revision) -> Result<Loaded, E>,
    C: Fn(&Commit) -> Result<CommitOutcome, E>,
    E: std::error::Error + Send + Sync + 'static,
{
    type Error = E;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, E> {
        (self.load)(floor, after)
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, E> {
        (self.commit)(commit)
    }
}
