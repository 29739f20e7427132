//! An agent pulls a lead.

use super::condition::holds;
use super::model::{LeadState, Standing};
use super::{Answer, Oracle, Way, refusal};
use crate::command::ClaimWay;
use crate::event::AssignedHow;
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::{ConditionDoc, PullDoc, RankKeyDoc};
use crate::time::{Span, Timestamp};

impl Oracle {
    pub(super) fn claim(&mut self, agent: &AgentId, queue: &Name, way: &ClaimWay) -> Answer {
        self.known(agent)?;
        let unknown = || refusal(Reason::UnknownQueue { queue: queue.clone(), did_you_mean: None });
        let doc = self.queue_doc(queue).cloned().ok_or_else(unknown)?;
        let (word, open): (&str, fn(&PullDoc) -> bool) = match way {
            ClaimWay::Next {} => ("blind", |pull| pull.ways.blind),
            ClaimWay::Filtered(_) => ("filtered", |pull| pull.ways.filtered),
            ClaimWay::Pick(_) => ("list", |pull| pull.ways.list),
        };
        let shut = || refusal(Reason::ClaimNotAllowed { queue: queue.clone(), way: word.to_owned() });
        let pull = doc.pull.filter(open).ok_or_else(shut)?;
        let blank = LeadState::new(Lead::new("none").map_err(|_| shut())?, 0, self.now);
        if let Err(refused) = self.examine(&blank, Some(queue), agent, Way::Claim)
            && !matches!(refused.reason, Reason::CapFull { .. } | Reason::Unskilled { .. })
        {
            return Err(refused);
        }
        match way {
            ClaimWay::Next {} => self.claim_first(agent, queue, &pull, None),
            ClaimWay::Filtered(filter) => {
                let named = attributes(filter);
                if let Some(attribute) = named.iter().find(|name| !pull.filter_by.contains(name)) {
                    let (queue, attribute) = (queue.clone(), attribute.clone());
                    return Err(refusal(Reason::FilterNotAllowed { queue, attribute }));
                }
                self.claim_first(agent, queue, &pull, Some(filter))
            }
            ClaimWay::Pick(lead) => self.claim_this(agent, queue, &pull, lead),
        }
    }

    fn claim_first(
        &mut self,
        agent: &AgentId,
        queue: &Name,
        pull: &PullDoc,
        filter: Option<&ConditionDoc>,
    ) -> Answer {
        let mut clears_at: Option<Timestamp> = None;
        let mut leads = self.line(queue, true);
        leads.extend(self.line(queue, false));
        for lead in leads {
            let Some(state) = self.leads.get(&lead).cloned() else {
                continue;
            };
            if filter.is_some_and(|filter| !holds(&self.policy, filter, &state.doc)) {
                continue;
            }
            match self.may_claim(&state, queue, agent) {
                Ok(()) => return Ok(self.hand_over(&lead, agent, queue, pull)),
                Err(refused) => clears_at = clears_at.into_iter().chain(refused.clears_at).min(),
            }
        }
        let reason = Reason::NothingToClaim { agent: agent.clone(), queue: queue.clone() };
        Err(Refused { reason, clears_at })
    }

    fn may_claim(&self, state: &LeadState, queue: &Name, agent: &AgentId) -> Result<(), Refused> {
        self.examine(state, Some(queue), agent, Way::Claim)
    }

    fn claim_this(&mut self, agent: &AgentId, queue: &Name, pull: &PullDoc, lead: &LeadId) -> Answer {
        let unknown = || refusal(Reason::UnknownLead { lead: lead.clone() });
        let state = self.leads.get(lead).cloned().ok_or_else(unknown)?;
        match &state.standing {
            Standing::Waiting { queue: own, .. } if own == queue => {}
            Standing::Owned { agent: owner, .. } if owner == agent => {
                return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
            }
            Standing::Owned { agent: by, since: at, .. } => {
                return Err(refusal(Reason::AlreadyTaken { lead: lead.clone(), by: by.clone(), at: *at }));
            }
            Standing::Closed { .. } => return Err(refusal(Reason::LeadClosed { lead: lead.clone() })),
            _ => {
                return Err(refusal(Reason::NotInQueue { lead: lead.clone(), queue: queue.clone() }));
            }
        }
        self.may_claim(&state, queue, agent)?;
        Ok(self.hand_over(lead, agent, queue, pull))
    }

    fn hand_over(&mut self, lead: &LeadId, agent: &AgentId, queue: &Name, pull: &PullDoc) -> Outcome {
        let doc = self.queue_doc(queue).cloned();
        let state = self.leads.get(lead).cloned();
        let share = state.map(|state| self.passing(&state, queue)).unwrap_or_default();
        self.count(lead, Some(queue), agent, Way::Claim, false);
        if doc.is_some_and(|doc| doc.strategy.keys().contains(&RankKeyDoc::Turns) && doc.counts_as_turn.claim)
        {
            let mut share = share;
            share.insert(agent.clone());
            self.deal(lead, queue, agent, share);
        }
        let lease = self.now.plus(Span::seconds(pull.lease_s));
        self.assign(lead, Some(queue), agent, AssignedHow::Claimed, Some(lease))
    }
}

fn attributes(condition: &ConditionDoc) -> Vec<Name> {
    match condition {
        ConditionDoc::Always {} => Vec::new(),
        ConditionDoc::Equals { attribute, .. }
        | ConditionDoc::AnyOf { attribute, .. }
        | ConditionDoc::Prefix { attribute, .. }
        | ConditionDoc::Range { attribute, .. }
        | ConditionDoc::InSet { attribute, .. }
        | ConditionDoc::Present { attribute }
        | ConditionDoc::Absent { attribute } => vec![attribute.clone()],
        ConditionDoc::All(parts) | ConditionDoc::Any(parts) => parts.iter().flat_map(attributes).collect(),
        ConditionDoc::Not(part) => attributes(part),
    }
}
