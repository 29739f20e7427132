//! A lead that waits for its owner is brought to mind.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::event::FollowUpDue;
use crate::id::{AgentSlot, LeadSlot};
use crate::policy::MilestoneDoc;

/// Something has not happened in time: the owner is reminded, or somebody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// The lead.
    pub lead: LeadSlot,
    /// Its owner.
    pub agent: AgentSlot,
    /// What has not happened.
    pub missing: MilestoneDoc,
    /// Whether somebody else is told.
    pub told: bool,
    /// Who; none if the owner's team has nobody who leads it.
    pub whom: Option<Arc<str>>,
    /// What is due next.
    pub follow_up: Option<FollowUpDue>,
}
