//! The first record of a floor.

use std::sync::Arc;

use crate::event::{Event, Events, Recorded};
use crate::id::AgentSlot;
use crate::layout::Layout;
use crate::policy::Policy;
use crate::time::Timestamp;

/// The first record of a floor: its policy takes effect, and the agents of the document join, in the order of their
/// ids.
///
/// ```
/// use fairdeal::{FloorState, Policy, PolicyDoc, Timestamp};
/// let doc: PolicyDoc = serde_json::from_str(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let first = fairdeal::open(&Policy::compile(&doc)?, Timestamp::MIN);
/// let mut state = FloorState::new();
/// state.apply(&first)?;
/// assert_eq!(state.revision(), 1);
/// assert!(state.apply(&first).is_err(), "a record applies once");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn open(policy: &Policy, now: Timestamp) -> Recorded {
    let mut events = Events::new();
    events.push(Event::PolicyInstalled {
        json: policy.json_and_digest().0.clone(),
        layout: Arc::new(Layout::of(policy)),
    });
    let mut agents: Vec<_> = policy.doc.agents.iter().collect();
    agents.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    for (index, doc) in agents.into_iter().enumerate() {
        if let Some(agent) = AgentSlot::from_index(index) {
            events.push(Event::AgentJoined { agent, doc: Arc::new(doc.clone()) });
        }
    }
    Recorded { revision: 1, at: now, events }
}
