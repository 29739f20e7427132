//! Another policy takes effect.

use std::sync::Arc;

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{CapRecounted, CounterWindow, Event};
use crate::explain::{Finding, Trace};
use crate::gate::cap;
use crate::id::CapSlot;
use crate::layout::Layout;
use crate::outcome::{Outcome, Reason};
use crate::policy::{Cap, Policy, PolicyDoc};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// From the next decision on the host gives the new policy.
    pub(super) fn replace_policy(&mut self, doc: &PolicyDoc) -> Answer {
        let policy = Policy::compile_sharing(doc, self.floor.policy).map_err(|error| {
            refusal(Reason::BadDocument { issues: error.issues.iter().map(ToString::to_string).collect() })
        })?;
        if policy.digest() == self.floor.state.policy_digest() {
            return Ok(Outcome::Unchanged { lead: None });
        }
        let (json, digest) = policy.json_and_digest();
        let layout = Arc::new(Layout::of(&policy));
        let changed = self.caps_changed(&policy, &layout);
        self.events.push(Event::PolicyInstalled { json: Arc::clone(json), layout });
        for event in &changed {
            self.tell_changed(&policy.caps, event);
        }
        self.events.extend(changed);
        Ok(Outcome::PolicyReplaced { digest: *digest })
    }

    /// Says of a cap what becomes of its counts.
    fn tell_changed(&mut self, caps: &[Cap], event: &Event) {
        let known = |slot: CapSlot| caps.get(slot.index());
        match event {
            Event::CapRecounted(CapRecounted { cap, from, window, .. }) => {
                if let Some(cap) = known(*cap) {
                    let from = (*window == CounterWindow::Fixed && *from > Timestamp::MIN).then_some(*from);
                    self.trace.add(|| Finding::CapRecounted { cap: cap.id.clone(), from });
                }
            }
            Event::CapBegunAnew { cap } => {
                if let Some(cap) = known(*cap) {
                    self.trace.add(|| Finding::CapBegunAnew { cap: cap.id.clone() });
                }
            }
            _ => {}
        }
    }

    /// What becomes of the counts of caps that count in other windows from now on, or other things apart.
    fn caps_changed(&self, policy: &Policy, layout: &Layout) -> Vec<Event> {
        let (old, now) = (&self.floor.state.layout.caps, self.floor.now);
        let mut changed = Vec::new();
        for (at, (cap, new)) in policy.caps.iter().zip(&layout.caps).enumerate() {
            let old = old.iter().find(|old| old.id == new.id);
            let (Some(slot), Some(old)) = (CapSlot::from_index(at), old) else { continue };
            if old.apart != new.apart {
                changed.push(Event::CapBegunAnew { cap: slot });
            } else if old.window != new.window {
                // While a cap by blocks is closed there is no window, and nothing in it.
                let closed = (now, now, CounterWindow::Fixed);
                let (from, until, window) = cap::window_at(policy, cap, now).unwrap_or(closed);
                changed.push(Event::CapRecounted(CapRecounted { cap: slot, from, until, window }));
            }
        }
        changed
    }
}
