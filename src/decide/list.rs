//! What an agent sees of the leads that lie there to be claimed.

use serde::Serialize;

use crate::attribute::Value;
use crate::decide::claim::Claimant;
use crate::decide::{Draft, Inputs};
use crate::event::Events;
use crate::explain::Quiet;
use crate::gate::{ClaimBy, Floor, claim_allowed};
use crate::id::{AgentId, LeadId, Name};
use crate::order;
use crate::outcome::Refused;
use crate::plan::asker;
use crate::policy::Policy;
use crate::state::FloorState;
use crate::time::Timestamp;

/// A lead in the list an agent picks from: its id, its age, and the attributes the policy lets the agent see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// What to name in [`ClaimWay::Pick`](crate::ClaimWay::Pick).
    pub lead: LeadId,
    /// When the enquiry came in.
    pub received_at: Timestamp,
    /// The attributes the queue shows members of the agent's tier before a claim, by name; nothing else of the lead is told.
    pub visible: Vec<(Name, Value)>,
}

/// The leads of a queue that an agent may pick from now, the next by the queue's order first, at the most `most` of
/// them. O(leads passed over).
///
/// # Errors
/// The refusal a claim would get: the queue is not picked from by list, or the agent has not earned the next lead.
/// Whoever may not claim is shown nothing.
pub fn list(
    policy: &Policy,
    state: &FloorState,
    inputs: &Inputs<'_>,
    agent: &AgentId,
    queue: &Name,
    most: usize,
) -> Result<Vec<Listed>, Refused> {
    let floor = Floor::new(policy, state, inputs.roll, inputs.now);
    let mut draft = Draft { floor: &floor, events: &mut Events::new(), trace: &mut Quiet };
    let who = draft.find_agent(agent)?;
    let slot = draft.find_queue(queue)?;
    let Some(asker) = asker(&floor, slot) else { return Ok(Vec::new()) };
    let pull = claim_allowed(asker.policy, "list")?;
    let claimant = Claimant { agent: who, by: ClaimBy::List };
    draft.may_claim_at_all(&asker, claimant)?;
    let tier = asker.row.seat(who).map_or(1, |member| member.seat.tier);
    let visible = pull.visible_to(tier);
    let mut listed = Vec::new();
    for lead in order::line(&asker, true, floor.now).chain(order::line(&asker, false, floor.now)) {
        if listed.len() >= most {
            break;
        }
        let Some(row) = state.lead(lead) else { continue };
        if let Ok(Some(_)) = draft.claimable(&asker, lead, row, claimant, None) {
            let shown = visible
                .iter()
                .filter_map(|name| row.doc.get(name.as_str()).map(|value| (name.clone(), value.clone())));
            listed.push(Listed {
                lead: row.doc.id().clone(),
                received_at: row.born,
                visible: shown.collect(),
            });
        }
    }
    Ok(listed)
}
