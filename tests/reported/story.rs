//! A history read into the stories of its enquiries, from the events alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use fairdeal::*;

/// An enquiry: a lead that came in, or was reopened.
#[derive(Clone, Debug)]
pub struct Enquiry {
    pub lead: Lead,
    pub received: Timestamp,
    pub policy: String,
    pub reopened: bool,
    /// Stretches of time before its end: since when, until when, and whose.
    pub stretches: Vec<(Timestamp, Timestamp, Whose)>,
    /// Whose it is after those.
    pub now: Option<Whose>,
    pub facts: Vec<(Timestamp, Fact)>,
    pub sendings: Vec<Sending>,
    pub rings: Vec<Ring>,
    pub offices: Vec<AtOffice>,
    pub end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Host,
    Plan,
    Nobody,
    Offered(usize),
    Owner(usize),
    /// The office's of this number, on offer to none of its people.
    Office(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Placed,
    Held,
    Rested,
    Stranded(String),
    /// By the sending of this number: who tried, whether somebody was reached, whether a machine did it.
    Attempt {
        by: Option<usize>,
        reached: bool,
        automated: bool,
    },
    Interim {
        by: Option<usize>,
        code: String,
    },
    Viewed {
        by: Option<usize>,
    },
    Escalated {
        by: Option<usize>,
    },
    HandedOff {
        by: Option<usize>,
    },
}

#[derive(Clone, Debug)]
pub struct End {
    pub at: Timestamp,
    pub how: ClosedHow,
    pub code: String,
    pub by: Option<usize>,
    pub lead: Lead,
}

/// Where and under what something was sent.
#[derive(Clone, Debug)]
pub struct Whither {
    pub agent: AgentDoc,
    pub office: Option<String>,
    pub queue: Option<String>,
    pub dealt_by: Option<String>,
    pub rule: Option<String>,
    pub stage: Option<String>,
    pub policy: String,
}

#[derive(Clone, Debug)]
pub struct Sending {
    pub to: Whither,
    pub slot: usize,
    pub at: Timestamp,
    pub offered: bool,
    pub owned: Option<(Timestamp, AssignedHow)>,
    pub over: Option<(Timestamp, Over)>,
    /// What else lay there, where it was claimed: worth and birth of each, its own first.
    pub beside: Option<Vec<(Option<i64>, Timestamp)>>,
}

/// A time with an office.
#[derive(Clone, Debug)]
pub struct AtOffice {
    pub to: Whither,
    /// The queue that dealt it the lead, and that of its people.
    pub queues: [String; 2],
    pub at: Timestamp,
    pub accepted: Option<Timestamp>,
    pub over: Option<(Timestamp, OfficeLeft)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Over {
    Offer(OfferEnd),
    Released(ReleasedWhy),
    Closed,
}

#[derive(Clone, Debug)]
pub struct Ring {
    pub to: Whither,
    pub declined: bool,
}

/// A cap that was full: its label, whose, and when.
#[derive(Clone, Debug)]
pub struct Full {
    pub at: Timestamp,
    pub label: String,
    pub agent: Option<AgentDoc>,
    pub policy: String,
}

#[derive(Default)]
pub struct Story {
    pub enquiries: Vec<Enquiry>,
    pub full: Vec<Full>,
    layout: Option<Arc<Layout>>,
    strategies: Vec<String>,
    policy: String,
    agents: BTreeMap<usize, AgentDoc>,
    open: BTreeMap<usize, usize>,
    docs: BTreeMap<usize, (Lead, Timestamp)>,
    courses: BTreeMap<usize, (Option<String>, Option<String>)>,
    whose: BTreeMap<usize, (Timestamp, Whose)>,
    lies: BTreeMap<usize, usize>,
    rung_from: BTreeMap<usize, usize>,
    counters: Vec<(usize, Option<usize>, Option<String>)>,
    names: Vec<String>,
}

impl Story {
    /// Reads a history; `worth` is the attribute by which picks are compared.
    pub fn of(records: &[Recorded], worth: &str) -> Story {
        let mut story = Story::default();
        for record in records {
            let (lay, before) = (story.lies.clone(), story.docs.clone());
            let mut gone = Vec::new();
            for (at, event) in record.events.iter().enumerate() {
                story.event(record, at, event);
                let (Event::Assigned { lead, .. } | Event::Offered { lead, .. }) = event else { continue };
                if let Event::Assigned { queue: Some(queue), how: AssignedHow::Claimed, .. } = event {
                    let here = |slot: &usize| lay.get(slot) == Some(&queue.index()) && !gone.contains(slot);
                    let of = |slot: &usize| {
                        let (doc, born) = &before[slot];
                        let worth = match doc.get(worth) {
                            Some(Value::Integer(worth)) => Some(*worth),
                            _ => None,
                        };
                        (worth, *born)
                    };
                    let others = lay.keys().filter(|slot| **slot != lead.index() && here(slot));
                    let beside = [lead.index()].iter().chain(others).map(of).collect();
                    if let Some(sending) = story.sending(lead.index()) {
                        sending.beside = Some(beside);
                    }
                }
                gone.push(lead.index());
            }
        }
        story
    }

    fn enquiry(&mut self, lead: usize) -> Option<&mut Enquiry> {
        let at = *self.open.get(&lead)?;
        self.enquiries.get_mut(at)
    }

    fn sending(&mut self, lead: usize) -> Option<&mut Sending> {
        self.enquiry(lead)?.sendings.last_mut().filter(|own| own.over.is_none())
    }

    /// The number of the sending that is under way.
    fn current(&mut self, lead: usize) -> Option<usize> {
        let sendings = &self.enquiry(lead)?.sendings;
        sendings.last().filter(|own| own.over.is_none())?;
        Some(sendings.len() - 1)
    }

    fn fact(&mut self, lead: usize, at: Timestamp, fact: Fact) {
        if let Some(own) = self.enquiry(lead) {
            own.facts.push((at, fact));
        }
    }

    /// The number of the office that has it, and whether one of its people has taken it.
    fn in_office(&mut self, lead: usize) -> Option<(usize, bool)> {
        let offices = &self.enquiry(lead)?.offices;
        let last = offices.last().filter(|own| own.over.is_none())?;
        Some((offices.len() - 1, last.accepted.is_some()))
    }

    fn passes_to(&mut self, lead: usize, at: Timestamp, whose: Whose) {
        let whose = match (whose, self.in_office(lead)) {
            (Whose::Nobody, Some((number, false))) => Whose::Office(number),
            _ => whose,
        };
        let before = self.whose.insert(lead, (at, whose));
        let Some(own) = self.enquiry(lead) else { return };
        own.now = Some(whose);
        if let Some((since, before)) = before {
            own.stretches.push((since, at, before));
        }
    }

    fn begins(&mut self, lead: usize, doc: Lead, received: Timestamp, at: Timestamp, reopened: bool) {
        let policy = self.policy.clone();
        self.open.insert(lead, self.enquiries.len());
        self.whose.remove(&lead);
        self.enquiries.push(Enquiry {
            lead: doc,
            received,
            policy,
            reopened,
            stretches: Vec::new(),
            now: None,
            facts: Vec::new(),
            sendings: Vec::new(),
            rings: Vec::new(),
            offices: Vec::new(),
            end: None,
        });
        self.passes_to(lead, received, Whose::Host);
        self.passes_to(lead, at, Whose::Nobody);
        self.courses.remove(&lead);
    }

    fn whither(&self, lead: usize, agent: usize, queue: Option<usize>) -> Whither {
        let layout = self.layout.as_ref().unwrap();
        let dealt_by = queue.map(|queue| self.strategies[queue].clone());
        let queue = queue.map(|queue| layout.queues[queue].id.to_string());
        let (rule, stage) = self.courses.get(&lead).cloned().unwrap_or_default();
        Whither {
            agent: self.agents[&agent].clone(),
            office: None,
            queue,
            dealt_by,
            rule,
            stage,
            policy: self.policy.clone(),
        }
    }

    fn over(&mut self, lead: usize, at: Timestamp, over: Over) {
        if let Some(sending) = self.sending(lead) {
            sending.over = Some((at, over));
        }
        self.passes_to(lead, at, Whose::Nobody);
    }

    fn event(&mut self, record: &Recorded, number: usize, event: &Event) {
        let at = record.at;
        match event {
            Event::PolicyInstalled { json, layout } => self.installed(json, layout, at),
            Event::AgentJoined { agent, doc } | Event::AgentChanged { agent, doc } => {
                self.agents.insert(agent.index(), (**doc).clone());
            }
            Event::LeadArrived { lead, doc } => {
                // As it stands once the record is through.
                let later = record.events[number..].iter().filter_map(|event| match event {
                    Event::LeadRevised { lead: own, doc } if own == lead => Some(doc),
                    _ => None,
                });
                let doc = later.last().unwrap_or(doc).clone();
                let received = doc.received().unwrap_or(at).min(at);
                self.docs.insert(lead.index(), (doc.clone(), received));
                self.begins(lead.index(), doc, received, at, false);
            }
            Event::LeadRevised { lead, doc } => self.docs.get_mut(&lead.index()).unwrap().0 = doc.clone(),
            Event::Reopened { lead } => {
                let doc = self.docs[&lead.index()].0.clone();
                self.begins(lead.index(), doc, at, at, true);
            }
            Event::StageEntered { lead, rule, plan, stage } => {
                let layout = self.layout.as_ref().unwrap();
                let rule = rule.map(|rule| layout.rules[rule.index()].to_string());
                let plan = &layout.plans[plan.index()];
                let stage = format!("{}/{}", plan.id, plan.stages[stage.index()]);
                self.courses.insert(lead.index(), (rule, Some(stage)));
            }
            Event::Queued { lead, queue, .. } => {
                self.lies.insert(lead.index(), queue.index());
                self.fact(lead.index(), at, Fact::Placed);
                self.passes_to(lead.index(), at, Whose::Nobody);
            }
            Event::PushedOut(PushedOut { lead, .. }) | Event::CountsAsNew { lead } => {
                self.lies.remove(&lead.index());
            }
            Event::Held { lead, why, .. } => {
                self.lies.remove(&lead.index());
                let by_plan = [HeldWhy::Stage, HeldWhy::Recycle, HeldWhy::Batch, HeldWhy::ContactShut];
                let whose = if by_plan.contains(why) { Whose::Plan } else { Whose::Nobody };
                self.fact(lead.index(), at, Fact::Held);
                self.passes_to(lead.index(), at, whose);
                if *why == HeldWhy::Recycle {
                    self.fact(lead.index(), at, Fact::Rested);
                }
            }
            Event::Stranded { lead, why } => {
                self.lies.remove(&lead.index());
                self.passes_to(lead.index(), at, Whose::Nobody);
                if *why == Unroutable::NoRule {
                    self.courses.remove(&lead.index());
                }
                let why = serde_json::to_value(why).unwrap().as_str().unwrap().to_owned();
                self.fact(lead.index(), at, Fact::Stranded(why));
            }
            Event::Offered { lead, agent, queue, .. } => {
                self.sent(lead.index(), agent.index(), queue.map(|queue| queue.index()), at, None);
            }
            Event::Assigned { lead, agent, queue, how, .. } => {
                self.sent(lead.index(), agent.index(), queue.map(|queue| queue.index()), at, Some(*how));
            }
            Event::Office(own) => self.of_office(own, at),
            Event::OfferEnded { lead, how, .. } => self.over(lead.index(), at, Over::Offer(*how)),
            Event::Released { lead, why, .. } => self.over(lead.index(), at, Over::Released(*why)),
            Event::Closed { lead, how, code, .. } => {
                self.lies.remove(&lead.index());
                let by = self.current(lead.index());
                self.over(lead.index(), at, Over::Closed);
                let (code, doc) = (code.to_string(), self.docs[&lead.index()].0.clone());
                self.left(lead.index(), OfficeLeft::Withdrawn, at);
                if let Some(own) = self.enquiry(lead.index()) {
                    own.end = Some(End { at, how: *how, code, by, lead: doc });
                }
                self.open.remove(&lead.index());
            }
            _ => self.worked(event, at),
        }
    }

    fn sent(
        &mut self,
        lead: usize,
        agent: usize,
        queue: Option<usize>,
        at: Timestamp,
        how: Option<AssignedHow>,
    ) {
        self.lies.remove(&lead);
        self.fact(lead, at, Fact::Placed);
        if how == Some(AssignedHow::Accepted) {
            if let Some(sending) = self.sending(lead) {
                sending.owned = Some((at, AssignedHow::Accepted));
            }
        } else {
            let mut to = self.whither(lead, agent, queue);
            let office = self.in_office(lead).map(|(number, _)| number);
            if let (Some(own), Some(number)) = (self.enquiry(lead), office) {
                to.office = own.offices[number].to.office.clone();
            }
            match how {
                Some(AssignedHow::Claimed) => to.dealt_by = Some("claimed".to_owned()),
                Some(AssignedHow::Reassigned) => to.dealt_by = Some("reassigned".to_owned()),
                _ => {}
            }
            let owned = how.map(|how| (at, how));
            let offered = how.is_none();
            if let Some(own) = self.enquiry(lead) {
                own.sendings.push(Sending { to, slot: agent, at, offered, owned, over: None, beside: None });
            }
        }
        let number = self.current(lead).unwrap_or(0);
        let whose = if how.is_some() { Whose::Owner(number) } else { Whose::Offered(number) };
        self.passes_to(lead, at, whose);
    }

    fn of_office(&mut self, event: &OfficeEvent, at: Timestamp) {
        match event {
            OfficeEvent::Sent { lead, office, from, queue, .. } => {
                self.lies.remove(&lead.index());
                self.fact(lead.index(), at, Fact::Placed);
                let layout = self.layout.as_ref().unwrap();
                let queues = [from, queue].map(|queue| layout.queues[queue.index()].id.to_string());
                let mut to = self.whither(lead.index(), office.index(), Some(from.index()));
                to.office = Some(to.agent.id.to_string());
                if let Some(own) = self.enquiry(lead.index()) {
                    own.offices.push(AtOffice { to, queues, at, accepted: None, over: None });
                }
                self.passes_to(lead.index(), at, Whose::Nobody);
            }
            OfficeEvent::Accepted { lead, .. } => {
                if let (Some((number, false)), Some(own)) =
                    (self.in_office(lead.index()), self.enquiry(lead.index()))
                {
                    own.offices[number].accepted = Some(at);
                }
            }
            OfficeEvent::Left { lead, how, .. } => self.left(lead.index(), *how, at),
            OfficeEvent::Registered { .. } | OfficeEvent::RegistrationWithdrawn { .. } => {}
        }
    }

    fn left(&mut self, lead: usize, how: OfficeLeft, at: Timestamp) {
        let Some((number, accepted)) = self.in_office(lead) else { return };
        let own = self.enquiry(lead).unwrap();
        own.offices[number].over = Some((at, how));
        if !accepted && own.now == Some(Whose::Office(number)) {
            self.passes_to(lead, at, Whose::Nobody);
        }
    }

    fn worked(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Attempted { lead, reached, automated, .. } => {
                let by = self.current(lead.index());
                let (reached, automated) = (*reached, *automated);
                self.fact(lead.index(), at, Fact::Attempt { by, reached, automated });
            }
            Event::Disposed { lead, code, .. } => {
                let by = self.current(lead.index());
                self.fact(lead.index(), at, Fact::Interim { by, code: code.to_string() });
            }
            Event::Viewed { lead, .. } => {
                let by = self.current(lead.index());
                self.fact(lead.index(), at, Fact::Viewed { by });
            }
            Event::Escalated(Escalated { lead, .. }) => {
                let by = self.current(lead.index());
                self.fact(lead.index(), at, Fact::Escalated { by });
            }
            Event::Rang(Rang { lead, queue, agents, .. }) => {
                self.rung_from.insert(lead.index(), queue.index());
                for agent in agents {
                    let to = self.whither(lead.index(), agent.index(), Some(queue.index()));
                    if let Some(own) = self.enquiry(lead.index()) {
                        own.rings.push(Ring { to, declined: false });
                    }
                }
            }
            Event::RingEnded { lead, agent } => {
                let queue = self.rung_from.get(&lead.index()).copied();
                let to = self.whither(lead.index(), agent.index(), queue);
                if let Some(own) = self.enquiry(lead.index()) {
                    own.rings.push(Ring { to, declined: true });
                }
            }
            Event::Bridged { lead, qualifier, .. } => {
                let own = self.enquiry(lead.index());
                let by =
                    own.and_then(|own| own.sendings.iter().rposition(|own| own.slot == qualifier.index()));
                self.fact(lead.index(), at, Fact::HandedOff { by });
            }
            Event::CounterOpened { cap, agent, label, .. } => {
                let label = label.as_ref().map(ToString::to_string);
                self.counters.push((cap.index(), agent.map(|agent| agent.index()), label));
            }
            Event::CapReached { counter, .. } => {
                let (cap, agent, label) = self.counters[counter.index()].clone();
                let agent = agent.map(|agent| self.agents[&agent].clone());
                let mut parts = vec![self.names[cap].clone()];
                parts.extend(agent.as_ref().map(|agent| agent.id.to_string()));
                parts.extend(
                    label.iter().flat_map(|label| label.split_terminator('\u{1f}').map(str::to_owned)),
                );
                self.full.push(Full { at, label: parts.join("/"), agent, policy: self.policy.clone() });
            }
            _ => {}
        }
    }

    fn installed(&mut self, json: &str, layout: &Arc<Layout>, at: Timestamp) {
        let doc: serde_json::Value = serde_json::from_str(json).unwrap();
        let strategy = |queue: &QueueLayout| {
            let all = doc["queues"].as_array().unwrap();
            let own = all.iter().find(|own| own["id"] == queue.id.as_str()).unwrap();
            match &own["strategy"] {
                serde_json::Value::String(name) => name.clone(),
                serde_json::Value::Object(own) => own.keys().next().unwrap().clone(),
                _ => String::new(),
            }
        };
        self.strategies = layout.queues.iter().map(strategy).collect();
        self.policy = format!("{}@{}", doc["id"].as_str().unwrap(), &layout.digest.to_string()[..12]);
        let names: Vec<String> = layout.caps.iter().map(|cap| cap.id.to_string()).collect();
        self.recounted(layout, &names);
        self.names = names;
        self.layout = Some(Arc::clone(layout));
        for lead in self.open.keys().copied().collect::<Vec<_>>() {
            let known = |name: &String| layout.queues.iter().any(|queue| queue.id.as_str() == name);
            let last = self.enquiry(lead).and_then(|own| own.offices.last());
            if last.is_some_and(|own| own.over.is_none() && !own.queues.iter().all(known)) {
                self.left(lead, OfficeLeft::Withdrawn, at);
            }
        }
        self.lies.clear();
        // Whatever had nowhere to go is to be placed anew.
        let open: Vec<usize> = self.open.keys().copied().collect();
        for lead in open {
            self.fact(lead, at, Fact::Held);
        }
    }

    /// Counters of caps that are there still, and are told apart alike, go on; the others are gone.
    fn recounted(&mut self, layout: &Layout, names: &[String]) {
        let Some(old) = &self.layout else { return };
        let mut kept = Vec::new();
        for (cap, agent, label) in &self.counters {
            let before = &old.caps[*cap];
            let Some(at) = names.iter().position(|name| *name == self.names[*cap]) else { continue };
            if layout.caps[at].apart == before.apart {
                kept.push((at, *agent, label.clone()));
            }
        }
        self.counters = kept;
    }
}
