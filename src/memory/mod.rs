//! Ports in memory: a store, a presence board and clocks, for tests, simulations and hosts of one process.

mod board;
mod clock;
mod store;

pub use board::PresenceBoard;
pub use clock::{ManualClock, SystemClock};
pub use store::{MemoryStore, MemoryStoreError};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock whether or not a holder has panicked: no holder here leaves anything half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
