//! A store in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::event::Recorded;
use crate::id::FloorId;
use crate::memory::lock;
use crate::port::{Commit, CommitOutcome, LeadStore, Loaded, Misnumbered, Revision};
use crate::state::FloorState;

/// Why a [`MemoryStore`] did not take a commit. Nothing was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryStoreError {
    /// The records are not numbered from the base of the commit on.
    #[error(transparent)]
    Misnumbered(#[from] Misnumbered),
}

/// Histories in memory, as durable as the process. Clones are the same store.
///
/// ```
/// use fairdeal::{Commit, CommitOutcome, FloorId, LeadStore, MemoryStore, Policy, Timestamp};
/// let (store, floor) = (MemoryStore::new(), FloorId::new("north")?);
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let first = Commit { floor: floor.clone(), based_on: 0, records: vec![fairdeal::open(&policy, Timestamp::MIN)] };
/// assert_eq!(store.commit(&first)?, CommitOutcome::Applied);
/// assert_eq!(store.commit(&first)?, CommitOutcome::Conflict, "somebody was first");
/// assert_eq!(store.load(&floor, 0)?.records, first.records);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    floors: Arc<Mutex<BTreeMap<FloorId, History>>>,
    keep: Option<usize>,
}

#[derive(Debug, Default)]
struct History {
    base: Option<Arc<[u8]>>,
    base_revision: Revision,
    /// The records after the base.
    records: Vec<Recorded>,
}

impl MemoryStore {
    /// A store that keeps every record.
    #[must_use]
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    /// A store that keeps the last `keep` records at least and twice as many at most; older ones are folded into a
    /// base, so that loading a floor takes time by its size and not by its age. Folding costs O(floor) once in `keep`
    /// records.
    #[must_use]
    pub fn compacting(keep: usize) -> MemoryStore {
        MemoryStore { floors: Arc::default(), keep: Some(keep.max(1)) }
    }

    /// The last revision of a floor, 0 if nothing is known of it.
    #[must_use]
    pub fn revision(&self, floor: &FloorId) -> Revision {
        lock(&self.floors).get(floor).map_or(0, History::revision)
    }
}

impl History {
    fn revision(&self) -> Revision {
        self.records.last().map_or(self.base_revision, |record| record.revision)
    }

    /// Folds all but the last so many records into the base. Records that do not apply stay as they are.
    fn fold(&mut self, keep: usize) {
        let Some(old) = self.records.get(..self.records.len().saturating_sub(keep)) else {
            return;
        };
        let base = match &self.base {
            Some(bytes) => FloorState::restore(bytes).ok(),
            None => Some(FloorState::new()),
        };
        let Some(mut state) = base else { return };
        if old.iter().any(|record| state.apply(record).is_err()) {
            return;
        }
        let folded = old.len();
        self.base = Some(state.snapshot().into());
        self.base_revision = state.revision();
        self.records.drain(..folded);
    }
}

impl LeadStore for MemoryStore {
    type Error = MemoryStoreError;

    /// O(records given).
    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, MemoryStoreError> {
        let floors = lock(&self.floors);
        let Some(history) = floors.get(floor) else {
            return Ok(Loaded::default());
        };
        let (base, skipped) = match after.checked_sub(history.base_revision) {
            Some(skipped) => (None, usize::try_from(skipped).unwrap_or(usize::MAX)),
            None => (history.base.clone(), 0),
        };
        let records = history.records.get(skipped..).unwrap_or_default().to_vec();
        Ok(Loaded { base, records })
    }

    /// O(records committed).
    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, MemoryStoreError> {
        commit.last_revision()?;
        let mut floors = lock(&self.floors);
        if floors.get(&commit.floor).map_or(0, History::revision) != commit.based_on {
            return Ok(CommitOutcome::Conflict);
        }
        if commit.records.is_empty() {
            return Ok(CommitOutcome::Applied);
        }
        let history = floors.entry(commit.floor.clone()).or_default();
        history.records.extend_from_slice(&commit.records);
        if let Some(keep) = self.keep.filter(|keep| history.records.len() >= keep.saturating_mul(2)) {
            history.fold(keep);
        }
        Ok(CommitOutcome::Applied)
    }
}
