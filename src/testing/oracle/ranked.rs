//! What an agent does first: call-backs, steps, and the queues they pull from without naming one.

use super::model::Standing;
use super::{Answer, Fault, Oracle, refusal};
use crate::command::ClaimWay;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{Reason, Refused};
use crate::policy::PullDoc;

impl Oracle {
    /// Call-backs, then steps, come before a claim.
    pub(super) fn due_first(&self, agent: &AgentId, pull: &PullDoc) -> Result<(), Refused> {
        let owned = self.leads.iter().filter(|(_, lead)| lead.holder() == Some(agent));
        let called: Vec<&LeadId> = owned
            .clone()
            .filter(|(_, lead)| match &lead.standing {
                Standing::Owned { since, due_from, snoozed: None, .. } => {
                    since != due_from && !lead.attempted && !lead.disposed
                }
                _ => false,
            })
            .map(|(id, _)| id)
            .collect();
        if pull.callbacks_first && !called.is_empty() && !self.is(Fault::CallBacksLast) {
            let leads = called.into_iter().cloned().collect();
            return Err(refusal(Reason::CallBacksFirst { agent: agent.clone(), leads }));
        }
        let steps: Vec<&LeadId> = owned.map(|(id, _)| id).filter(|lead| self.step_is_due(lead)).collect();
        if pull.steps_first && !steps.is_empty() && !self.is(Fault::StepsLast) {
            let leads = steps.into_iter().cloned().collect();
            return Err(refusal(Reason::StepsFirst { agent: agent.clone(), leads }));
        }
        Ok(())
    }

    pub(super) fn claim_by_rank(&mut self, agent: &AgentId, way: &ClaimWay) -> Answer {
        let (word, open): (&str, fn(&PullDoc) -> bool) = match way {
            ClaimWay::Next {} => ("blind", |pull| pull.ways.blind),
            ClaimWay::Filtered(_) => ("filtered", |pull| pull.ways.filtered),
            ClaimWay::Pick(lead) => return Err(refusal(Reason::QueueNotNamed { lead: lead.clone() })),
        };
        let mut ranked: Vec<(u32, Name)> = Vec::new();
        for doc in &self.policy.queues {
            let Some(seat) = self.seat_of(agent, &doc.id) else { continue };
            let Some(pull) = doc.pull.as_ref().filter(|pull| open(pull)) else { continue };
            let by_tier = pull.rank_by_tier.iter().find(|own| own.tier == seat.tier).map(|own| own.rank);
            let rank = seat.pull_rank.or(by_tier).unwrap_or(pull.rank);
            ranked.push((if self.is(Fault::RanksIgnored) { 0 } else { rank }, doc.id.clone()));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut refusals: Vec<Refused> = Vec::new();
        for (_, queue) in ranked {
            match self.claim_from(agent, &queue, way) {
                Ok(outcome) => return Ok(outcome),
                Err(refused) => refusals.push(refused),
            }
        }
        let clears_at = refusals.iter().filter_map(|refused| refused.clears_at).min();
        let none = || refusal(Reason::NoQueueAllows { agent: agent.clone(), way: word.to_owned() });
        Err(refusals.into_iter().next().map_or_else(none, |first| Refused { clears_at, ..first }))
    }
}
