//! Another policy takes effect.

use std::sync::Arc;

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::layout::Layout;
use crate::outcome::{Outcome, Reason};
use crate::policy::{Policy, PolicyDoc};

impl<T: Trace> Draft<'_, T> {
    /// From the next decision on the host gives the new policy.
    pub(super) fn replace_policy(&mut self, doc: &PolicyDoc) -> Answer {
        let policy = Policy::compile(doc).map_err(|error| {
            refusal(Reason::BadDocument { issues: error.issues.iter().map(ToString::to_string).collect() })
        })?;
        if policy.digest == self.floor.state.policy_digest() {
            return Ok(Outcome::Unchanged { lead: None });
        }
        let digest = policy.digest;
        let layout = Arc::new(Layout::of(&policy));
        self.events.push(Event::PolicyInstalled { json: policy.json, layout });
        Ok(Outcome::PolicyReplaced { digest })
    }
}
