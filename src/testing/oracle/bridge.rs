//! An owner hands a lead to a closer.

use std::collections::BTreeSet;

use super::cap::Leaves;
use super::claim::counts_any_turn;
use super::model::{LeadState, Standing};
use super::place::Start;
use super::release::Left;
use super::{Answer, Fault, Oracle, Way, refusal};
use crate::event::{AssignedHow, HeldWhy};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::{HandOffDoc, HoldsCapacity, NoCloserDoc, RankKeyDoc, RingDoc};
use crate::time::{Span, Timestamp};

/// Who is rung for a lead.
#[derive(Clone, Debug)]
pub(super) struct Bridge {
    pub(super) queue: Name,
    ring: usize,
    round: u32,
    /// With the kind of work and the units it takes.
    pub(super) rung: Vec<(AgentId, Option<Name>, u32)>,
    tried: BTreeSet<AgentId>,
    pub(super) until: Timestamp,
}

impl Bridge {
    fn rings(&self, agent: &AgentId) -> bool {
        self.rung.iter().any(|(other, ..)| other == agent)
    }

    /// Somebody leaves the floor and is rung no longer.
    pub(super) fn gone(&mut self, agent: &AgentId) {
        if self.rings(agent) {
            self.rung.retain(|(other, ..)| other != agent);
            self.tried.insert(agent.clone());
        }
    }

    fn all_tried(&self) -> BTreeSet<AgentId> {
        self.tried.iter().chain(self.rung.iter().map(|(agent, ..)| agent)).cloned().collect()
    }
}

const WITHOUT_TURN: Left = Left { returned: None, for_good: false, credits: false, lease_expired: false };

impl Oracle {
    fn hand_off(&self, lead: &LeadState) -> Option<HandOffDoc> {
        self.plan_of(lead)?.hand_off.clone()
    }

    pub(super) fn bridge(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let state = self.owned(lead, agent)?;
        if state.bridge.is_some() {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let own = self.hand_off(&state).ok_or_else(|| refusal(Reason::NoHandOff { lead: lead.clone() }))?;
        Ok(self.ring(lead, &own, (0, 0), &BTreeSet::new()))
    }

    /// Rings the next closers from a ring and a round of it on.
    fn ring(
        &mut self,
        lead: &LeadId,
        own: &HandOffDoc,
        (first, round): (usize, u32),
        tried: &BTreeSet<AgentId>,
    ) -> Outcome {
        for (at, ring) in own.rings.iter().enumerate().skip(first) {
            if at == first && round >= ring.rounds {
                continue;
            }
            let agents = self.closers(lead, ring, tried);
            if agents.is_empty() {
                continue;
            }
            let until = self.now.plus(Span::seconds(ring.within_s));
            let kind = self.queue_doc(&ring.queue).and_then(|queue| queue.work_kind.clone());
            let units = self.cost(kind.as_ref());
            let rung = agents.iter().map(|agent| (agent.clone(), kind.clone(), units)).collect();
            let round = if at == first { round } else { 0 };
            let (queue, tried) = (ring.queue.clone(), tried.clone());
            self.change(lead, |state| {
                state.bridge = Some(Bridge { queue, ring: at, round, rung, tried, until });
            });
            return Outcome::Ringing { lead: lead.clone(), agents, until };
        }
        self.no_closer(lead, own)
    }

    fn closers(&mut self, lead: &LeadId, ring: &RingDoc, tried: &BTreeSet<AgentId>) -> Vec<AgentId> {
        let Some(before) = self.leads.get(lead).cloned() else { return Vec::new() };
        self.leaving = before.holder().cloned();
        let counted = self.counted.clone();
        self.uncount(lead, Leaves::Otherwise);
        let now = self.now;
        self.change(lead, |state| {
            state.passed.clone_from(tried);
            state.again_at = Timestamp::MAX;
            state.waiting_since = now;
            state.unbound = true;
            state.only_people = true;
            state.on_the_line = true;
        });
        let mut rung = Vec::new();
        if let Some(asked) = self.leads.get(lead).cloned()
            && self.stopped_by(&asked, &ring.queue).is_none()
        {
            let mut left = self.passing(&asked, &ring.queue);
            let one =
                self.hand_off(&asked).is_some_and(|own| own.one_at_a_time) && !self.is(Fault::RungForTwo);
            let rung_for = |agent: &AgentId| {
                let others = self.leads.values().filter_map(|other| other.bridge.as_ref());
                others.into_iter().any(|bridge| bridge.rings(agent))
            };
            left.retain(|agent| !one || !rung_for(agent));
            while rung.len() < usize::try_from(ring.at_once).unwrap_or(usize::MAX) {
                let Some((next, _)) = self.pick(lead, &ring.queue, &left) else { break };
                left.remove(&next);
                rung.push(next);
            }
        }
        self.counted = counted;
        self.leads.insert(lead.clone(), before);
        self.leaving = None;
        rung
    }

    /// The closer takes the lead; none if they are not rung for it.
    pub(super) fn take_over(&mut self, lead: &LeadId, closer: &AgentId) -> Option<Answer> {
        let state = self.leads.get(lead).cloned()?;
        let bridge = state.bridge.clone().filter(|bridge| bridge.rings(closer))?;
        Some(self.hand_over_to(lead, &state, &bridge, closer))
    }

    fn hand_over_to(
        &mut self,
        lead: &LeadId,
        state: &LeadState,
        bridge: &Bridge,
        closer: &AgentId,
    ) -> Result<Outcome, Refused> {
        let Some(qualifier) = state.holder().cloned() else {
            return Ok(Outcome::Unchanged { lead: None });
        };
        let queue = bridge.queue.clone();
        if let Some(code) = self.hand_off(state).and_then(|own| own.code) {
            self.ended(lead, Some(&code));
        }
        self.release(lead, WITHOUT_TURN);
        self.change(lead, |state| state.bridge = Some(bridge.clone()));
        self.leaving = Some(qualifier.clone());
        let free = self.leads.get(lead).cloned().unwrap_or_else(|| state.clone());
        self.examine(&free, Some(&queue), closer, Way::Reassign)?;
        let mut share = self.passing(&LeadState { unbound: true, on_the_line: true, ..free }, &queue);
        share.insert(closer.clone());
        self.change(lead, |state| state.bridge = None);
        self.count(lead, Some(&queue), closer, Way::Push);
        self.count_value(&queue, lead);
        let doc = self.queue_doc(&queue).cloned();
        let pointer = |doc: &crate::policy::QueueDoc| doc.strategy.keys().contains(&RankKeyDoc::Pointer);
        if doc.is_some_and(|doc| counts_any_turn(&doc) || pointer(&doc)) {
            self.deal(lead, &queue, closer, share);
        }
        self.assign(lead, Some(&queue), closer, AssignedHow::Bridged, None);
        if let Some(agent) = self.agents.get_mut(&qualifier) {
            agent.handed_off = agent.handed_off.saturating_add(1);
        }
        if let Some(agent) = self.agents.get_mut(closer) {
            agent.taken_over = agent.taken_over.saturating_add(1);
        }
        Ok(Outcome::Bridged { lead: lead.clone(), agent: closer.clone(), qualifier, queue })
    }

    /// One who is rung declines; none if nobody is rung for the lead.
    pub(super) fn decline_ring(&mut self, lead: &LeadId, agent: &AgentId) -> Option<Answer> {
        let state = self.leads.get(lead).cloned()?;
        let mut bridge = state.bridge.clone()?;
        if bridge.tried.contains(agent) {
            return Some(Ok(Outcome::Unchanged { lead: Some(lead.clone()) }));
        }
        if !bridge.rings(agent) {
            return None;
        }
        bridge.rung.retain(|(other, ..)| other != agent);
        bridge.tried.insert(agent.clone());
        let over = bridge.rung.is_empty();
        self.change(lead, |state| state.bridge = Some(bridge));
        Some(Ok(if over { self.ring_on(lead) } else { Outcome::Noted { lead: lead.clone() } }))
    }

    /// Nobody who is rung has answered in time, or all have declined.
    pub(super) fn ring_on(&mut self, lead: &LeadId) -> Outcome {
        let state = self.leads.get(lead).cloned();
        let found = state.and_then(|state| Some((self.hand_off(&state)?, state.bridge?)));
        let Some((own, bridge)) = found else { return Outcome::Noted { lead: lead.clone() } };
        self.ring(lead, &own, (bridge.ring, bridge.round.saturating_add(1)), &bridge.all_tried())
    }

    fn no_closer(&mut self, lead: &LeadId, own: &HandOffDoc) -> Outcome {
        let costs = self.is(Fault::BridgeCostsTurn);
        let bridge = self.leads.get(lead).and_then(|state| state.bridge.clone());
        if let (true, Some(bridge)) = (costs, bridge)
            && let Some((closer, ..)) = bridge.rung.first().cloned()
        {
            let turn = self.leads.get(lead).map(|state| (state.turn.clone(), state.size));
            self.deal(lead, &bridge.queue, &closer, BTreeSet::from([closer.clone()]));
            self.change(lead, |state| {
                if let Some((turn, size)) = turn {
                    (state.turn, state.size) = (turn, size);
                }
            });
        }
        self.change(lead, |state| state.bridge = None);
        let Some(state) = self.leads.get(lead).cloned() else { return Outcome::Unchanged { lead: None } };
        let Standing::Owned { agent, queue, .. } = state.standing else {
            return Outcome::Noted { lead: lead.clone() };
        };
        match &own.otherwise {
            NoCloserDoc::Keep {} => {}
            NoCloserDoc::CallBack { after } => {
                let until = self.timer(after, self.now);
                let doc = queue.as_ref().and_then(|queue| self.queue_doc(queue));
                let frees = doc.is_some_and(|doc| doc.holds_capacity_until == HoldsCapacity::Disposed);
                let touched = super::follow_up::asks_for_touches(&self.policy).then_some(self.now);
                if until < Timestamp::MAX {
                    self.change(lead, |state| {
                        state.disposed = true;
                        state.touched = touched;
                        if frees {
                            state.held = None;
                        }
                        if let Standing::Owned { lease, snoozed, follow_up, .. } = &mut state.standing {
                            (*lease, *snoozed, *follow_up) = (None, Some(until), None);
                        }
                    });
                    self.cadence_sleeps(lead);
                    self.fix_ready(&agent, queue.as_ref(), self.now);
                    let now = self.now;
                    if let Some(agent) = self.agents.get_mut(&agent) {
                        agent.ready_at = agent.ready_at.max(now);
                    }
                }
            }
            NoCloserDoc::Stage(_) => {
                self.release(lead, WITHOUT_TURN);
                let (until, why) = (self.now, HeldWhy::HandedOff);
                self.change(lead, |state| state.standing = Standing::Held { until, why });
                return Outcome::Held { lead: lead.clone(), until, why };
            }
        }
        Outcome::NotBridged { lead: lead.clone(), agent }
    }

    /// Where a lead goes that no closer took.
    pub(super) fn after_hand_off(&self, lead: &LeadState) -> Start {
        match self.hand_off(lead).map(|own| own.otherwise) {
            Some(NoCloserDoc::Stage(stage)) => Start::At(stage),
            _ => Start::Here,
        }
    }

    /// The first lead by arrival for which it has rung long enough.
    pub(super) fn ring_over(&self, late: Span) -> Option<LeadId> {
        let due = self.leads.iter().filter_map(|(id, lead)| {
            let until = lead.bridge.as_ref()?.until;
            (until.plus(late) <= self.now).then(|| (until, lead.number, id.clone()))
        });
        due.min().map(|(.., id)| id)
    }

    /// What an agent holds, and what is kept for them as they are rung: kind of work and units.
    pub(super) fn holdings(&self, agent: &AgentId) -> Vec<(Option<Name>, u32)> {
        let rung = self.leads.values().filter_map(|lead| lead.bridge.as_ref()).flat_map(|own| &own.rung);
        let rung = rung.filter(|_| !self.is(Fault::RingsForNothing));
        let rung = rung.chain(&self.still_rung);
        let all = self.leads.values().filter_map(|lead| lead.held.as_ref()).chain(rung);
        all.filter(|(by, ..)| by == agent).map(|(_, kind, units)| (kind.clone(), *units)).collect()
    }
}
