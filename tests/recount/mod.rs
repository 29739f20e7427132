//! Caps recounted from what happened to leads, without a look at the floor's own counters: a lead given is a count, an
//! offer that comes to nothing gives it back, and so on, as the policy in force says.

use std::collections::BTreeMap;

use fairdeal::calendar::{Window, Zone, bounds};
use fairdeal::policy::*;
use fairdeal::testing::oracle::holds;
use fairdeal::*;

struct Row {
    cap: Name,
    key: Vec<String>,
    at: Timestamp,
    lead: usize,
    /// Whether the lead is still with the agent it was counted for.
    stays: bool,
}

/// A history as far as caps are concerned.
#[derive(Default)]
pub struct Recount {
    policy: Option<PolicyDoc>,
    queues: Vec<Name>,
    agents: BTreeMap<usize, AgentDoc>,
    leads: BTreeMap<usize, Lead>,
    /// What reviews of merit make of limits, cap by cap and agent by agent: a cap holds the agents of the last review.
    adjusted: BTreeMap<Name, BTreeMap<usize, i32>>,
    caps: Vec<Name>,
    /// The caps that follow a merit, and which.
    follows: BTreeMap<Name, MeritLayout>,
    /// The queue a lead on offer or owned came from.
    from: BTreeMap<usize, Option<usize>>,
    rows: Vec<Row>,
    /// Returns of the decision under way.
    returned: Vec<Row>,
    /// Break it: limits are lower by so much.
    pub stricter: u32,
    /// Leads given beyond a limit.
    pub exceeded: Vec<String>,
    /// Leads given under a cap with some room left, and just filling it: what shows that the recount recounts.
    pub with_room: u64,
    pub filled: u64,
}

impl Recount {
    /// Takes in a whole history.
    pub fn of(records: &[Recorded], stricter: u32) -> Recount {
        let mut recount = Recount { stricter, ..Recount::default() };
        for record in records {
            recount.take(record);
        }
        recount
    }

    pub fn take(&mut self, record: &Recorded) {
        for event in &record.events {
            self.happened(event, record.at);
        }
        // A return counts from the next decision on: it does not stop the lead it is about.
        self.rows.append(&mut self.returned);
    }

    fn happened(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::PolicyInstalled { json, layout } => {
                let doc: PolicyDoc = serde_json::from_str(json).unwrap();
                let names: Vec<Name> = layout.queues.iter().map(|queue| queue.id.clone()).collect();
                for from in self.from.values_mut() {
                    let name = from.map(|queue| self.queues[queue].clone());
                    *from = name.and_then(|name| names.iter().position(|other| *other == name));
                }
                self.queues = names;
                self.caps = layout.caps.iter().map(|cap| cap.id.clone()).collect();
                let old = self.policy.replace(doc.clone());
                let follows: BTreeMap<Name, MeritLayout> = layout
                    .caps
                    .iter()
                    .filter_map(|cap| {
                        Some((cap.id.clone(), layout.merits[cap.adjust?.merit.index()].clone()))
                    })
                    .collect();
                self.adjusted
                    .retain(|cap, _| follows.get(cap).is_some_and(|is| self.follows.get(cap) == Some(is)));
                self.follows = follows;
                self.rows.retain(|row| {
                    let cap = |doc: &PolicyDoc| doc.caps.iter().find(|cap| cap.id == row.cap).cloned();
                    let (was, is) = (old.as_ref().and_then(cap), cap(&doc));
                    was.zip(is).is_some_and(|(was, is)| alike((old.as_ref().unwrap(), &was), (&doc, &is)))
                });
            }
            Event::MeritReviewed { review, .. } => {
                for (cap, agents) in &review.caps {
                    let agents = agents.iter().map(|(agent, adjusted)| (agent.index(), adjusted.by));
                    self.adjusted.insert(self.caps[cap.index()].clone(), agents.collect());
                }
            }
            Event::AgentJoined { agent, doc } | Event::AgentChanged { agent, doc } => {
                self.agents.insert(agent.index(), (**doc).clone());
            }
            Event::LeadArrived { lead, doc } | Event::LeadRevised { lead, doc } => {
                self.leads.insert(lead.index(), doc.clone());
            }
            Event::Forgotten { lead } => drop(self.leads.remove(&lead.index())),
            Event::Offered { lead, agent, queue, .. } => {
                self.given((lead.index(), agent.index(), queue.map(|queue| queue.index())), false, true, at);
            }
            Event::Assigned { lead, agent, queue, how, .. } if *how != AssignedHow::Accepted => {
                let claimed = *how == AssignedHow::Claimed;
                let pushed = *how == AssignedHow::Pushed;
                let given = (lead.index(), agent.index(), queue.map(|queue| queue.index()));
                self.given(given, claimed, pushed, at);
            }
            Event::OfferEnded { lead, .. } => {
                self.left(lead.index(), |cap| {
                    cap.counts != CountsDoc::Offered || cap.window == WindowDoc::Open
                });
            }
            Event::Released { lead, agent, why, .. } => {
                let returned = matches!(why, ReleasedWhy::Returned(_));
                self.left(lead.index(), |cap| {
                    cap.window == WindowDoc::Open || (returned && cap.on_return == OnReturnDoc::GiveBack)
                });
                if returned {
                    let queue = self.from.get(&lead.index()).copied().flatten();
                    let given = (lead.index(), agent.index(), queue);
                    for cap in self.applying(given, |counts| counts == CountsDoc::Returned) {
                        let row = self.row(&cap, given, at, false);
                        self.returned.push(row);
                    }
                }
            }
            Event::Closed { lead, .. } => self.left(lead.index(), |cap| cap.window == WindowDoc::Open),
            _ => {}
        }
    }

    fn caps_in_force(&self) -> &[CapDoc] {
        self.policy.as_ref().map_or(&[], |policy| &policy.caps)
    }

    fn applying(&self, (lead, ..): Given, counts: impl Fn(CountsDoc) -> bool) -> Vec<CapDoc> {
        let policy = self.policy.as_ref().unwrap();
        let speaks = |cap: &&CapDoc| {
            counts(cap.counts) && cap.when.as_ref().is_none_or(|when| holds(policy, when, &self.leads[&lead]))
        };
        self.caps_in_force().iter().filter(speaks).cloned().collect()
    }

    /// Somebody gets a lead: every cap that speaks of it must have had room, and holds one more.
    fn given(&mut self, given: Given, claimed: bool, pushed: bool, at: Timestamp) {
        self.from.insert(given.0, given.2);
        for cap in self.applying(given, |counts| counts != CountsDoc::Claimed || claimed) {
            let key = self.key(&cap, given);
            let own = self.agents[&given.1].cap_limits.iter().find(|own| own.cap == cap.id);
            let own = own.filter(|_| cap.per.contains(&DimensionDoc::Agent)).map(|own| own.limit);
            let own = own.unwrap_or(cap.limit);
            let by = self.adjusted.get(&cap.id).and_then(|agents| agents.get(&given.1));
            let limit = match (by, &cap.adjust) {
                // Rewarded or docked, never below the least, and a limit of 0 stays one.
                (Some(by), Some(adjust)) if pushed && own > 0 => {
                    own.saturating_add_signed(*by).max(adjust.least.min(own))
                }
                _ => own,
            };
            let limit = limit.saturating_sub(self.stricter);
            let used = self.used(&cap, &key, at);
            if used >= limit {
                let lead = self.leads[&given.0].id();
                self.exceeded
                    .push(format!("{at}: {lead} given, cap {} {key:?} held {used} of {limit}", cap.id));
            }
            self.with_room += u64::from(used + 1 < limit);
            self.filled += u64::from(used + 1 == limit);
            if cap.counts != CountsDoc::Returned {
                let row = self.row(&cap, given, at, true);
                self.rows.push(row);
            }
        }
    }

    fn row(&self, cap: &CapDoc, given: Given, at: Timestamp, stays: bool) -> Row {
        Row { cap: cap.id.clone(), key: self.key(cap, given), at, lead: given.0, stays }
    }

    /// A lead leaves whoever had it, and gives some counts back.
    fn left(&mut self, lead: usize, gives_back: impl Fn(&CapDoc) -> bool) {
        let back: Vec<Name> =
            self.caps_in_force().iter().filter(|cap| gives_back(cap)).map(|cap| cap.id.clone()).collect();
        self.rows.retain(|row| row.lead != lead || !row.stays || !back.contains(&row.cap));
        self.rows.iter_mut().filter(|row| row.lead == lead).for_each(|row| row.stays = false);
    }

    fn used(&self, cap: &CapDoc, key: &[String], now: Timestamp) -> u32 {
        let zone = Zone::named(cap.zone.as_ref().unwrap_or(&self.policy.as_ref().unwrap().zone)).unwrap();
        let within = |window: Window, at: Timestamp| {
            let (from, until) = bounds(window, &zone, at);
            from <= now && now < until
        };
        let rows = self.rows.iter().filter(|row| row.cap == cap.id && row.key == key);
        let counts = rows.filter(|row| match cap.window {
            WindowDoc::Hour => within(Window::Hour, row.at),
            WindowDoc::Day => within(Window::Day, row.at),
            WindowDoc::Week { starts } => within(Window::Week { starts }, row.at),
            WindowDoc::Month => within(Window::Month, row.at),
            WindowDoc::Rolling { span_s } => now < row.at.plus(Span::seconds(span_s)),
            WindowDoc::Open => row.stays,
            WindowDoc::Lifetime => true,
        });
        counts.count() as u32
    }

    fn key(&self, cap: &CapDoc, (lead, agent, queue): Given) -> Vec<String> {
        let (lead, agent) = (&self.leads[&lead], &self.agents[&agent]);
        let declared = |name: &Name| {
            let types = &self.policy.as_ref().unwrap().attributes;
            let of = |value: &&Value| {
                types.iter().any(|it| it.id == *name && it.attribute_type == value.attribute_type())
            };
            lead.get(name.as_str()).filter(of)
        };
        let one = |per: &DimensionDoc| match per {
            DimensionDoc::Agent => agent.id.to_string(),
            DimensionDoc::Team => agent.team.as_ref().map(ToString::to_string).unwrap_or_default(),
            DimensionDoc::Queue => queue.map(|queue| self.queues[queue].to_string()).unwrap_or_default(),
            DimensionDoc::Attribute(name) => declared(name).map(ToString::to_string).unwrap_or_default(),
        };
        cap.per.iter().map(one).collect()
    }
}

/// Lead, agent, queue.
type Given = (usize, usize, Option<usize>);

/// Whether what was counted under the one cap is a count under the other.
fn alike((old, was): (&PolicyDoc, &CapDoc), (new, is): (&PolicyDoc, &CapDoc)) -> bool {
    let zone = |doc: &PolicyDoc, cap: &CapDoc| cap.zone.clone().unwrap_or_else(|| doc.zone.clone());
    let zoned = !matches!(is.window, WindowDoc::Rolling { .. } | WindowDoc::Open | WindowDoc::Lifetime);
    let returns = |cap: &CapDoc| cap.counts == CountsDoc::Returned;
    was.window == is.window
        && was.per == is.per
        && returns(was) == returns(is)
        && (!zoned || zone(old, was) == zone(new, is))
}
