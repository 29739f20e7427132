//! What the keys of a hunt group measure: written down as it happens, added up when asked.

use std::collections::BTreeSet;

use super::{Fault, Oracle};
use crate::calendar::{Window, Zone, bounds};
use crate::hash::text_hash;
use crate::id::{AgentId, Name};
use crate::policy::{IdleDoc, IdleOverDoc, IdleSinceDoc, PolicyDoc, QueueDoc, RankKeyDoc};
use crate::rank::{Tries, drawn_below};
use crate::time::{Span, Timestamp};

/// What may end idle time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    Offered,
    Assigned,
    Ended,
}

/// A queue's own word on idle time, if it has one that matters.
pub(super) fn idle_rule(doc: &QueueDoc) -> Option<IdleDoc> {
    let ranked = doc.strategy.keys().contains(&RankKeyDoc::LongestIdle);
    Some(doc.idle).filter(|rule| ranked && *rule != IdleDoc::default())
}

/// How far back a policy looks for idle time.
pub(super) fn looks_back(policy: &PolicyDoc) -> Option<Span> {
    let queues = policy.queues.iter();
    let queues = queues.filter(|queue| queue.strategy.keys().contains(&RankKeyDoc::CumulativeIdle));
    let spans = queues.map(|queue| match queue.idle_over {
        IdleOverDoc::Day => Span::hours(49),
        IdleOverDoc::Rolling { span_s } => Span::seconds(span_s),
    });
    spans.max()
}

impl Oracle {
    /// An agent has been asked, given or freed of a lead of this queue.
    pub(super) fn touch_idle(&mut self, agent: &AgentId, of: Option<&Name>, what: Touch) {
        let now = self.now;
        for doc in &self.policy.queues {
            let Some(rule) = idle_rule(doc) else { continue };
            let counts = match rule.since {
                IdleSinceDoc::Any => true,
                IdleSinceDoc::Offered => what == Touch::Offered,
                IdleSinceDoc::Assigned => what == Touch::Assigned,
                IdleSinceDoc::Ended => what == Touch::Ended,
            };
            let concerns =
                rule.other_queues || of == Some(&doc.id) || self.fault == Some(Fault::IdleElsewhere);
            if let Some(since) = self.queues.get_mut(&doc.id).and_then(|queue| queue.idle.get_mut(agent))
                && counts
                && concerns
            {
                *since = now;
            }
        }
    }

    /// Idle since then, as a queue sees it.
    pub(super) fn idle_since(&self, queue: &Name, agent: &AgentId) -> Option<Timestamp> {
        let state = self.agents.get(agent)?;
        let Some(rule) = self.queue_doc(queue).and_then(idle_rule) else { return Some(state.idle_since) };
        let since = *self.queues.get(queue)?.idle.get(agent)?;
        Some(if rule.wrap_up_counts { since } else { since.max(state.ready_at) })
    }

    /// Writes down who holds a lead now.
    pub(super) fn note_busy(&mut self) {
        let busy: BTreeSet<AgentId> =
            self.leads.values().filter_map(|lead| lead.held.as_ref()).map(|(by, ..)| by.clone()).collect();
        let now = self.now;
        for (id, agent) in &mut self.agents {
            if let Some(log) = &mut agent.log {
                log.push((now, busy.contains(id)));
            }
        }
    }

    /// How long an agent has held nothing in the time a queue looks at.
    pub(super) fn idle_in_all(&self, queue: &Name, agent: &AgentId) -> i128 {
        let (Some(doc), Some(state)) = (self.queue_doc(queue), self.agents.get(agent)) else { return 0 };
        let from = match doc.idle_over {
            _ if self.is(Fault::IdleForEver) => Timestamp::MIN,
            IdleOverDoc::Day => {
                Zone::named(&self.policy.zone).map_or(self.now, |zone| bounds(Window::Day, &zone, self.now).0)
            }
            IdleOverDoc::Rolling { span_s } => self.now.minus(Span::seconds(span_s)),
        };
        let from = from.max(state.logged_from);
        let Some(log) = &state.log else { return 0 };
        let ends = log.iter().skip(1).map(|(at, _)| *at).chain([self.now]);
        let idle = log.iter().zip(ends).filter(|((_, busy), _)| !busy);
        idle.map(|((since, _), until)| {
            let until = i128::from(until.as_millis());
            until.saturating_sub(i128::from((*since).max(from).as_millis())).max(0)
        })
        .sum()
    }

    /// Another policy: what is looked at for the first time begins now.
    pub(super) fn measure_anew(&mut self, old: &PolicyDoc) {
        let (before, after, now) = (looks_back(old), looks_back(&self.policy), self.now);
        for agent in self.agents.values_mut() {
            match (before, after) {
                (_, None) => agent.log = None,
                (None, Some(_)) => {
                    agent.log = Some(Vec::new());
                    agent.logged_from = now;
                }
                (Some(before), Some(after)) if before < after => {
                    agent.logged_from = agent.logged_from.max(now.minus(before));
                }
                _ => {}
            }
        }
        let same = |queue: &QueueDoc| old.queues.iter().find(|was| was.id == queue.id);
        let ranks = |doc: &QueueDoc| doc.strategy.keys().contains(&RankKeyDoc::Fastest);
        for doc in &self.policy.queues {
            let Some(queue) = self.queues.get_mut(&doc.id) else { continue };
            let was = same(doc);
            if was.and_then(idle_rule) != idle_rule(doc) {
                queue.idle.values_mut().for_each(|since| *since = now);
            }
            if was.is_none_or(|was| !ranks(was)) || !ranks(doc) {
                queue.responses.clear();
            }
            for last in queue.responses.values_mut() {
                keep_last(last, doc.response.over_last);
            }
        }
    }

    /// An owner's first attempt since the assignment.
    pub(super) fn responded(&mut self, queue: &Name, agent: &AgentId, since: Timestamp) {
        let took = self.now.since(since).as_millis();
        let Some(doc) = self.queue_doc(queue).cloned() else { return };
        let member = self.seat_of(agent, queue).is_some();
        if let Some(state) = self.queues.get_mut(queue)
            && member
            && doc.strategy.keys().contains(&RankKeyDoc::Fastest)
        {
            let last = state.responses.entry(agent.clone()).or_default();
            last.push(i128::from(took));
            keep_last(last, doc.response.over_last);
        }
    }

    /// The mean time to a first attempt, in milliseconds.
    pub(super) fn response(&self, queue: &Name, agent: &AgentId) -> i128 {
        let (Some(doc), Some(state)) = (self.queue_doc(queue), self.queues.get(queue)) else { return 0 };
        let none = Vec::new();
        let last = state.responses.get(agent).unwrap_or(&none);
        let over = i128::from(doc.response.over_last);
        let assumed = if self.is(Fault::NothingAssumed) { 0 } else { i128::from(doc.response.assumed_s) };
        let missing = over.saturating_sub(i128::try_from(last.len()).unwrap_or(i128::MAX));
        let sum =
            last.iter().sum::<i128>().saturating_add(missing.saturating_mul(assumed).saturating_mul(1_000));
        sum.checked_div(over).unwrap_or(0)
    }

    /// Units of capacity left for a lead of a queue.
    pub(super) fn free_units(&self, queue: &Name, agent: &AgentId) -> i128 {
        let Some(doc) = self.agents.get(agent).map(|agent| &agent.doc.capacity) else { return 0 };
        let kind = self.queue_doc(queue).and_then(|queue| queue.work_kind.as_ref());
        let of_kind = |kind: &Name| {
            let held = self.holdings(agent).into_iter().filter(|(of, _)| of.as_ref() == Some(kind));
            held.map(|(_, units)| units).sum::<u32>()
        };
        let all = doc.units.map(|limit| limit.saturating_sub(self.in_the_way(agent, kind)));
        let own = doc.per_kind.iter().filter(|own| Some(&own.kind) == kind);
        let own = own.map(|own| own.units.saturating_sub(of_kind(&own.kind)));
        i128::from(all.into_iter().chain(own).min().unwrap_or(u32::MAX))
    }

    /// Two drawn by lot, and who of them holds less.
    pub(super) fn by_lot(&self, queue: &Name, among: &[AgentId]) -> Option<AgentId> {
        let first = self.one_by_lot(queue, among, 1)?;
        let others: Vec<AgentId> = among.iter().filter(|agent| **agent != first).cloned().collect();
        let second = self.one_by_lot(queue, &others, 2);
        let less = |second: &AgentId| {
            let (one, other) = (self.units_of(&first), self.units_of(second));
            if self.is(Fault::LotReversed) { other > one } else { other < one }
        };
        Some(second.filter(less).unwrap_or(first))
    }

    /// The first of these whom a try names; if none does, one of them counted off as they joined.
    fn one_by_lot(&self, queue: &Name, among: &[AgentId], purpose: u64) -> Option<AgentId> {
        let seed = text_hash(&[self.policy.id.as_str(), queue.as_str()]);
        let number = self.queues.get(queue)?.offers;
        let members = self.members_as_they_joined(queue);
        let tries = Tries::alike(seed, number, purpose, members.len());
        for of_tries in 1..=tries.count() {
            let named = members.get(tries.at(of_tries).0).map(|(agent, _)| agent);
            if let Some(agent) = named.filter(|agent| among.contains(agent)) {
                return Some(agent.clone());
            }
        }
        let left: Vec<&AgentId> = members.iter().map(|(id, _)| id).filter(|id| among.contains(id)).collect();
        left.get(drawn_below(seed, number, purpose, left.len())).map(|agent| (*agent).clone())
    }
}

fn keep_last(list: &mut Vec<i128>, last: u32) {
    let past = list.len().saturating_sub(usize::try_from(last).unwrap_or(usize::MAX));
    list.drain(..past);
}
