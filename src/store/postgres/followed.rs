//! The tables of floors, as far as this store has followed them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::event::Recorded;
use crate::id::FloorId;
use crate::port::{Loaded, Revision};
use crate::state::{ApplyError, FloorState};
use crate::store::tables::{Changes, Tables};

/// How many commits after a conflict keep what they would otherwise have to load again.
const WARY: u32 = 256;

/// What is known of a floor's rows; nothing until a commit needs them, and after one of which nobody knows what became.
#[derive(Debug, Default)]
pub(super) struct Followed {
    tables: Option<Tables>,
    /// Commits left in which somebody else is likely to be first.
    wary: u32,
}

/// A commit's tables while it is under way.
#[derive(Debug)]
pub(super) struct Ahead {
    /// As they are if the commit is applied.
    tables: Tables,
    /// As they are if it is not, where that is kept.
    behind: Option<Tables>,
    pub(super) changes: Changes,
}

impl Followed {
    /// The last record that the rows are known of, 0 for none.
    pub(super) fn revision(&self) -> Revision {
        self.tables.as_ref().map_or(0, Tables::revision)
    }

    /// The state the rows are read from.
    pub(super) fn state(&self) -> Option<&FloorState> {
        self.tables.as_ref().map(Tables::state)
    }

    /// Takes in what a load after [`Followed::revision`] gave.
    pub(super) fn take_in(&mut self, loaded: &Loaded) -> Result<(), String> {
        let mut tables = self.tables.take().unwrap_or_default();
        if let Some(base) = &loaded.base {
            tables = Tables::resume(FloorState::restore(base).map_err(|error| error.to_string())?);
        }
        tables.pass(&loaded.records).map_err(|error| error.to_string())?;
        self.tables = Some(tables);
        Ok(())
    }

    /// Takes in records that a host has loaded, if they follow. What does not is caught up by the next commit.
    fn overhear(&mut self, after: Revision, loaded: &Loaded) {
        let Some(tables) = &mut self.tables else { return };
        let known = tables.revision();
        let overtaken = match (loaded.records.last(), &loaded.base) {
            (Some(last), _) => last.revision < known,
            (None, Some(_)) => false,
            (None, None) => true,
        };
        if after == 0 && overtaken {
            // A history that has been set back, or a load that has been overtaken.
            self.tables = None;
            return;
        }
        let new = loaded.records.iter().position(|record| Some(record.revision) == known.checked_add(1));
        let Some(new) = new.and_then(|new| loaded.records.get(new..)) else { return };
        if tables.pass(new).is_err() {
            self.tables = None;
        }
    }

    /// Runs ahead with the records of a commit. Nothing is known of the floor until [`Followed::settle`].
    pub(super) fn run_ahead(&mut self, records: &[Recorded]) -> Result<Ahead, ApplyError> {
        let mut tables = self.tables.take().unwrap_or_default();
        let behind = (self.wary > 0).then(|| tables.clone());
        match tables.take(records) {
            Ok(changes) => Ok(Ahead { tables, behind, changes }),
            Err(error) => {
                self.tables = behind;
                Err(error)
            }
        }
    }

    /// What came of that commit.
    pub(super) fn settle(&mut self, ahead: Ahead, applied: bool) {
        if applied {
            self.tables = Some(ahead.tables);
            self.wary = self.wary.saturating_sub(1);
        } else {
            self.tables = ahead.behind;
            self.wary = WARY;
        }
    }
}

type One = Arc<tokio::sync::Mutex<Followed>>;

/// The floors that commits have been made on. Commits of one floor through one store take turns: of two on one revision
/// only one can be applied.
#[derive(Debug, Default)]
pub(super) struct FollowedFloors(Mutex<BTreeMap<FloorId, One>>);

impl FollowedFloors {
    fn find(&self, floor: &FloorId, make: bool) -> Option<One> {
        let mut floors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if make {
            Some(Arc::clone(floors.entry(floor.clone()).or_default()))
        } else {
            floors.get(floor).cloned()
        }
    }

    /// A floor, when its turn has come.
    pub(super) async fn turn(&self, floor: &FloorId) -> OwnedMutexGuard<Followed> {
        let own = self.find(floor, true).unwrap_or_default();
        own.lock_owned().await
    }

    /// Tells of what a host has loaded, unless a commit is under way.
    pub(super) fn overhear(&self, floor: &FloorId, after: Revision, loaded: &Loaded) {
        let Some(own) = self.find(floor, false) else { return };
        if let Ok(mut followed) = own.try_lock() {
            followed.overhear(after, loaded);
        }
    }
}
