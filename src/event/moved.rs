//! What is due next with an owner is due at another time.

use serde::{Deserialize, Serialize};

use crate::event::FollowUpDue;
use crate::id::LeadSlot;

/// It was looked whether an owner is away, or a leave was entered that has begun already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpMoved {
    /// The lead.
    pub lead: LeadSlot,
    /// What is due next.
    pub follow_up: Option<FollowUpDue>,
}
