//! Several agents ask for a lead of a queue at one instant: who is served first.

use core::cmp::Reverse;

use serde::Serialize;

use crate::command::ClaimWay;
use crate::decide::claim::{Claimant, way_of};
use crate::decide::{Draft, Inputs};
use crate::event::Events;
use crate::explain::Quiet;
use crate::gate::{Floor, claim_allowed};
use crate::id::{AgentId, AgentSlot, Name};
use crate::lead::Lead;
use crate::meter::ledger::Turns;
use crate::order;
use crate::outcome::Refused;
use crate::plan::asker;
use crate::policy::{Policy, RankKeyDoc};
use crate::state::FloorState;

/// Somebody who asks for a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asking {
    /// Who.
    pub agent: AgentId,
    /// The turns they are owed, where the queue deals by the ledger.
    pub owed: Option<Turns>,
    /// Why they may not claim at all, if they may not.
    pub refused: Option<Refused>,
}

/// Of agents who ask a queue for its next lead at one instant, who is to be served first: those who are owed the most turns,
/// where it deals turns by the ledger (key `turns`), and by the queue's strategy otherwise; ties by id. Whoever may not claim comes
/// last, by id, with the reason. Send a claim for one after the other, in this order: what the first takes the next does
/// not get. The order the agents are given in plays no part, and each counts once.
///
/// It is for the lead that is next now: a queue that counts its turns apart by value or rule is asked by that lead's
/// sheet. O(n²) in the agents who ask, for a pick each.
///
/// # Errors
/// No such queue, or no such agent; the queue allows no blind claim.
pub fn who_first(
    policy: &Policy,
    state: &FloorState,
    inputs: &Inputs<'_>,
    queue: &Name,
    agents: &[AgentId],
) -> Result<Vec<Asking>, Refused> {
    let floor = Floor::new(policy, state, inputs.roll, inputs.now);
    let mut draft = Draft { floor: &floor, events: &mut Events::new(), trace: &mut Quiet };
    let slot = draft.find_queue(queue)?;
    let Some(asker) = asker(&floor, slot) else { return Ok(Vec::new()) };
    let (way, by) = way_of(&ClaimWay::Next {});
    claim_allowed(asker.policy, way)?;
    let mut who: Vec<(AgentId, AgentSlot)> = Vec::with_capacity(agents.len());
    for agent in agents {
        who.push((agent.clone(), draft.find_agent(agent)?));
    }
    who.sort_unstable();
    who.dedup();
    let next = order::line(&asker, true, floor.now).chain(order::line(&asker, false, floor.now)).next();
    let lead = next.and_then(|lead| state.lead(lead));
    let blank = Lead::new("none");
    let Some(doc) = lead.map(|row| &row.doc).or(blank.as_ref().ok()) else { return Ok(Vec::new()) };
    let mut may = crate::bits::AgentSet::default();
    let mut refused = Vec::new();
    for (id, agent) in who {
        match draft.may_claim_at_all(&asker, Claimant { agent, by }) {
            Ok(()) => {
                may.insert(agent);
            }
            Err(why) => refused.push(Asking { agent: id, owed: None, refused: Some(why) }),
        }
    }
    let turns = lead.zip(next).and_then(|(row, slot)| {
        let course = crate::plan::Course::under_way(&floor, slot, row, doc);
        draft.turns_for(&course, &asker)
    });
    let asker = asker.with(turns.as_ref()).of_lead(doc);
    let by_turns = asker.policy.rotation == Some(RankKeyDoc::Turns);
    let owed = |agent: AgentSlot| asker.turns.ledger.deficit(agent).filter(|_| by_turns);
    let mut order = if by_turns {
        may.iter().collect()
    } else {
        let most = may.len();
        draft.in_rank_order(&asker, doc, may, most)
    };
    if by_turns {
        order.sort_by_key(|agent| (Reverse(owed(*agent)), state.id_order(*agent)));
    }
    let served = order.into_iter().filter_map(|agent| {
        Some(Asking { agent: floor.agent_id(agent)?.clone(), owed: owed(agent), refused: None })
    });
    Ok(served.chain(refused).collect())
}
