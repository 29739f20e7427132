//! Waiting for the very member whose turn it is.

use std::collections::BTreeSet;

use super::model::LeadState;
use super::{Fault, Oracle};
use crate::id::{AgentId, LeadId, Name};
use crate::time::{Span, Timestamp};

/// Whose turn it is.
pub(super) enum InTurn {
    Anybody,
    /// Theirs, after these who skip it.
    Theirs(AgentId, Vec<AgentId>),
    Awaited,
}

impl Oracle {
    /// Until when a lead waits for whose turn it is in this queue, if it does.
    pub(super) fn waits_until(&self, lead: &LeadState, queue: &Name) -> Option<Timestamp> {
        let wait = self.queue_doc(queue)?.strict?.wait_s;
        let wait = if self.is(Fault::NobodyAwaited) { 0 } else { wait };
        Some(lead.waiting_since.plus(Span::seconds(wait)))
    }

    /// The members who could take a lead if they were here, ready and had room.
    pub(super) fn waited_for(&self, lead: &LeadState, queue: &Name) -> BTreeSet<AgentId> {
        self.passing(&LeadState { whoever_is_here: true, ..lead.clone() }, queue)
    }

    pub(super) fn in_turn(&self, id: &LeadId, queue: &Name, eligible: &BTreeSet<AgentId>) -> InTurn {
        let Some(lead) = self.leads.get(id) else { return InTurn::Anybody };
        match self.waits_until(lead, queue) {
            Some(until) if self.now < until => {}
            _ => return InTurn::Anybody,
        }
        let mut left = self.waited_for(lead, queue);
        let mut skipped = Vec::new();
        let by_queue = self.is(Fault::AwaitedByQueue).then(|| {
            let mut other = self.clone();
            other.fault = Some(Fault::SharedApart);
            other
        });
        let asked = by_queue.as_ref().unwrap_or(self);
        while let Some((next, _)) = asked.pick(id, queue, &left) {
            let can = eligible.contains(&next);
            if !self.skips(queue, &next) {
                return if can { InTurn::Theirs(next, skipped) } else { InTurn::Awaited };
            }
            left.remove(&next);
            if can {
                skipped.push(next);
            }
        }
        InTurn::Anybody
    }
}
