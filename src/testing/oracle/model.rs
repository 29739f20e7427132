//! What the oracle remembers, in texts and plain lists.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::ledger::Ledger;
use super::rotation::{Rotation, kind};
use super::sheet::Sheet;
use crate::agent::AgentDoc;
use crate::event::{AssignedHow, ClosedHow, HeldWhy};
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
use crate::outcome::Unroutable;
use crate::policy::{MilestoneDoc, QueueDoc, RankKeyDoc};
use crate::time::Timestamp;

/// What somebody entered of an agent's time.
#[derive(Clone, Debug)]
pub(super) struct Entered {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) what: Noted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    Leave(Option<String>),
    Shift,
    Calendar,
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) doc: AgentDoc,
    pub(super) left: bool,
    /// Leaves, extra shifts and what was taken back of them, as they were entered.
    pub(super) entered: Vec<Entered>,
    pub(super) ready_at: Timestamp,
    pub(super) idle_since: Timestamp,
    /// Offers declined since one was accepted.
    pub(super) declined: u32,
    /// Offers that ran out since one was answered.
    pub(super) timed_out: u32,
    pub(super) paused: Option<Timestamp>,
    /// Leads handed to a closer, and leads taken as one.
    pub(super) handed_off: u32,
    pub(super) taken_over: u32,
    /// Not ready before that, whatever they say.
    pub(super) fixed_until: Timestamp,
    /// How many agents had come to the floor before.
    pub(super) number: usize,
    /// Whether they held a lead, at every instant at which something happened; none where no policy asks.
    pub(super) log: Option<Vec<(Timestamp, bool)>>,
    /// What was before is not counted.
    pub(super) logged_from: Timestamp,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    pub(super) ledger: Ledger,
    /// The attribute that says what turns count as.
    pub(super) sized_by: Option<Name>,
    pub(super) rotation: Rotation,
    pub(super) offers: u64,
    /// How many of the leads that waited here it has given to somebody.
    pub(super) picks: u64,
    pub(super) last_offer: BTreeMap<AgentId, u64>,
    /// Who is to be passed over once, and until when.
    pub(super) skips: BTreeMap<AgentId, Timestamp>,
    /// What counts of the weight of whoever has joined, in percent, and when it grows, or after how many turns.
    pub(super) ramps: BTreeMap<AgentId, (u32, Timestamp, u32)>,
    /// Who takes the turn of the leads of a key.
    pub(super) turn_takers: BTreeMap<String, super::sticky::Owner>,
    /// By which attribute they belong together.
    pub(super) together: Option<Name>,
    /// Idle since then, by the queue's own word.
    pub(super) idle: BTreeMap<AgentId, Timestamp>,
    /// Milliseconds from assignment to first attempt, the last ones.
    pub(super) responses: BTreeMap<AgentId, Vec<i128>>,
    /// Every claim of each agent, the newest last: for each limit on picking, whether it was picked.
    pub(super) claims: BTreeMap<AgentId, Vec<Vec<bool>>>,
}

impl Queue {
    pub(super) fn new(doc: &QueueDoc, fault: Option<Fault>) -> Queue {
        let mut queue = Queue::default();
        (queue.rotation.key, queue.rotation.by_tier) = kind(doc);
        queue.rotation.fault = fault;
        queue.ledger.smooth = queue.rotation.key == Some(RankKeyDoc::SmoothWeighted);
        queue.ledger.most = doc.turn_size.as_ref().map(|own| own.most);
        queue.ledger.pace = doc.catch_up.map(|own| (own.extra_turns, own.per_turns));
        queue.ledger.all_at_once = fault == Some(Fault::MadeUpAtOnce);
        queue.together = doc.one_turn.as_ref().map(|own| own.by.clone());
        queue.sized_by = doc.turn_size.as_ref().map(|own| own.attribute.clone());
        queue.ledger.loses_turns = fault == Some(Fault::LostTurn);
        queue.ledger.weightless_served = fault == Some(Fault::WeightlessServed);
        queue
    }

    /// Begins the rotation anew if it is another one by this document; everybody is to be seated again.
    pub(super) fn go_on(&mut self, doc: &QueueDoc, elsewhere: bool, fault: Option<Fault>) {
        let mut new = Queue::new(doc, fault);
        let smooth = new.ledger.smooth != self.ledger.smooth;
        if elsewhere || smooth || new.sized_by != self.sized_by {
            core::mem::swap(&mut self.ledger, &mut new.ledger);
        }
        self.ledger.most = doc.turn_size.as_ref().map(|own| own.most);
        self.ledger.go_at(doc.catch_up.map(|own| (own.extra_turns, own.per_turns)));
        self.sized_by = new.sized_by;
        let together = doc.one_turn.as_ref().map(|own| own.by.clone());
        if self.together != together {
            self.turn_takers.clear();
        }
        self.together = together;
        if doc.ramp.is_none() {
            self.ramps.clear();
        }
        if elsewhere || (new.rotation.key, new.rotation.by_tier) != (self.rotation.key, self.rotation.by_tier)
        {
            self.rotation = new.rotation;
        }
    }
}

/// One lead counted under one cap.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) cap: Name,
    pub(super) at: Timestamp,
    pub(super) lead: LeadId,
    /// Which stay of the lead with an agent it belongs to.
    pub(super) current: bool,
    /// Given back, for this lead or for another.
    pub(super) given_away: bool,
    pub(super) key: Vec<String>,
    /// What it counts as.
    pub(super) amount: u32,
    /// Until when the lead is reserved; none where that has no time of its own, or not any longer.
    pub(super) reserved_until: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub(super) struct Former {
    pub(super) agent: AgentId,
    pub(super) left_at: Timestamp,
    pub(super) for_good: bool,
    pub(super) lease_expired: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FollowUp {
    pub(super) missing: MilestoneDoc,
    pub(super) at: Timestamp,
    pub(super) then: Name,
    /// Its place among the plan's follow-ups, steps counted, and whether it is a step.
    pub(super) order: usize,
    pub(super) step: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Nowhere,
    Waiting {
        queue: Name,
        pool: bool,
        until: Option<Timestamp>,
    },
    Offered {
        agent: AgentId,
        queue: Option<Name>,
        until: Timestamp,
    },
    Owned {
        agent: AgentId,
        queue: Option<Name>,
        how: AssignedHow,
        since: Timestamp,
        due_from: Timestamp,
        lease: Option<Timestamp>,
        snoozed: Option<Timestamp>,
        follow_up: Option<FollowUp>,
    },
    Held {
        until: Timestamp,
        why: HeldWhy,
    },
    Unroutable {
        why: Unroutable,
    },
    Closed {
        how: ClosedHow,
        code: String,
        by: Option<AgentId>,
        at: Timestamp,
    },
}

#[derive(Clone, Debug)]
pub(super) struct LeadState {
    pub(super) doc: Lead,
    pub(super) first_doc: Lead,
    pub(super) number: u64,
    pub(super) born: Timestamp,
    /// Since when its age counts in an order.
    pub(super) from: Timestamp,
    pub(super) rule: Option<Name>,
    pub(super) course: Option<(Name, usize)>,
    pub(super) waiting_since: Timestamp,
    pub(super) attempts: u32,
    pub(super) assignments: u32,
    pub(super) transfers: u32,
    pub(super) cycles: u32,
    /// How often it has been claimed.
    pub(super) pulls: u32,
    pub(super) standing: Standing,
    /// The agent whose capacity it takes, the kind of work and the units.
    pub(super) held: Option<(AgentId, Option<Name>, u32)>,
    pub(super) turn: Option<(Sheet, AgentId)>,
    /// What that turn counted as.
    pub(super) size: u32,
    pub(super) former: Vec<Former>,
    pub(super) passed: BTreeSet<AgentId>,
    pub(super) again_at: Timestamp,
    /// Who may claim it in the pool before everybody does, and from when everybody may.
    pub(super) roll_out: Option<(Vec<(AgentId, Timestamp)>, Timestamp)>,
    /// How far its owner is, or was.
    pub(super) cadence: Option<super::cadence::Cadence>,
    /// Whoever had the last lead of the same key is left aside.
    pub(super) unbound: bool,
    /// The contact is on the line, so that it does not matter when they may be called.
    pub(super) on_the_line: bool,
    /// Nobody is asked whether they are here, ready and have room.
    pub(super) whoever_is_here: bool,
    /// Offices are not asked.
    pub(super) only_people: bool,
    /// The office that has it.
    pub(super) office: Option<super::office::AtOffice>,
    /// By when it has to be worked, by the standard of which queue, and by which member.
    pub(super) to_work: Option<(Name, AgentId, Timestamp)>,
    /// Who is rung for it.
    pub(super) bridge: Option<super::bridge::Bridge>,
    /// When its owner last did anything with it, since a policy asks.
    pub(super) touched: Option<Timestamp>,
    /// How often each agent has tried it, since a policy asks.
    pub(super) tries: BTreeMap<AgentId, u32>,
    pub(super) attempted: bool,
    pub(super) contacted: bool,
    pub(super) disposed: bool,
    /// Since the lead became its owner's, call-backs or not.
    pub(super) ever_attempted: bool,
    pub(super) ever_contacted: bool,
    /// How many others its owner held when it was dealt to them, where a merit asks.
    pub(super) dealt_beside: Option<u32>,
    pub(super) first_offered: Option<Timestamp>,
    pub(super) first_owned: Option<Timestamp>,
    pub(super) first_attempt: Option<Timestamp>,
    pub(super) first_contact: Option<Timestamp>,
}

impl LeadState {
    pub(super) fn new(doc: Lead, number: u64, now: Timestamp) -> LeadState {
        LeadState {
            first_doc: doc.clone(),
            number,
            born: doc.received().map_or(now, |at| at.min(now)),
            from: doc.received().map_or(now, |at| at.min(now)),
            doc,
            rule: None,
            course: None,
            waiting_since: now,
            attempts: 0,
            assignments: 0,
            transfers: 0,
            cycles: 0,
            pulls: 0,
            standing: Standing::Nowhere,
            held: None,
            turn: None,
            size: 1,
            former: Vec::new(),
            passed: BTreeSet::new(),
            again_at: Timestamp::MAX,
            roll_out: None,
            cadence: None,
            unbound: false,
            on_the_line: false,
            whoever_is_here: false,
            only_people: false,
            office: None,
            to_work: None,
            bridge: None,
            touched: None,
            tries: BTreeMap::new(),
            attempted: false,
            contacted: false,
            disposed: false,
            ever_attempted: false,
            ever_contacted: false,
            dealt_beside: None,
            first_offered: None,
            first_owned: None,
            first_attempt: None,
            first_contact: None,
        }
    }

    pub(super) fn holder(&self) -> Option<&AgentId> {
        match &self.standing {
            Standing::Offered { agent, .. } | Standing::Owned { agent, .. } => Some(agent),
            _ => None,
        }
    }

    pub(super) fn deadline(&self) -> Timestamp {
        let never = Timestamp::MAX;
        match &self.standing {
            Standing::Waiting { until, .. } => until.unwrap_or(never),
            Standing::Offered { until, .. } | Standing::Held { until, .. } => *until,
            Standing::Owned { lease, snoozed, follow_up, .. } => {
                let due = follow_up.as_ref().map_or(never, |due| due.at);
                lease.unwrap_or(never).min(snoozed.unwrap_or(never)).min(due)
            }
            Standing::Nowhere | Standing::Unroutable { .. } | Standing::Closed { .. } => never,
        }
    }
}
