//! When the owner of a lead last did anything with it; kept only where a policy asks.

use crate::id::LeadSlot;
use crate::state::FloorState;
use crate::time::Timestamp;

impl FloorState {
    /// When a lead's owner last looked at it, tried it or disposed of it; none before the first time.
    pub(crate) fn touched(&self, lead: LeadSlot) -> Option<Timestamp> {
        self.touched.get(&lead).copied()
    }

    pub(in crate::state) fn touch(&mut self, lead: LeadSlot, at: Timestamp) {
        if self.layout.keeps_touches {
            self.touched.insert(lead, at);
        }
    }
}
