//! An agent pulls without naming a queue: the queues they are a member of, rank by rank.

use crate::command::ClaimWay;
use crate::decide::claim::way_of;
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::explain::{Finding, Trace};
use crate::gate::{Floor, claim_allowed};
use crate::id::{AgentId, AgentSlot, QueueSlot};
use crate::outcome::{Reason, Refused};

impl<T: Trace> Draft<'_, T> {
    /// From the first queue that gives a lead. Where none does, the refusal of the first, and the first instant at which
    /// any of them gives one.
    pub(super) fn claim_by_rank(&mut self, (who, agent): (AgentSlot, &AgentId), way: &ClaimWay) -> Answer {
        if let ClaimWay::Pick(lead) = way {
            return Err(refusal(Reason::QueueNotNamed { lead: lead.clone() }));
        }
        let (name, _) = way_of(way);
        let mut first: Option<Refused> = None;
        for (_, queue) in ranked(self.floor, who) {
            let open = self.floor.policy.queue(queue).is_some_and(|queue| claim_allowed(queue, name).is_ok());
            if !open {
                continue;
            }
            match self.claim_from(who, queue, way) {
                Ok(outcome) => return Ok(outcome),
                Err(refused) => {
                    self.trace.add(|| Finding::Stopped(refused.clone()));
                    let clears_at =
                        first.iter().filter_map(|own| own.clears_at).chain(refused.clears_at).min();
                    first = Some(Refused { clears_at, ..first.unwrap_or(refused) });
                }
            }
        }
        let none = || refusal(Reason::NoQueueAllows { agent: agent.clone(), way: name.to_owned() });
        Err(first.unwrap_or_else(none))
    }
}

/// The queues an agent is a member of, with the rank each has for them: the lowest first, then in the order of the policy.
pub(super) fn ranked(floor: &Floor<'_>, who: AgentSlot) -> Vec<(u32, QueueSlot)> {
    let Some(agent) = floor.state.agent(who) else { return Vec::new() };
    let rank = |queue: QueueSlot| {
        let policy = floor.policy.queue(queue)?;
        let tier = floor.state.queue(queue)?.seat(who)?.seat.tier;
        let own = agent.doc.queues.iter().find(|own| own.queue == policy.id);
        let of_queue = policy.pull.as_ref().map_or(0, |pull| pull.rank_for(tier));
        Some((own.and_then(|own| own.pull_rank).unwrap_or(of_queue), queue))
    };
    let mut ranked: Vec<_> = agent.place.seats.iter().filter_map(|(queue, _)| rank(*queue)).collect();
    ranked.sort_unstable();
    ranked
}
