//! Agents join, change, take leave and leave.

use super::model::{Agent, Standing};
use super::release::{End, Left};
use super::sheet::Sheet;
use super::{Answer, Oracle, measure, refusal};
use crate::agent::AgentDoc;
use crate::event::HeldWhy;
use crate::id::AgentId;
use crate::outcome::{Outcome, Reason};
use crate::time::{Span, Timestamp};

impl Oracle {
    /// Puts an agent where the document says, and nowhere else; the queues in whose rotation it begins by that.
    pub(super) fn seat(&mut self, doc: &AgentDoc) -> Vec<Sheet> {
        let mut begun = Vec::new();
        let fresh = Agent {
            doc: doc.clone(),
            left: false,
            entered: Vec::new(),
            ready_at: Timestamp::MIN,
            idle_since: self.now,
            declined: 0,
            timed_out: 0,
            paused: None,
            handed_off: 0,
            taken_over: 0,
            fixed_until: Timestamp::MIN,
            number: self.agents.len(),
            log: measure::looks_back(&self.policy).map(|_| Vec::new()),
            logged_from: self.now,
        };
        let now = self.now;
        let agent = self.agents.entry(doc.id.clone()).or_insert(fresh);
        agent.doc = doc.clone();
        let left = agent.left;
        let seats: Vec<_> = doc.queues.iter().map(|seat| self.by_merit(&doc.id, seat)).collect();
        for (name, queue) in &mut self.queues {
            let seat = seats.iter().find(|seat| seat.queue == *name && !left);
            if queue.rotation.seat(&doc.id, seat) {
                begun.push(Sheet::Own(name.clone()));
            }
            match seat {
                Some(seat) => {
                    queue.ledger.join(&doc.id, seat.weight);
                    queue.idle.entry(doc.id.clone()).or_insert(now);
                }
                None => {
                    queue.ledger.leave(&doc.id);
                    queue.last_offer.remove(&doc.id);
                    queue.skips.remove(&doc.id);
                    queue.ramps.remove(&doc.id);
                    queue.idle.remove(&doc.id);
                    queue.responses.remove(&doc.id);
                }
            }
        }
        begun.extend(self.settle_sheets());
        begun
    }

    /// Everybody anew, after a change of policy or a review.
    pub(super) fn reseat(&mut self) {
        let docs: Vec<_> = self.agents.values().map(|agent| agent.doc.clone()).collect();
        for doc in &docs {
            self.seat(doc);
        }
    }

    fn bad(&self, doc: &AgentDoc) -> bool {
        let queues = &self.policy.queues;
        let doubled = doc.queues.iter().enumerate().any(|(at, seat)| {
            doc.queues.iter().skip(at.saturating_add(1)).any(|other| other.queue == seat.queue)
        });
        let unknown = doc.queues.iter().any(|seat| !queues.iter().any(|queue| queue.id == seat.queue));
        let calendar = doc.calendar.as_ref().is_some_and(|calendar| !self.calendars.contains_key(calendar));
        let skills = doc.skills.iter().any(|own| {
            let named = |own: &crate::agent::AgentSkillDoc| {
                doc.skills.iter().filter(|it| it.skill == own.skill).count()
            };
            own.level == 0 || named(own) > 1 || !self.policy.skills.iter().any(|skill| skill.id == own.skill)
        });
        let zone = doc.zone.as_ref().is_some_and(|zone| !self.policy.agent_zones.contains(zone));
        let traits = doc.traits.iter().any(|own| {
            let named = doc.traits.iter().filter(|other| other.id == own.id).count();
            let declared = self.policy.traits.iter().find(|known| known.id == own.id);
            named > 1 || declared.is_none_or(|known| known.trait_type != own.value.attribute_type())
        });
        let own = |queue: &crate::id::Name| {
            !queues.iter().any(|other| other.id == *queue)
                || doc.queues.iter().any(|seat| seat.queue == *queue)
        };
        doc.office.as_ref().is_some_and(own) || doubled || unknown || calendar || skills || zone || traits
    }

    fn compiles(&self, doc: &AgentDoc) -> Result<(), crate::outcome::Refused> {
        if self.bad(doc) { Err(refusal(Reason::BadDocument { issues: Vec::new() })) } else { Ok(()) }
    }

    pub(super) fn join(&mut self, doc: &AgentDoc) -> Answer {
        self.compiles(doc)?;
        let comes = self.agents.get(&doc.id).is_none_or(|agent| agent.left);
        if comes {
            self.begin_ramps(doc);
        }
        match self.agents.get_mut(&doc.id) {
            Some(agent) if agent.left => {
                agent.left = false;
                agent.idle_since = self.now;
                if agent.paused.take().is_some() {
                    agent.ready_at = agent.fixed_until.max(self.now);
                }
                (agent.declined, agent.timed_out) = (0, 0);
                agent.log = agent.log.take().map(|_| Vec::new());
                agent.logged_from = self.now;
            }
            Some(agent) if agent.doc == *doc => return Ok(Outcome::Unchanged { lead: None }),
            Some(_) => {
                return Err(refusal(Reason::DuplicateAgent { agent: doc.id.clone() }));
            }
            None => {}
        }
        let begun = self.seat(doc);
        self.put_level(&doc.id, &begun);
        Ok(Outcome::AgentNoted { agent: doc.id.clone() })
    }

    pub(super) fn here(&self, agent: &AgentId) -> Result<Agent, crate::outcome::Refused> {
        self.known(agent)?;
        let state = self.agents.get(agent).filter(|state| !state.left);
        state.cloned().ok_or_else(|| refusal(Reason::AgentLeft { agent: agent.clone() }))
    }

    pub(super) fn change_agent(&mut self, doc: &AgentDoc) -> Answer {
        let before = self.here(&doc.id)?;
        self.compiles(doc)?;
        if before.doc == *doc {
            return Ok(Outcome::Unchanged { lead: None });
        }
        self.begin_ramps(doc);
        let begun = self.seat(doc);
        self.put_level(&doc.id, &begun);
        Ok(Outcome::AgentNoted { agent: doc.id.clone() })
    }

    /// An agent says they are ready.
    pub(super) fn say_ready(&mut self, id: &AgentId) -> Answer {
        let state = self.here(id)?;
        let now = self.now;
        if state.ready_at <= now {
            return Ok(Outcome::Unchanged { lead: None });
        }
        let kept = super::duty::counts(&self.policy);
        let fixed = if kept { state.fixed_until.max(now) } else { state.ready_at };
        if fixed >= state.ready_at && state.paused.is_none_or(|until| until <= now) {
            let reason = Reason::NotReady { agent: id.clone(), until: state.ready_at };
            return Err(crate::outcome::Refused { reason, clears_at: Some(state.ready_at) });
        }
        if let Some(agent) = self.agents.get_mut(id) {
            agent.ready_at = fixed;
            agent.paused = None;
            (agent.declined, agent.timed_out) = (0, 0);
        }
        Ok(Outcome::AgentNoted { agent: id.clone() })
    }

    /// Leads of an agent who leaves are dealt out again one by one, the oldest first.
    pub(super) fn leave(&mut self, id: &AgentId) -> Answer {
        self.known(id)?;
        if self.agents.get(id).is_none_or(|agent| agent.left) {
            return Ok(Outcome::Unchanged { lead: None });
        }
        let held = self.leads.iter().filter(|(_, lead)| lead.holder() == Some(id));
        let mut held: Vec<_> =
            held.map(|(lead, state)| (state.number, lead.clone(), state.standing.clone())).collect();
        held.sort_by_key(|(number, ..)| *number);
        let mut until = self.now;
        let every = 60_000_u64.checked_div(u64::from(self.policy.offboard.leads_per_minute)).unwrap_or(0);
        for (_, lead, standing) in held {
            if matches!(standing, Standing::Offered { .. }) {
                self.end_offer(&lead, End::Withdrawn);
            } else {
                self.release(
                    &lead,
                    Left { returned: None, for_good: false, credits: false, lease_expired: false },
                );
            }
            self.change(&lead, |state| state.standing = Standing::Held { until, why: HeldWhy::Offboarded });
            until = until.plus(Span::millis(every));
        }
        for lead in self.leads_at(id) {
            if matches!(self.get(&lead).standing, Standing::Offered { .. }) {
                self.end_offer(&lead, End::Withdrawn);
            }
            self.withdraw(&lead);
            self.change(&lead, |state| state.standing = Standing::Held { until, why: HeldWhy::Offboarded });
            until = until.plus(Span::millis(every));
        }
        for lead in self.leads.values_mut() {
            if let Some(bridge) = &mut lead.bridge {
                bridge.gone(id);
            }
        }
        if let Some(agent) = self.agents.get_mut(id) {
            agent.left = true;
            let doc = agent.doc.clone();
            self.seat(&doc);
        }
        Ok(Outcome::AgentNoted { agent: id.clone() })
    }
}
