//! A lead leaves its owner while closers are rung for it. Its bridge ends with that, and what comes to nothing costs nobody
//! anything: in this very decision they have room again, and hold no more than they do without it.

use crate::decide::Draft;
use crate::explain::Trace;
use crate::id::LeadSlot;

impl<T: Trace> Draft<'_, T> {
    /// Decides on the floor on which nobody is rung for this lead. O(1) more where nobody is; else the rest is decided on a
    /// copy of the floor, O(leads and agents).
    #[inline(never)]
    pub(crate) fn unrung<R>(&mut self, lead: LeadSlot, decide: impl FnOnce(&mut Draft<'_, T>) -> R) -> R {
        let Some(state) = self.floor.state.without_bridge(lead) else { return decide(self) };
        let floor = self.floor.over(&state);
        decide(&mut Draft { floor: &floor, events: &mut *self.events, trace: &mut *self.trace })
    }
}
