//! From when on each member may claim a lead that lies in a pool.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, LeadSlot};
use crate::state::FloorState;
use crate::state::lead::Standing;
use crate::time::Timestamp;

/// Who may claim a lead from when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RollOut {
    /// Those who may before everybody does.
    pub(crate) first: Vec<(AgentSlot, Timestamp)>,
    pub(crate) rest_from: Timestamp,
}

impl RollOut {
    /// From when on an agent may claim the lead. O(those named).
    pub(crate) fn opens_at(&self, agent: AgentSlot) -> Timestamp {
        let own = self.first.iter().find(|(other, _)| *other == agent);
        own.map_or(self.rest_from, |(_, at)| *at)
    }
}

impl FloorState {
    pub(crate) fn roll_out(&self, lead: LeadSlot) -> Option<&RollOut> {
        self.roll_outs.get(&lead)
    }

    /// The leads that are said to open to members one after the other and do not lie in a pool.
    pub(in crate::state) fn rolled_out_elsewhere(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let lies = |lead: &LeadSlot| {
            let row = self.lead(*lead);
            row.is_some_and(|row| matches!(row.standing, Standing::InLine { pool: true, .. }))
        };
        self.roll_outs.keys().copied().filter(move |lead| !lies(lead))
    }
}
