//! Whose the last lead of a person, a household or an account was.

use std::collections::BTreeSet;

use super::claim::counts_any_turn;
use super::model::LeadState;
use super::{Fault, Oracle, refusal};
use crate::attribute::Value;
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
use crate::outcome::{Reason, Refused};
use crate::policy::{PolicyDoc, RegisteredDoc, StageActionDoc, StickToDoc, StickyDoc};
use crate::time::{Span, Timestamp};

/// Who had the last lead of a key.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub(super) agent: AgentId,
    pub(super) until: Timestamp,
    /// The number of the lead.
    pub(super) lead: u64,
}

/// For whom a lead is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) owner: AgentId,
    /// They cannot have it.
    pub(super) out: bool,
    /// For the owner, until then.
    pub(super) until: Option<Timestamp>,
    /// For the team, until then.
    pub(super) team: Option<(Name, Timestamp)>,
    counts_as_turn: bool,
}

fn key(doc: &StickyDoc, lead: &Lead) -> Option<String> {
    key_by(&doc.attribute, lead)
}

/// What a lead is known by.
pub(super) fn key_by(attribute: &Name, lead: &Lead) -> Option<String> {
    let Some(Value::Text(text)) = lead.get(attribute.as_str()) else {
        return None;
    };
    let white = |c: char| c.is_ascii_whitespace();
    let plain: String = text.trim_matches(white).chars().map(|c| c.to_ascii_lowercase()).collect();
    Some(plain).filter(|plain| !plain.is_empty())
}

impl Oracle {
    /// Who had the last lead, if the stage asks and they, or their team, may come first; else whoever takes its turn.
    pub(super) fn last_owner(&self, lead: &LeadState) -> Option<Kept> {
        self.stuck_to(lead).or_else(|| self.turn_taker(lead))
    }

    fn leaves(&self, agent: &AgentId) -> bool {
        [&self.leaving, &self.leaving_office].into_iter().flatten().any(|leaves| leaves == agent)
    }

    /// Who takes the turn of the leads this one belongs to. Nobody waits for them, and it costs them no turn.
    fn turn_taker(&self, lead: &LeadState) -> Option<Kept> {
        let real = self.leads.get(lead.doc.id()).filter(|_| !lead.unbound)?;
        let StageActionDoc::Queue { queue, .. } = &self.stage_of(real)?.action else {
            return None;
        };
        let queue = real.inside().map_or(queue, |own| &own.queue);
        let own = self.queue_doc(queue)?.one_turn.as_ref()?;
        let takers = &self.queues.get(queue)?.turn_takers;
        let taker = takers.get(&key_by(&own.by, &real.doc)?).filter(|taker| self.now < taker.until)?;
        let agent = &taker.agent;
        let had = real.former.iter().any(|former| former.agent == *agent) || real.passed.contains(agent);
        if had || self.leaves(agent) || self.own_seat(agent, queue).is_none() {
            return None;
        }
        let counts_as_turn = self.is(Fault::EachATurn);
        Some(Kept { owner: agent.clone(), out: false, until: None, team: None, counts_as_turn })
    }

    /// Whoever takes a turn has the leads that belong to this one as well, for a while.
    pub(super) fn begin_one_turn(&mut self, lead: &LeadId, queue: &Name, agent: &AgentId) {
        let Some((own, state)) =
            self.queue_doc(queue).and_then(|doc| doc.one_turn.clone()).zip(self.leads.get(lead))
        else {
            return;
        };
        let until = self.now.plus(Span::seconds(own.within_s));
        let taker = Owner { agent: agent.clone(), until, lead: state.number };
        let Some(key) = key_by(&own.by, &state.doc) else { return };
        if let Some(queue) = self.queues.get_mut(queue) {
            queue.turn_takers.insert(key, taker);
        }
    }

    fn stuck_to(&self, lead: &LeadState) -> Option<Kept> {
        let real = self.leads.get(lead.doc.id()).filter(|_| !lead.unbound)?;
        let stage = self.stage_of(real).filter(|_| real.inside().is_none())?;
        let own = stage.sticky.as_ref()?;
        let (StageActionDoc::Queue { queue, .. } | StageActionDoc::Pool { queue, .. }) = &stage.action else {
            return None;
        };
        let sticky = self.policy.sticky.iter().find(|sticky| sticky.id == own.by)?;
        let text = (sticky.id.clone(), key(sticky, &real.doc)?);
        let over = |until: Timestamp| self.now >= until && !self.is(Fault::OwnersForEver);
        let last = self.owners.get(&text).filter(|owner| !over(owner.until));
        let last = last.map(|owner| (owner.agent.clone(), owner.until));
        let holder = self.deals.get(&text).filter(|(_, until)| self.now < *until).cloned();
        let holder = holder.filter(|_| !self.is(Fault::DealsIgnored));
        let order = match own.registered {
            RegisteredDoc::First => [holder, last],
            RegisteredDoc::AfterOwner => [last, holder],
            RegisteredDoc::Ignored => [last, None],
        };
        order.into_iter().flatten().find_map(|known| self.kept_for(real, own, queue, known))
    }

    fn kept_for(
        &self,
        real: &LeadState,
        own: &StickToDoc,
        queue: &Name,
        (agent, until): (AgentId, Timestamp),
    ) -> Option<Kept> {
        let agent = &agent;
        let had = real.former.iter().any(|former| former.agent == *agent) || real.passed.contains(agent);
        let out = had || self.leaves(agent) || self.own_seat(agent, queue).is_none();
        let team = self.agents.get(agent).and_then(|state| state.doc.team.clone());
        let team = team.filter(|_| own.team_first && !self.is(Fault::NoTeam));
        if out && team.is_none() {
            return None;
        }
        let wait = if self.is(Fault::KeptForNobody) || out { 0 } else { own.wait_s };
        let kept = |seconds: u64| real.waiting_since.plus(Span::seconds(seconds)).min(until);
        Some(Kept {
            owner: agent.clone(),
            out,
            until: if out { None } else { Some(kept(wait)) },
            team: team.map(|team| (team, kept(wait.saturating_add(own.team_wait_s)))),
            counts_as_turn: own.counts_as_turn,
        })
    }

    /// Whether a lead is kept from an agent.
    pub(super) fn kept_from(&self, kept: &Kept, agent: &AgentId, at: Timestamp) -> Result<(), Refused> {
        let (owner, agent) = (kept.owner.clone(), agent.clone());
        if !kept.out && owner == agent {
            return Ok(());
        }
        let team = kept.team.as_ref().filter(|(_, until)| at < *until);
        let no = |reason: Reason| Err(refusal(reason));
        match (kept.until.filter(|until| at < *until), team) {
            (Some(until), _) => no(Reason::KeptFor { agent, owner, until }),
            (None, Some((team, until))) if !self.is_kept_for(kept, &agent) => {
                no(Reason::KeptForTeam { agent, owner, team: team.clone(), until: *until })
            }
            _ => Ok(()),
        }
    }

    /// Whether an agent is the last owner, who can have the lead, or of the team that comes after.
    pub(super) fn is_kept_for(&self, kept: &Kept, agent: &AgentId) -> bool {
        let team = self.agents.get(agent).and_then(|state| state.doc.team.as_ref());
        (!kept.out && kept.owner == *agent) || kept.team.as_ref().is_some_and(|(own, _)| team == Some(own))
    }

    /// The last owner, if among those who may take the lead, or the next of their team; with who shares the turn it takes.
    pub(super) fn owner_first(
        &self,
        lead: &LeadState,
        queue: &Name,
        eligible: &BTreeSet<AgentId>,
    ) -> Option<(AgentId, Option<BTreeSet<AgentId>>)> {
        let kept = self.last_owner(lead)?;
        let agent = if !kept.out && eligible.contains(&kept.owner) {
            kept.owner.clone()
        } else {
            let team: BTreeSet<AgentId> = eligible
                .iter()
                .filter(|agent| kept.team.is_some() && self.is_kept_for(&kept, agent))
                .cloned()
                .collect();
            if team.is_empty() {
                return None;
            }
            self.pick(lead.doc.id(), queue, &team)?.0
        };
        if !kept.counts_as_turn || !self.queue_doc(queue).is_some_and(counts_any_turn) {
            return Some((agent, None));
        }
        let unbound = LeadState { unbound: true, ..lead.clone() };
        let mut share = self.passing(&unbound, queue);
        share.insert(agent.clone());
        Some((agent, Some(share)))
    }

    /// Whoever has the lead is the last owner from now on.
    pub(super) fn remember_owner(&mut self, lead: &LeadId, agent: &AgentId) {
        let Some(state) = self.leads.get(lead) else {
            return;
        };
        for sticky in &self.policy.sticky {
            if let Some(key) = key(sticky, &state.doc) {
                let until = self.now.plus(Span::seconds(sticky.keep_s));
                let office =
                    state.office.as_ref().filter(|_| sticky.offices && !self.is(Fault::PeopleRemembered));
                let agent = office.map_or(agent, |own| &own.office).clone();
                let owner = Owner { agent, until, lead: state.number };
                self.owners.insert((sticky.id.clone(), key), owner);
            }
        }
    }

    pub(super) fn forget_keys(&mut self, lead: &LeadId) {
        let Some(state) = self.leads.get(lead) else {
            return;
        };
        for sticky in &self.policy.sticky {
            let keys = [key(sticky, &state.doc), key(sticky, &state.first_doc)];
            self.owners.retain(|(by, text), owner| {
                let of_it = owner.lead == state.number || keys.contains(&Some(text.clone()));
                *by != sticky.id || !of_it
            });
            self.deals.retain(|(by, text), _| *by != sticky.id || !keys.contains(&Some(text.clone())));
        }
        for doc in &self.policy.queues {
            let Some((own, queue)) = doc.one_turn.as_ref().zip(self.queues.get_mut(&doc.id)) else {
                continue;
            };
            let keys = [key_by(&own.by, &state.doc), key_by(&own.by, &state.first_doc)];
            queue
                .turn_takers
                .retain(|key, taker| taker.lead != state.number && !keys.contains(&Some(key.clone())));
        }
    }

    /// Another policy: those of the same name and attribute stay.
    pub(super) fn keep_owners(&mut self, old: &PolicyDoc) {
        let attribute = |policy: &PolicyDoc, name: &Name| {
            policy.sticky.iter().find(|sticky| sticky.id == *name).map(|sticky| sticky.attribute.clone())
        };
        let new = &self.policy;
        let kept = |by: &Name| attribute(new, by).is_some() && attribute(new, by) == attribute(old, by);
        self.owners.retain(|(by, _), _| kept(by));
        self.deals.retain(|(by, _), _| kept(by));
    }
}
