//! What the simulated people do, one happening at a time.

use fairdeal::id::LeadSlot;
use fairdeal::{
    AgentDoc, AgentId, AttributeType, ClaimWay, Command, Correction, Disposition, Event, LeadId,
    LeadStanding, Name, PresenceState, Span, StepStanding, Timestamp, Value,
};

use crate::dice::Dice;
use crate::people::{Character, Ending, People, Reply, reason};
use crate::simulate::{Happening, Sim};

/// The attribute that says whether a lead has been warmed up, where the policy declares it.
const WARMED: &str = "warmed";

impl Sim {
    /// Something on the agenda happens.
    pub(crate) fn happen(&mut self, what: Happening, now: Timestamp) {
        match what {
            Happening::Sign(agent, state) => {
                self.shifts.set(agent, state, now);
                self.changed = true;
            }
            Happening::Block(agent) => self.next_block(agent, now),
            Happening::Answer(lead, agent, hands, reply) if self.still(lead, hands) => {
                let Some((lead, agent)) = self.ids(lead, agent) else {
                    return;
                };
                let command = match reply {
                    Reply::Accept => Command::Accept { lead, agent },
                    Reply::Decline => Command::Decline { lead, agent },
                };
                self.command(now, &command);
            }
            Happening::Call(lead, agent, hands, tries) if self.still(lead, hands) => {
                if !self.shifts.here(agent, now) {
                    let at = self.shifts.next_open(agent, now).max(now).plus(Span::minutes(12));
                    return self.plan(at, Happening::Call(lead, agent, hands, tries));
                }
                self.call(lead, agent, hands, tries, now);
            }
            Happening::Finish(lead, agent, hands, ending) if self.still(lead, hands) => {
                self.finish(lead, agent, ending, now);
            }
            Happening::Look(agent, queue) => self.look(agent, queue, now),
            // The lead is elsewhere by now; what the host sends is the clock's own business.
            Happening::Answer(..) | Happening::Call(..) | Happening::Finish(..) | Happening::Send(_) => {}
        }
    }

    /// Looks up the agent's next block of work.
    pub(crate) fn next_block(&mut self, agent: usize, from: Timestamp) {
        let (signs, next) = self.shifts.block(agent, from);
        for (at, state) in signs {
            self.plan(at, Happening::Sign(agent, state));
        }
        if let Some(next) = next.filter(|next| *next > from) {
            self.plan(next, Happening::Block(agent));
        }
    }

    /// What people plan to do about an event.
    pub(crate) fn react(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::LeadArrived { .. } => self.hands.push(0),
            Event::AgentJoined { doc, .. } => self.meet(at, doc),
            Event::LeaveTaken { agent, from, until, .. } => {
                self.shifts.take_leave(agent.index(), *from, *until)
            }
            // Whoever has left is on leave for ever.
            Event::AgentLeft { agent } => {
                self.shifts.take_leave(agent.index(), at, Timestamp::MAX);
                self.shifts.set(agent.index(), PresenceState::Offline, at);
                self.changed = true;
            }
            Event::Offered { lead, agent, until, .. } => {
                let (hands, mut dice, person) = self.hand_over(*lead, agent.index());
                if let Some((after, reply)) = person.reply(self.people, &mut dice, until.since(at)) {
                    self.plan(at.plus(after), Happening::Answer(lead.index(), agent.index(), hands, reply));
                }
            }
            Event::Assigned { lead, agent, .. } => {
                let (hands, mut dice, person) = self.hand_over(*lead, agent.index());
                if self.people == People::Work {
                    let after = person.first_call(&mut dice);
                    self.plan(at.plus(after), Happening::Call(lead.index(), agent.index(), hands, 0));
                }
            }
            Event::CallBackDue { lead, .. } => self.call_soon(*lead, 1, at),
            Event::Escalated(own) if !own.told => {
                let (lead, agent) = (own.lead, own.agent);
                let hands = self.hands.get(lead.index()).copied().unwrap_or(0);
                if self.dice("reminded", lead.index(), agent.index(), hands).chance(60) {
                    self.call_soon(lead, 0, at);
                }
            }
            // Whoever has put a lead aside does its first step when they come to it.
            Event::StepDue { lead, step: step @ 1.., .. } => self.call_soon(*lead, *step, at),
            Event::OfferEnded { lead, .. } | Event::Released { lead, .. } | Event::Closed { lead, .. } => {
                self.change_hands(*lead);
            }
            Event::Queued { queue, pool: true, .. } => self.call_to_pool(queue.index(), at),
            _ => {}
        }
    }

    /// The owner of a lead is reminded that it is due, and calls.
    fn call_soon(&mut self, lead: LeadSlot, tries: u32, at: Timestamp) {
        let hands = self.hands.get(lead.index()).copied().unwrap_or(0);
        let id = self.names.leads.get(lead.index());
        let standing = id.and_then(|id| self.floor.state().lead_view(id)).map(|view| view.standing);
        if let Some(LeadStanding::Owned { agent, .. }) = standing
            && let Some(agent) = self.names.agents.iter().position(|one| *one == agent)
        {
            self.plan(at.plus(Span::minutes(5)), Happening::Call(lead.index(), agent, hands, tries));
        }
    }

    /// Somebody new on the floor.
    pub(crate) fn meet(&mut self, at: Timestamp, doc: &AgentDoc) {
        self.characters.push(Character::of(self.seed, doc.id.as_str()));
        self.shifts.add(doc, at);
        self.changed = true;
        self.plan(at, Happening::Block(self.characters.len() - 1));
    }

    fn change_hands(&mut self, lead: LeadSlot) -> u32 {
        let Some(hands) = self.hands.get_mut(lead.index()) else {
            return 0;
        };
        *hands += 1;
        *hands
    }

    fn hand_over(&mut self, lead: LeadSlot, agent: usize) -> (u32, Dice, Character) {
        let hands = self.change_hands(lead);
        let dice = self.dice("hand", lead.index(), agent, hands);
        let person = self.character(agent);
        (hands, dice, person)
    }

    fn character(&self, agent: usize) -> Character {
        self.characters.get(agent).copied().unwrap_or_else(|| Character::of(self.seed, ""))
    }

    /// Dice for one matter between one agent and one lead.
    fn dice(&self, matter: &str, lead: usize, agent: usize, count: u32) -> Dice {
        let lead = self.names.leads.get(lead).map_or("", LeadId::as_str);
        let agent = self.names.agents.get(agent).map_or("", AgentId::as_str);
        Dice::of(self.seed, &[matter, lead, agent, &count.to_string()])
    }

    fn still(&self, lead: usize, hands: u32) -> bool {
        self.hands.get(lead) == Some(&hands)
    }

    fn ids(&self, lead: usize, agent: usize) -> Option<(LeadId, AgentId)> {
        Some((self.names.leads.get(lead)?.clone(), self.names.agents.get(agent)?.clone()))
    }

    fn call(&mut self, slot: usize, who: usize, hands: u32, tries: u32, now: Timestamp) {
        let Some((lead, agent)) = self.ids(slot, who) else {
            return;
        };
        let mut dice = self.dice("call", slot, who, hands.saturating_mul(100).saturating_add(tries));
        let person = self.character(who);
        let reached = person.reached(&mut dice);
        self.command(now, &Command::Attempt { lead: lead.clone(), agent, reached, automated: false });
        if !self.still(slot, hands) {
            return;
        }
        if !reached && self.has_steps(&lead) {
            return;
        }
        if !reached && tries < 4 {
            let next = now.plus(person.next_call(&mut dice));
            return self.plan(next, Happening::Call(slot, who, hands, tries + 1));
        }
        let (ending, after) = match reached {
            true if self.is_cold(&lead) => (Ending::WarmedUp, Span::minutes(dice.between(2, 15))),
            true => person.talk(&mut dice, tries == 0),
            false => (person.gives_up(&mut dice), Span::minutes(2)),
        };
        self.plan(now.plus(after), Happening::Finish(slot, who, hands, ending));
    }

    /// Whether a cadence says when the lead is to be tried next, and when it has been tried enough.
    fn has_steps(&self, lead: &LeadId) -> bool {
        let view = self.floor.state().lead_view(lead).and_then(|view| view.cadence);
        view.is_some_and(|own| {
            matches!(own.standing, StepStanding::Planned | StepStanding::Due | StepStanding::Exhausted)
        })
    }

    /// Whether the policy knows of warm-ups and this lead has had none.
    fn is_cold(&self, lead: &LeadId) -> bool {
        let attributes = &self.policy.doc().attributes;
        let known = |one: &fairdeal::policy::AttributeDoc| {
            one.id.as_str() == WARMED && one.attribute_type == AttributeType::Boolean
        };
        let warmed = Value::Boolean(true);
        attributes.iter().any(known)
            && self.floor.state().lead_view(lead).is_some_and(|view| view.lead.get(WARMED) != Some(&warmed))
    }

    fn finish(&mut self, slot: usize, who: usize, ending: Ending, now: Timestamp) {
        let Some((lead, agent)) = self.ids(slot, who) else {
            return;
        };
        let command = match ending {
            Ending::Final(code) => {
                Command::Dispose { lead, agent, disposition: Disposition::Final { code: code.to_owned() } }
            }
            Ending::CallBack(minutes) => {
                let next_action_at = now.plus(Span::minutes(minutes));
                let code = if minutes > 10_000 { "sent_offer" } else { "call_back" };
                let disposition = Disposition::Interim { code: code.to_owned(), next_action_at };
                Command::Dispose { lead, agent, disposition }
            }
            Ending::Return(number) => Command::Return { lead, agent, reason: reason(number) },
            Ending::WarmedUp => {
                let warmed =
                    Name::new(WARMED).map(|attribute| Correction { attribute, value: Value::Boolean(true) });
                Command::Transfer { lead, agent, corrections: warmed.into_iter().collect(), reason: None }
            }
        };
        self.command(now, &command);
    }

    /// Whoever may claim from a pool comes to look into it.
    fn call_to_pool(&mut self, queue: usize, at: Timestamp) {
        let name = self.policy.doc().queues.get(queue).map(|queue| queue.id.clone());
        let is_member = |doc: &AgentDoc| doc.queues.iter().any(|member| Some(&member.queue) == name.as_ref());
        let docs = self.names.docs.iter().enumerate();
        let members: Vec<usize> = docs.filter_map(|(agent, doc)| is_member(doc).then_some(agent)).collect();
        for agent in members {
            if self.looking.insert((agent, queue)) {
                self.next_look(agent, queue, at);
            }
        }
    }

    fn next_look(&mut self, agent: usize, queue: usize, now: Timestamp) {
        let id = self.names.agents.get(agent).map_or("", AgentId::as_str);
        let mut dice = Dice::of(self.seed, &["look", id, &now.to_string()]);
        let after = self.character(agent).looks(&mut dice);
        let from = self.shifts.next_open(agent, now).max(now);
        if from < Timestamp::MAX {
            self.plan(from.plus(after), Happening::Look(agent, queue));
        }
    }

    fn look(&mut self, agent: usize, queue: usize, now: Timestamp) {
        let doc = self.policy.doc().queues.get(queue).cloned();
        let views = self.floor.state().queue_views();
        let waiting = views.get(queue).is_some_and(|view| view.in_pool > 0);
        let (Some(doc), true) = (doc, waiting) else {
            self.looking.remove(&(agent, queue));
            return;
        };
        if self.shifts.here(agent, now)
            && let Some(who) = self.names.agents.get(agent).cloned()
            && let Some(way) = self.way(&doc)
        {
            self.command(now, &Command::Claim { agent: who, queue: Some(doc.id), way });
        }
        self.next_look(agent, queue, now);
    }

    /// A way of claiming that the queue allows.
    fn way(&self, doc: &fairdeal::policy::QueueDoc) -> Option<ClaimWay> {
        let ways = &doc.pull.as_ref()?.ways;
        if ways.blind {
            return Some(ClaimWay::Next {});
        }
        if ways.filtered {
            return Some(ClaimWay::Filtered(fairdeal::policy::ConditionDoc::Always {}));
        }
        let views = self.floor.state().lead_views();
        let first = views.into_iter().find(|view| {
            matches!(&view.standing, LeadStanding::Waiting { queue, pool: true, position: 1 } if *queue == doc.id)
        });
        first.map(|view| ClaimWay::Pick(view.lead.id().clone()))
    }
}
