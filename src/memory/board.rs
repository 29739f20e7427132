//! Presence in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use crate::id::{AgentId, FloorId};
use crate::memory::lock;
use crate::port::AgentPresence;
use crate::presence::{PresenceSnapshot, Sign};
use crate::time::Timestamp;

/// The last sign of life of every agent, floor by floor. Clones are the same board.
///
/// ```
/// use fairdeal::{AgentId, AgentPresence, FloorId, PresenceBoard, PresenceState, Sign, Timestamp};
/// use std::sync::Arc;
/// let (board, north, ann) = (PresenceBoard::new(), FloorId::new("north")?, AgentId::new("ann")?);
/// assert!(board.set(&north, Sign::new(ann.clone(), PresenceState::Available, Timestamp::MIN)));
/// let seen = board.snapshot(&north)?;
/// assert!(!board.set(&north, Sign::new(ann.clone(), PresenceState::Available, Timestamp::MIN)), "nothing new");
/// assert!(Arc::ptr_eq(&seen, &board.snapshot(&north)?));
/// board.remove(&north, &ann);
/// assert!(board.snapshot(&north)?.of(&ann).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PresenceBoard(Arc<Mutex<BTreeMap<FloorId, Arc<PresenceSnapshot>>>>);

impl PresenceBoard {
    /// A board on which nothing is known.
    #[must_use]
    pub fn new() -> PresenceBoard {
        PresenceBoard::default()
    }

    /// Puts a sign in place of the agent's last one; whether that changed anything. O(log agents), and once after each
    /// snapshot that is still held O(agents).
    pub fn set(&self, floor: &FloorId, sign: Sign) -> bool {
        let mut floors = lock(&self.0);
        let Some(signs) = floors.get_mut(floor) else {
            floors.insert(floor.clone(), Arc::new(PresenceSnapshot::new([sign])));
            return true;
        };
        if signs.of(&sign.agent) == Some(&sign) {
            return false;
        }
        Arc::make_mut(signs).set(sign);
        true
    }

    /// Takes an agent off the board; whether they were on it. O(agents).
    pub fn remove(&self, floor: &FloorId, agent: &AgentId) -> bool {
        self.keep(floor, |sign| sign.agent != *agent)
    }

    /// Takes off the board what has expired at an instant; whether anything had. Saves room only: an expired sign means
    /// nothing to the engine. O(agents).
    pub fn expire(&self, floor: &FloorId, now: Timestamp) -> bool {
        self.keep(floor, |sign| sign.expires_at.is_none_or(|at| at > now))
    }

    fn keep(&self, floor: &FloorId, stays: impl Fn(&Sign) -> bool) -> bool {
        let mut floors = lock(&self.0);
        let Some(signs) = floors.get_mut(floor) else {
            return false;
        };
        if signs.signs().iter().all(&stays) {
            return false;
        }
        *signs = Arc::new(PresenceSnapshot::new(signs.signs().iter().filter(|sign| stays(sign)).cloned()));
        true
    }
}

impl AgentPresence for PresenceBoard {
    type Error = Infallible;

    fn snapshot(&self, floor: &FloorId) -> Result<Arc<PresenceSnapshot>, Infallible> {
        let mut floors = lock(&self.0);
        if let Some(signs) = floors.get(floor) {
            return Ok(Arc::clone(signs));
        }
        Ok(Arc::clone(floors.entry(floor.clone()).or_default()))
    }
}
