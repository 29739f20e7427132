//! What a host keeps of a floor from one command to the next.

use std::sync::Arc;

use crate::floor::Floor;
use crate::flow::FlowError;
use crate::id::FloorId;
use crate::policy::Policy;
use crate::port::{Loaded, Revision};
use crate::state::FloorState;
use crate::time::{Span, Timestamp};

/// Bounds of a [`Flow`](crate::Flow).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many conflicts in a row before a command is given up; 256 unless set.
    pub conflicts: u32,
    /// The most records in one commit; 1,000 unless set. What has been due for long is caught up in several commits.
    pub records: usize,
    /// How far a host's clock may lie behind the floor's and still be taken for it; 5 s unless set.
    pub clock_tolerance: Span,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { conflicts: 256, records: 1_000, clock_tolerance: Span::seconds(5) }
    }
}

/// How many commands after a conflict are decided without running ahead of the store.
const WARY: u32 = 256;

/// What a host keeps of a floor between commands: the state at a revision of the store.
///
/// Nothing in it is precious: it can be dropped at any time and comes back from the store with the next command, at
/// the cost of a whole load.
#[derive(Clone, Debug)]
pub struct Replica {
    id: FloorId,
    opening: Arc<Policy>,
    /// The floor, perhaps ahead of what the store has confirmed.
    pub(super) floor: Option<Floor>,
    /// The last revision known to be in the store.
    pub(super) confirmed: Revision,
    /// Commands left to be decided without running ahead.
    pub(super) wary: u32,
    limits: Limits,
}

impl Replica {
    /// Nothing known yet. The policy is what the floor opens under if the store knows nothing of it; otherwise the one
    /// in the floor's own history is in force, whichever host put it there.
    #[must_use]
    pub fn new(id: FloorId, policy: impl Into<Arc<Policy>>) -> Replica {
        let limits = Limits::default();
        Replica { id, opening: policy.into(), floor: None, confirmed: 0, wary: 0, limits }
    }

    /// The same with other bounds.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Replica {
        self.limits = limits;
        self
    }

    /// Whose replica it is.
    #[must_use]
    pub fn id(&self) -> &FloorId {
        &self.id
    }

    /// The bounds.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The floor as the store has confirmed it; none before the first command and after one that failed.
    #[must_use]
    pub fn floor(&self) -> Option<&Floor> {
        self.floor.as_ref().filter(|floor| floor.state().revision() == self.confirmed)
    }

    /// The state of that floor.
    #[must_use]
    pub fn state(&self) -> Option<&FloorState> {
        self.floor().map(Floor::state)
    }

    /// When to tick next: [`Timestamp::MIN`], at once, while nothing is known of the floor.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.state().map_or(Some(Timestamp::MIN), FloorState::next_deadline)
    }

    /// Forgets what the store has not confirmed. Only a floor that ran ahead is lost; the next load brings it back whole.
    pub(super) fn fall_back(&mut self) {
        if self.floor().is_none() {
            self.floor = None;
            self.confirmed = 0;
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.floor = None;
        self.confirmed = 0;
    }

    pub(super) fn be_wary(&mut self) {
        self.wary = WARY;
    }

    pub(super) fn opening_policy(&self) -> &Arc<Policy> {
        &self.opening
    }

    /// Takes in what the store gave.
    pub(super) fn take_in(&mut self, loaded: &Loaded) -> Result<(), FlowError> {
        let taken = self.try_take_in(loaded);
        if taken.is_err() {
            self.clear();
        }
        taken
    }

    fn try_take_in(&mut self, loaded: &Loaded) -> Result<(), FlowError> {
        let mut records = loaded.records.as_slice();
        if let Some(bytes) = &loaded.base {
            let state = FloorState::restore(bytes)?;
            if state.revision() > self.confirmed {
                self.floor = Some(Floor::resume(state)?.following(&self.opening));
            }
        }
        if self.floor.is_none() {
            let Some((first, rest)) = records.split_first() else {
                return Ok(());
            };
            let mut state = FloorState::new();
            state.apply(first)?;
            self.floor = Some(Floor::resume(state)?.following(&self.opening));
            records = rest;
        }
        let Some(floor) = &mut self.floor else {
            return Ok(());
        };
        for record in records {
            floor.apply(record)?;
        }
        if floor.policy().digest() != floor.state().policy_digest() {
            // The floor goes on under a policy that this release cannot compile: say why.
            Policy::from_json(floor.state().policy_json())?;
        }
        self.confirmed = floor.state().revision();
        Ok(())
    }
}
