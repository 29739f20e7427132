//! A slow, obvious engine to hold the fast one against: texts in place of slots, no index, nothing kept that can be
//! worked out again. It shares the documents, the outcomes and the calendars with the engine, and no decision.
//!
//! Drive both the same way, `run` by `run`, and compare the outcome of every command and how all leads and agents
//! stand afterwards; [`Oracle::next_change`] says by when the engine has to be woken. The one thing an oracle has to be
//! told is when the engine has recorded that it looked at a line ([`Oracle::looked`]): that moves the floor's clock and
//! nothing else.

mod adjust;
mod affinity;
mod bridge;
mod budget;
mod cadence;
mod cap;
mod claim;
mod clock;
mod command;
#[cfg(feature = "accounts")]
mod company;
mod condition;
mod contact;
mod duty;
mod fault;
mod follow_up;
mod gate;
mod hours;
mod ledger;
mod load;
mod measure;
mod merit;
mod model;
mod office;
mod open;
mod order;
mod owned;
mod people;
mod place;
mod rank;
mod ranked;
mod ratio;
mod recycle;
mod registered;
mod release;
mod replace;
mod revise;
mod rotation;
mod rule;
mod score;
mod sheet;
mod spill;
mod standard;
mod sticky;
mod strict;
mod territory;
mod turns;
mod view;

use std::collections::BTreeMap;

use crate::calendar::{Calendar, CalendarDoc, Zone};
use crate::command::Command;
use crate::id::{AgentId, LeadId, Name};
use crate::meter::merit::{Adjusted, FullFrom, Grade};
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::{CapDoc, Digest, PlanDoc, Policy, PolicyDoc, QueueDoc, StageDoc};
use crate::presence::PresenceSnapshot;
use crate::state::LoadsView;
use crate::time::Timestamp;

pub use cap::CapsUsed;
pub use condition::holds;
pub use fault::Fault;
use merit::Scored;
use model::{Agent, Counted, LeadState, Queue};
pub use sheet::{ApartTaken, StandingsApart};

/// How a lead would reach an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Push,
    Owner,
    Claim(Claimed),
    Reassign,
}

/// How a lead comes back to where leads wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    Declined,
    TimedOut,
    Returned,
    Redistributed,
    Reopened,
}

/// How an agent came upon a lead to claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claimed {
    Unseen,
    Filtered,
    Listed,
}

type Answer = Result<Outcome, Refused>;

fn refusal(reason: Reason) -> Refused {
    Refused { reason, clears_at: None }
}

/// A floor, driven a command at a time.
#[derive(Clone, Debug)]
pub struct Oracle {
    policy: PolicyDoc,
    calendars: BTreeMap<Name, Calendar>,
    /// Those read in the agent's zone, zone by zone.
    apart: BTreeMap<(Name, String), Calendar>,
    zones: BTreeMap<Name, Zone>,
    digest: Digest,
    fault: Option<Fault>,
    now: Timestamp,
    /// When something last happened: nothing happens before that any more.
    clock: Timestamp,
    signs: PresenceSnapshot,
    agents: BTreeMap<AgentId, Agent>,
    leads: BTreeMap<LeadId, LeadState>,
    queues: BTreeMap<Name, Queue>,
    counted: Vec<Counted>,
    /// What owners did with the leads that were dealt to them.
    scored: Vec<Scored>,
    /// Leads that count as not won if they are left open, and those counted so.
    open: Vec<open::Watched>,
    /// When each merit is reviewed next.
    reviews: BTreeMap<Name, Timestamp>,
    /// Where the members of each queue stand by merit.
    grades: BTreeMap<Name, BTreeMap<AgentId, Grade>>,
    /// What merit makes of the agents' limits, cap by cap.
    adjusted: BTreeMap<Name, BTreeMap<AgentId, Adjusted>>,
    /// What came of leads by how many others their owner held, by merit, as of the last review.
    loads: BTreeMap<Name, LoadsView>,
    /// From where on members are full by that, queue by queue.
    full: BTreeMap<Name, BTreeMap<AgentId, FullFrom>>,
    /// What the queues that deal by affinity know.
    affinities: BTreeMap<Name, affinity::Affinities>,
    /// How members keep to the standards of their queues.
    standards: BTreeMap<(Name, AgentId), standard::Record>,
    /// Whose the last lead of each key was.
    owners: BTreeMap<(Name, String), sticky::Owner>,
    /// Who has registered a deal, and until when.
    deals: BTreeMap<(Name, String), (AgentId, Timestamp)>,
    /// How many leads began another round in the day that began then, by the plan and the stage they rested in.
    rounds: BTreeMap<(Name, Name), (Timestamp, usize)>,
    arrivals: u64,
    /// Whom the lead in question leaves in this very decision.
    leaving: Option<AgentId>,
    /// The office it leaves in this very decision.
    leaving_office: Option<AgentId>,
    /// Who was rung for the lead that leaves its qualifier, where that takes room until something else happens.
    still_rung: Vec<(AgentId, Option<Name>, u32)>,
    /// The queue that has just dealt.
    dealt: Option<Name>,
    /// Turns that are not counted for one whole queue.
    sheets: BTreeMap<sheet::Sheet, ledger::Ledger>,
    rotations: BTreeMap<sheet::Sheet, rotation::Rotation>,
    /// How the lead in question comes back in this very decision.
    back: Option<Back>,
    /// Whether the lead in question comes from the head of its line.
    in_turn: bool,
}

impl Oracle {
    /// A new floor under a policy that compiles; with a fault, one that is to be found out.
    #[must_use]
    pub fn open(policy: &PolicyDoc, now: Timestamp, fault: Option<Fault>) -> Oracle {
        let mut oracle = Oracle {
            calendars: calendars_of(policy),
            apart: apart_of(policy),
            zones: zones_of(policy),
            policy: policy.clone(),
            digest: Policy::compile(policy).map(|policy| policy.digest()).unwrap_or_default(),
            fault,
            now,
            clock: now,
            signs: PresenceSnapshot::default(),
            agents: BTreeMap::new(),
            leads: BTreeMap::new(),
            queues: policy.queues.iter().map(|queue| (queue.id.clone(), Queue::new(queue, fault))).collect(),
            counted: Vec::new(),
            scored: Vec::new(),
            open: Vec::new(),
            reviews: BTreeMap::new(),
            grades: BTreeMap::new(),
            adjusted: BTreeMap::new(),
            loads: BTreeMap::new(),
            full: BTreeMap::new(),
            affinities: BTreeMap::new(),
            standards: BTreeMap::new(),
            owners: BTreeMap::new(),
            deals: BTreeMap::new(),
            rounds: BTreeMap::new(),
            arrivals: 0,
            leaving: None,
            leaving_office: None,
            still_rung: Vec::new(),
            dealt: None,
            sheets: BTreeMap::new(),
            rotations: BTreeMap::new(),
            back: None,
            in_turn: false,
        };
        for doc in &policy.agents {
            oracle.seat(doc);
        }
        oracle.note_busy();
        oracle
    }

    /// Takes in what is known of presence from now on.
    pub fn see(&mut self, signs: PresenceSnapshot) {
        self.signs = signs;
    }

    /// Whatever is due first, then the command, then whatever follows at once: what came of the command.
    pub fn run(&mut self, now: Timestamp, command: &Command) -> Outcome {
        if let Err(refused) = self.sane(now) {
            return Outcome::Refused(refused);
        }
        self.settle(now);
        let before = self.clone();
        (self.leaving, self.leaving_office) = (None, None);
        self.still_rung.clear();
        self.back = None;
        self.in_turn = false;
        let outcome = match self.carry_out(command) {
            Ok(outcome) => outcome,
            Err(refused) => {
                *self = before;
                return Outcome::Refused(refused);
            }
        };
        if !matches!(outcome, Outcome::Unchanged { .. }) {
            self.clock = now;
        }
        self.note_busy();
        self.settle(now);
        outcome
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn queue_doc(&self, name: &Name) -> Option<&QueueDoc> {
        self.policy.queues.iter().find(|queue| queue.id == *name)
    }

    fn plan_doc(&self, name: &Name) -> Option<&PlanDoc> {
        self.policy.plans.iter().find(|plan| plan.id == *name)
    }

    fn plan_of(&self, lead: &LeadState) -> Option<&PlanDoc> {
        self.plan_doc(&lead.course.as_ref()?.0)
    }

    fn stage_of(&self, lead: &LeadState) -> Option<&StageDoc> {
        self.plan_of(lead)?.stages.get(lead.course.as_ref()?.1)
    }

    fn change(&mut self, lead: &LeadId, change: impl FnOnce(&mut LeadState)) {
        if let Some(state) = self.leads.get_mut(lead) {
            change(state);
        }
    }
}

fn calendars_of(policy: &PolicyDoc) -> BTreeMap<Name, Calendar> {
    let read =
        |doc: &CalendarDoc| Some((doc.id.clone(), Calendar::compile_with(doc, &policy.holiday_sets).ok()?));
    policy.calendars.iter().filter_map(read).collect()
}

/// The calendars read in the agents' zones that are not their own.
fn apart_of(policy: &PolicyDoc) -> BTreeMap<(Name, String), Calendar> {
    let mut apart = BTreeMap::new();
    for zone in policy.agent_zones.iter().filter_map(|name| Zone::named(name).ok()) {
        for doc in policy.calendars.iter().filter(|doc| doc.agent_zone && doc.zone != zone.name()) {
            if let Ok(calendar) = Calendar::compile_with(doc, &policy.holiday_sets) {
                apart.insert((doc.id.clone(), zone.name().to_owned()), calendar.in_zone(&zone));
            }
        }
    }
    apart
}

/// The zone each cap counts in.
fn zones_of(policy: &PolicyDoc) -> BTreeMap<Name, Zone> {
    let zone = |cap: &CapDoc| Zone::named(cap.zone.as_ref().unwrap_or(&policy.zone)).ok();
    policy.caps.iter().filter_map(|cap| Some((cap.id.clone(), zone(cap)?))).collect()
}
