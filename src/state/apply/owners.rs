//! Events of last owners.

use std::sync::Arc;

use crate::id::{AgentSlot, LeadSlot, QueueSlot, StickySlot};
use crate::layout::Layout;
use crate::state::FloorState;
use crate::state::owners::{LastOwner, Owners};
use crate::time::Timestamp;

impl FloorState {
    /// Leads of the same key may wait: by another last owner it is another question who may take them.
    pub(super) fn owner_remembered(
        &mut self,
        (lead, sticky): (LeadSlot, StickySlot),
        key: &Arc<str>,
        agent: AgentSlot,
        until: Timestamp,
        at: Timestamp,
    ) {
        let lead = self.lead(lead).map(|row| row.sequence).unwrap_or_default();
        let Some(owners) = self.owners.get_mut(sticky.index()) else { return };
        if owners.set(key, LastOwner { agent, until, lead }, at) != Some(agent) {
            self.wake_all(at);
        }
    }

    pub(super) fn owner_forgotten(&mut self, sticky: StickySlot, key: &Arc<str>, at: Timestamp) {
        let Some(owners) = self.owners.get_mut(sticky.index()) else { return };
        if owners.remove(key).is_some() {
            self.wake_all(at);
        }
    }

    /// Leads of the same key may wait for somebody else's turn.
    pub(super) fn one_turn_begun(
        &mut self,
        (lead, queue): (LeadSlot, QueueSlot),
        key: &Arc<str>,
        agent: AgentSlot,
        until: Timestamp,
        at: Timestamp,
    ) {
        let lead = self.lead(lead).map(|row| row.sequence).unwrap_or_default();
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        if row.turn_takers.set(key, LastOwner { agent, until, lead }, at) != Some(agent) {
            self.wake_by(queue, at);
        }
    }

    pub(super) fn one_turn_forgotten(&mut self, queue: QueueSlot, key: &Arc<str>, at: Timestamp) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        if row.turn_takers.remove(key).is_some() {
            self.wake_by(queue, at);
        }
    }

    /// A turn was given back: the leads that belong to the one it was for take a turn again.
    pub(super) fn one_turn_over(&mut self, lead: LeadSlot, queue: QueueSlot) {
        let number = self.lead(lead).map(|row| row.sequence);
        let Some((row, number)) = self.queues.get_mut(queue.index()).zip(number) else { return };
        for key in row.turn_takers.keys_of(number, &[]) {
            row.turn_takers.remove(&key);
        }
    }

    /// After a change of policy: those of the same name and attribute are kept, each as long as was said before.
    pub(super) fn rename_owners(&mut self, old: &Layout, new: &Layout) {
        let mut before = core::mem::take(&mut self.owners);
        let row = |layout: &crate::layout::StickyLayout| {
            let at = old.sticky.iter().position(|other| other == layout);
            at.and_then(|at| before.get_mut(at)).map(core::mem::take).unwrap_or_default()
        };
        let kept: Vec<Owners> = new.sticky.iter().map(row).collect();
        self.owners = kept;
    }
}
