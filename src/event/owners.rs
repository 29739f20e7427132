//! Whose the next leads of a key are.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, LeadSlot, QueueSlot, StickySlot};
use crate::time::Timestamp;

/// An agent takes the turn of all leads of a key, for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTurnBegun {
    /// The lead that takes it.
    pub lead: LeadSlot,
    /// The queue.
    pub queue: QueueSlot,
    /// The key.
    pub key: Arc<str>,
    /// Who.
    pub agent: AgentSlot,
    /// From when on leads of the key take turns again.
    pub until: Timestamp,
}

/// An agent is the last owner of the leads of a key: a person, a household, an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerRemembered {
    /// The lead that made them so.
    pub lead: LeadSlot,
    /// By what leads belong together.
    pub sticky: StickySlot,
    /// The key.
    pub key: Arc<str>,
    /// Who.
    pub agent: AgentSlot,
    /// From when on it is forgotten.
    pub until: Timestamp,
}
