//! An agent pulls a lead.

use super::condition::holds;
use super::model::{LeadState, Standing};
use super::{Answer, Claimed, Fault, Oracle, Way, refusal};
use crate::command::ClaimWay;
use crate::event::AssignedHow;
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
use crate::outcome::{OfficeReason, Outcome, Reason, Refused};
use crate::policy::{ConditionDoc, PickLimitDoc, PullDoc, QueueDoc, RankKeyDoc};
use crate::time::{Span, Timestamp};

impl Oracle {
    pub(super) fn claim(&mut self, agent: &AgentId, queue: Option<&Name>, way: &ClaimWay) -> Answer {
        self.known(agent)?;
        match queue {
            Some(queue) => self.claim_from(agent, queue, way),
            None => self.claim_by_rank(agent, way),
        }
    }

    /// One claim after the other, everything that follows at once in between.
    pub(super) fn claim_several(
        &mut self,
        agent: &AgentId,
        queue: Option<&Name>,
        filter: Option<&ConditionDoc>,
        at_most: u32,
    ) -> Answer {
        if !(1..=100).contains(&at_most) {
            return Err(refusal(Reason::BadDocument { issues: Vec::new() }));
        }
        let way = filter.map_or(ClaimWay::Next {}, |filter| ClaimWay::Filtered(filter.clone()));
        let (mut leads, mut short) = (Vec::new(), None);
        for _ in 0..at_most {
            let before = self.clone();
            (self.leaving, self.back, self.in_turn) = (None, None, false);
            self.leaving_office = None;
            match self.claim(agent, queue, &way) {
                Ok(Outcome::Assigned { lead, .. }) => leads.push(lead),
                Ok(other) => return Ok(other),
                Err(refused) if leads.is_empty() => return Err(refused),
                Err(refused) => {
                    *self = before;
                    short = Some(Box::new(refused));
                    break;
                }
            }
            if self.is(Fault::OneIsEnough) {
                break;
            }
            self.clock = self.now;
            self.note_busy();
            self.settle(self.now);
        }
        Ok(Outcome::ClaimedSeveral { agent: agent.clone(), leads, asked: at_most, short })
    }

    pub(super) fn claim_from(&mut self, agent: &AgentId, queue: &Name, way: &ClaimWay) -> Answer {
        let unknown = || refusal(Reason::UnknownQueue { queue: queue.clone(), did_you_mean: None });
        let doc = self.queue_doc(queue).cloned().ok_or_else(unknown)?;
        let (word, by, open): (&str, Claimed, fn(&PullDoc) -> bool) = match way {
            ClaimWay::Next {} => ("blind", Claimed::Unseen, |pull| pull.ways.blind),
            ClaimWay::Filtered(_) => ("filtered", Claimed::Filtered, |pull| pull.ways.filtered),
            ClaimWay::Pick(_) => ("list", Claimed::Listed, |pull| pull.ways.list),
        };
        let shut = || refusal(Reason::ClaimNotAllowed { queue: queue.clone(), way: word.to_owned() });
        let pull = doc.pull.filter(open).ok_or_else(shut)?;
        let blank = LeadState::new(Lead::new("none").map_err(|_| shut())?, 0, self.now);
        if let Err(refused) = self.examine(&blank, Some(queue), agent, Way::Claim(by))
            && !matches!(
                refused.reason,
                Reason::CapFull { .. }
                    | Reason::BudgetSpent(_)
                    | Reason::Paced(_)
                    | Reason::NoPrice { .. }
                    | Reason::CapClosed { .. }
                    | Reason::Unskilled { .. }
                    | Reason::Office(OfficeReason::Lapsed { .. })
                    | Reason::PickLimit { leads: Some(_), .. }
            )
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
            let by = if filter.is_some() { Claimed::Filtered } else { Claimed::Unseen };
            match self.examine(&state, Some(queue), agent, Way::Claim(by)) {
                Ok(()) => return Ok(self.hand_over(&lead, agent, queue, pull, by)),
                Err(refused) => clears_at = clears_at.into_iter().chain(refused.clears_at).min(),
            }
        }
        let reason = Reason::NothingToClaim { agent: agent.clone(), queue: queue.clone() };
        Err(Refused { reason, clears_at })
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
        self.examine(&state, Some(queue), agent, Way::Claim(Claimed::Listed))?;
        Ok(self.hand_over(lead, agent, queue, pull, Claimed::Listed))
    }

    /// Whether a claim is picked under a limit.
    fn picks(&self, limit: &PickLimitDoc, lead: &LeadState, by: Claimed) -> bool {
        let by = by == Claimed::Listed || (by == Claimed::Filtered && limit.filtered);
        by && limit.when.as_ref().is_none_or(|when| holds(&self.policy, when, &lead.doc))
    }

    /// The first limit on picking that refuses, of those that look at every lead alike or of those that do not.
    pub(super) fn pick_limits(
        &self,
        lead: &LeadState,
        (queue, pull): (&Name, &PullDoc),
        agent: &AgentId,
        by: Claimed,
        all: bool,
    ) -> Result<(), Refused> {
        let claims = self.queues.get(queue).and_then(|queue| queue.claims.get(agent));
        let none = Vec::new();
        let claims = claims.unwrap_or(&none);
        for (at, limit) in pull.pick_limits.iter().enumerate() {
            if limit.when.is_none() != all || !self.picks(limit, lead, by) || self.is(Fault::PickedFreely) {
                continue;
            }
            let before = usize::try_from(limit.of_claims).unwrap_or(0).saturating_sub(1);
            let most = limit.of_claims.saturating_mul(limit.most_bp) / 10_000;
            // How many were picked of those before, so many other claims later.
            let picked_after = |others: usize| {
                let seen = claims.iter().rev().take(before.saturating_sub(others));
                u32::try_from(seen.filter(|claim| claim.get(at) == Some(&true)).count()).unwrap_or(0)
            };
            if picked_after(0) >= most {
                let clears = (1..=before.saturating_add(1)).find(|others| picked_after(*others) < most);
                return Err(refusal(Reason::PickLimit {
                    agent: agent.clone(),
                    queue: queue.clone(),
                    picked: picked_after(0),
                    looked_at: u32::try_from(before).unwrap_or(0),
                    most,
                    of_claims: limit.of_claims,
                    leads: limit.when.as_ref().map(ToString::to_string),
                    clears_after: clears.and_then(|others| u32::try_from(others).ok()),
                }));
            }
        }
        Ok(())
    }

    fn hand_over(
        &mut self,
        lead: &LeadId,
        agent: &AgentId,
        queue: &Name,
        pull: &PullDoc,
        by: Claimed,
    ) -> Outcome {
        let doc = self.queue_doc(queue).cloned();
        let state = self.leads.get(lead).cloned();
        let unbound = state.clone().map(|state| LeadState { unbound: true, ..state });
        let share = unbound.map(|state| self.passing(&state, queue)).unwrap_or_default();
        self.count(lead, Some(queue), agent, Way::Claim(by));
        if let Some(state) = &state {
            let picked: Vec<bool> =
                pull.pick_limits.iter().map(|limit| self.picks(limit, state, by)).collect();
            if let Some(queue) = self.queues.get_mut(queue) {
                queue.claims.entry(agent.clone()).or_default().push(picked);
            }
        }
        if doc.is_some_and(|doc| counts_any_turn(&doc) && doc.counts_as_turn.claim) {
            let mut share = share;
            share.insert(agent.clone());
            self.deal(lead, queue, agent, share);
        }
        self.change(lead, |state| state.pulls = state.pulls.saturating_add(1));
        let lease = self.now.plus(Span::seconds(pull.lease_s));
        self.assign(lead, Some(queue), agent, AssignedHow::Claimed, Some(lease))
    }
}

/// Whether a turn outside the rotation can be written down: not under a pointer, which would skip whoever is between, nor
/// under lots, which keep nothing; nor where only its own queue knows who was asked last.
pub(super) fn counts_any_turn(doc: &QueueDoc) -> bool {
    let keys = doc.strategy.keys().iter();
    keys.copied().any(|key| key.rotates() && !matches!(key, RankKeyDoc::Pointer | RankKeyDoc::Random))
        || super::rotation::kind(doc).0 == Some(RankKeyDoc::LeastRecent)
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
