//! Counts of what happened, taken from the events alone.

use std::collections::{BTreeMap, VecDeque};

use fairdeal::id::{AgentSlot, CounterSlot, LeadSlot, QueueSlot};
use fairdeal::{AssignedHow, CounterWindow, Event, OfferEnd, Policy, ReleasedWhy, Timestamp};

use crate::names::Names;

/// One agent in one queue.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seat {
    /// Offers that had to be accepted.
    pub(crate) offered: u64,
    /// Offers accepted.
    pub(crate) accepted: u64,
    /// Leads assigned without asking.
    pub(crate) pushed: u64,
    /// Leads claimed.
    pub(crate) claimed: u64,
    /// Offers declined.
    pub(crate) declined: u64,
    /// Offers not answered in time.
    pub(crate) timed_out: u64,
    /// Leads taken away because something had not happened in time.
    pub(crate) redistributed: u64,
    /// Leads given back or passed on.
    pub(crate) returned: u64,
}

impl Seat {
    /// Leads put before the agent: offers, assignments and claims.
    pub(crate) fn dealt(&self) -> u64 {
        self.offered + self.pushed + self.claimed
    }

    /// Leads the agent came to own.
    pub(crate) fn taken(&self) -> u64 {
        self.accepted + self.pushed + self.claimed
    }

    /// Both together.
    pub(crate) fn plus(self, other: &Seat) -> Seat {
        Seat {
            offered: self.offered + other.offered,
            accepted: self.accepted + other.accepted,
            pushed: self.pushed + other.pushed,
            claimed: self.claimed + other.claimed,
            declined: self.declined + other.declined,
            timed_out: self.timed_out + other.timed_out,
            redistributed: self.redistributed + other.redistributed,
            returned: self.returned + other.returned,
        }
    }
}

/// One counter of a cap.
pub(crate) struct Counter {
    /// The cap, by its place in the policy.
    pub(crate) cap: usize,
    /// The agent, if the cap counts agents apart.
    pub(crate) agent: Option<usize>,
    /// How many fit.
    pub(crate) limit: u64,
    /// The most counted at once.
    pub(crate) most: u64,
    /// How often it became full.
    pub(crate) hits: u64,
    used: u64,
    from: Timestamp,
    recent: VecDeque<Timestamp>,
}

/// All counts.
#[derive(Default)]
pub(crate) struct Tally {
    /// By queue (none is a lead's own owner's) and agent.
    pub(crate) seats: BTreeMap<(Option<usize>, usize), Seat>,
    /// The counters of the caps.
    pub(crate) counters: Vec<Counter>,
    /// Leads by the rule that first routed them; none is the default plan.
    pub(crate) rules: BTreeMap<Option<usize>, u64>,
    /// Leads that have come in and are neither closed nor unroutable.
    pub(crate) open: u64,
    queues: Vec<Option<usize>>,
    routed: Vec<bool>,
    stranded: Vec<bool>,
}

impl Tally {
    fn seat(&mut self, queue: Option<usize>, agent: AgentSlot) -> &mut Seat {
        self.seats.entry((queue, agent.index())).or_default()
    }

    fn queue_of(&self, lead: LeadSlot) -> Option<usize> {
        self.queues.get(lead.index()).copied().flatten()
    }

    fn came_from(&mut self, lead: LeadSlot, queue: Option<QueueSlot>) {
        if let Some(place) = self.queues.get_mut(lead.index()) {
            *place = queue.map(QueueSlot::index);
        }
    }

    /// Takes in one event.
    pub(crate) fn count(&mut self, policy: &Policy, names: &Names, at: Timestamp, event: &Event) {
        match event {
            Event::LeadArrived { .. } => {
                self.open += 1;
                self.queues.push(None);
                self.routed.push(false);
                self.stranded.push(false);
            }
            Event::StageEntered { lead, rule, .. } => {
                if let Some(routed @ false) = self.routed.get_mut(lead.index()) {
                    *routed = true;
                    *self.rules.entry(rule.map(fairdeal::id::RuleSlot::index)).or_default() += 1;
                }
            }
            Event::Offered { lead, agent, queue, .. } => {
                self.came_from(*lead, *queue);
                self.seat(queue.map(QueueSlot::index), *agent).offered += 1;
            }
            Event::OfferEnded { lead, agent, how, .. } => {
                let queue = self.queue_of(*lead);
                let seat = self.seat(queue, *agent);
                match how {
                    OfferEnd::Declined => seat.declined += 1,
                    OfferEnd::TimedOut => seat.timed_out += 1,
                    OfferEnd::Withdrawn => {}
                }
            }
            Event::Assigned { lead, agent, queue, how, .. } => {
                self.came_from(*lead, *queue);
                let seat = self.seat(queue.map(QueueSlot::index), *agent);
                match how {
                    AssignedHow::Accepted => seat.accepted += 1,
                    AssignedHow::Claimed => seat.claimed += 1,
                    AssignedHow::Pushed | AssignedHow::Reassigned | AssignedHow::Bridged => seat.pushed += 1,
                }
            }
            Event::Released { lead, agent, why, .. } => {
                let queue = self.queue_of(*lead);
                let seat = self.seat(queue, *agent);
                match why {
                    ReleasedWhy::Redistributed(_) | ReleasedWhy::LeaseExpired => seat.redistributed += 1,
                    ReleasedWhy::Returned(_) | ReleasedWhy::Transferred => seat.returned += 1,
                    ReleasedWhy::Reassigned
                    | ReleasedWhy::OwnerLeft
                    | ReleasedWhy::HandedOff
                    | ReleasedWhy::CadenceExhausted
                    | ReleasedWhy::Changed => {}
                }
            }
            Event::Stranded { lead, .. } => {
                if let Some(stranded @ false) = self.stranded.get_mut(lead.index()) {
                    *stranded = true;
                    self.open -= 1;
                }
            }
            Event::Closed { .. } => self.open = self.open.saturating_sub(1),
            Event::CounterOpened { cap, agent, .. } => self.open_counter(policy, names, cap.index(), *agent),
            Event::Counted { counter, from, window, .. } => self.counted(*counter, at, *from, *window),
            Event::Uncounted { counter, counted_at, .. } => self.uncounted(*counter, *counted_at),
            _ => {}
        }
    }

    fn open_counter(&mut self, policy: &Policy, names: &Names, at: usize, agent: Option<AgentSlot>) {
        let cap = policy.doc().caps.get(at);
        let own = agent.and_then(|agent| names.docs.get(agent.index())).and_then(|agent| {
            agent.cap_limits.iter().find(|own| cap.is_some_and(|cap| cap.id == own.cap)).map(|own| own.limit)
        });
        self.counters.push(Counter {
            cap: at,
            agent: agent.map(AgentSlot::index),
            limit: own.or(cap.map(|cap| cap.limit)).unwrap_or(0),
            most: 0,
            hits: 0,
            used: 0,
            from: Timestamp::MIN,
            recent: VecDeque::new(),
        });
    }

    fn counted(&mut self, counter: CounterSlot, at: Timestamp, from: Timestamp, window: CounterWindow) {
        let Some(counter) = self.counters.get_mut(counter.index()) else {
            return;
        };
        match window {
            CounterWindow::Fixed if counter.from != from => {
                counter.from = from;
                counter.used = 1;
            }
            CounterWindow::Fixed | CounterWindow::Open => counter.used += 1,
            CounterWindow::Rolling(span) => {
                counter.recent.push_back(at);
                while counter.recent.front().is_some_and(|first| first.plus(span) <= at) {
                    counter.recent.pop_front();
                }
                counter.used = u64::try_from(counter.recent.len()).unwrap_or(u64::MAX);
            }
        }
        if matches!(window, CounterWindow::Open) {
            counter.from = Timestamp::MAX;
        }
        counter.most = counter.most.max(counter.used);
        counter.hits += u64::from(counter.used == counter.limit);
    }

    fn uncounted(&mut self, counter: CounterSlot, at: Timestamp) {
        let Some(counter) = self.counters.get_mut(counter.index()) else {
            return;
        };
        if let Some(place) = counter.recent.iter().position(|other| *other == at) {
            counter.recent.remove(place);
            counter.used = counter.used.saturating_sub(1);
        } else if (counter.from <= at && counter.recent.is_empty()) || counter.from == Timestamp::MAX {
            counter.used = counter.used.saturating_sub(1);
        }
    }

    /// How often any of this agent's counters became full.
    pub(crate) fn cap_hits(&self, agent: usize) -> u64 {
        self.counters.iter().filter(|counter| counter.agent == Some(agent)).map(|counter| counter.hits).sum()
    }
}
