//! The clock: what happens next happens, and what is due in between is settled on time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use fairdeal::calendar::Zone;
use fairdeal::{Command, Decision, Floor, Outcome, Policy, PresenceState, Timestamp};

use crate::cli::{People, Stop};
use crate::input::Intake;
use crate::log::Log;
use crate::names::Names;
use crate::people::{Character, Ending, Reply};
use crate::shifts::Shifts;
use crate::story::Story;
use crate::tally::Tally;

/// Something that is going to happen. Agents are numbers: their places in the policy and on the floor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Happening {
    /// An agent's presence changes.
    Sign(usize, PresenceState),
    /// An agent's next block of work is to be looked up.
    Block(usize),
    /// A lead comes in.
    Arrive(usize),
    /// An agent answers an offer: lead, agent, how often the lead has changed hands.
    Answer(usize, usize, u32, Reply),
    /// An owner calls the customer, so many times now.
    Call(usize, usize, u32, u32),
    /// An owner comes to an end with the lead.
    Finish(usize, usize, u32, Ending),
    /// An agent looks into a pool.
    Look(usize, usize),
}

/// A floor with simulated people.
pub(crate) struct Sim {
    /// The floor.
    pub(crate) floor: Floor,
    /// The policy in force.
    pub(crate) policy: Arc<Policy>,
    /// The zone of the policy.
    pub(crate) zone: Zone,
    /// The names behind the slots.
    pub(crate) names: Names,
    /// The counts.
    pub(crate) tally: Tally,
    /// The lead that is watched.
    pub(crate) story: Story,
    /// Every decision.
    pub(crate) log: Log,
    /// The last instant at which anything happened.
    pub(crate) end: Timestamp,
    pub(crate) shifts: Shifts,
    pub(crate) seed: u64,
    pub(crate) people: People,
    pub(crate) characters: Vec<Character>,
    /// How often each lead has changed hands or been offered.
    pub(crate) hands: Vec<u32>,
    /// Who is about to look into which pool.
    pub(crate) looking: std::collections::BTreeSet<(usize, usize)>,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, Happening)>>,
    planned: u64,
    /// Whether somebody has come or gone since the engine was told.
    pub(crate) changed: bool,
}

impl Sim {
    /// A floor opened at an instant, before anybody has come in.
    pub(crate) fn open(
        policy: Policy,
        zone: Zone,
        story: Story,
        log: Log,
        how: (u64, People),
        start: Timestamp,
    ) -> Sim {
        let (seed, people) = how;
        let policy = Arc::new(policy);
        let (floor, first) = Floor::open(Arc::clone(&policy), start);
        let agents = &policy.doc().agents;
        let mut sim = Sim {
            floor,
            zone,
            names: Names::default(),
            tally: Tally::default(),
            story,
            log,
            end: start,
            shifts: Shifts::new(&policy, seed, people, start),
            seed,
            people,
            characters: agents.iter().map(|agent| Character::of(seed, agent.id.as_str())).collect(),
            hands: Vec::new(),
            looking: std::collections::BTreeSet::new(),
            agenda: BinaryHeap::new(),
            planned: 0,
            changed: true,
            policy,
        };
        first.events.iter().for_each(|event| sim.names.learn(event));
        for agent in 0..sim.characters.len() {
            sim.plan(start, Happening::Block(agent));
        }
        sim
    }

    /// Puts something on the agenda.
    pub(crate) fn plan(&mut self, at: Timestamp, what: Happening) {
        self.planned += 1;
        self.agenda.push(Reverse((at, self.planned, what)));
    }

    /// Lets everything happen until an instant, or until nothing is left. `beat` is told of every lead.
    pub(crate) fn run(
        &mut self,
        intake: &mut Intake,
        until: Timestamp,
        mut beat: impl FnMut(usize, Timestamp),
    ) -> Result<(), Stop> {
        let mut to_come = intake.arrivals.iter().filter(|(at, _)| *at <= until).count();
        for (number, (at, _)) in intake.arrivals.iter().enumerate() {
            self.plan(*at, Happening::Arrive(number));
        }
        while to_come > 0 || self.tally.open > 0 {
            let due = self.floor.state().next_deadline().filter(|due| *due < Timestamp::MAX);
            let next = self.agenda.peek().map(|Reverse((at, _, _))| *at);
            let Some(now) = due.into_iter().chain(next).min().filter(|at| *at <= until) else {
                break;
            };
            let now = now.max(self.floor.state().clock());
            self.end = now;
            self.settle(now);
            if self.floor.state().next_deadline().is_some_and(|due| due <= now) {
                return Err(Stop::failed(format!("the engine did not come to rest at {now}")));
            }
            while let Some(Reverse((_, _, what))) = self.take(now) {
                if let Happening::Arrive(number) = what {
                    to_come -= 1;
                    self.look_round(now);
                    self.arrive(intake, number, now);
                    beat(number, now);
                } else {
                    // Whoever comes in at the same instant comes in together.
                    if !matches!(what, Happening::Sign(..) | Happening::Block(_)) {
                        self.look_round(now);
                    }
                    self.happen(what, now);
                }
            }
            self.look_round(now);
        }
        Ok(())
    }

    fn take(&mut self, now: Timestamp) -> Option<Reverse<(Timestamp, u64, Happening)>> {
        let due = self.agenda.peek().is_some_and(|Reverse((at, _, _))| *at <= now);
        if due { self.agenda.pop() } else { None }
    }

    fn arrive(&mut self, intake: &mut Intake, number: usize, now: Timestamp) {
        let Some((at, row)) = intake.arrivals.get(number).map(|(at, row)| (*at, row.clone())) else {
            return;
        };
        let lead = row.lead.clone().received_at(at);
        let command = Command::Submit(lead);
        if self.story.may_want(row.lead.id().as_str()) {
            self.settle(now);
            let told = self.floor.explain(now, &command);
            self.story.begin(now, row.lead.id().as_str(), self.names.leads.len(), told);
        }
        if let Outcome::Refused(refused) = self.command(now, &command) {
            intake.reject(row.bytes, row.line, 1, &refused.to_string());
        }
    }

    /// Has a command carried out and takes in whatever came of it.
    pub(crate) fn command(&mut self, now: Timestamp, command: &Command) -> Outcome {
        let ran = self.floor.run(now, command);
        let (before, after) = (&ran.before, &ran.after);
        before.iter().for_each(|decision| self.take_in(now, &Command::Tick {}, decision));
        self.take_in(now, command, &ran.decision);
        after.iter().for_each(|decision| self.take_in(now, &Command::Tick {}, decision));
        ran.decision.outcome
    }

    /// Carries out what is due; decisions on a lead asked for by name are explained as they are made.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        if !self.story.follows() {
            for decision in self.floor.settle(now) {
                self.take_in(now, &Command::Tick {}, &decision);
            }
            return;
        }
        loop {
            self.floor.see(self.shifts.signs(), now);
            let (decision, explanation) = self.floor.explain(now, &Command::Tick {});
            let Some(record) = &decision.recorded else { return };
            if self.floor.apply(record).is_err() {
                return;
            }
            self.story.again(&decision, explanation);
            self.take_in(now, &Command::Tick {}, &decision);
        }
    }

    /// Tells the engine who is here now, if that has changed.
    fn look_round(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.changed) {
            self.floor.see(self.shifts.signs(), now);
            self.settle(now);
        }
    }

    fn take_in(&mut self, now: Timestamp, command: &Command, decision: &Decision) {
        let events =
            decision.recorded.iter().flat_map(|record| record.events.iter().map(|event| (record.at, event)));
        for (at, event) in events {
            self.names.learn(event);
            self.tally.count(&self.policy, at, event);
            self.story.note(&self.names, &self.zone, at, event);
            self.react(at, event);
        }
        self.log.write(&self.names, now, command, decision);
    }
}
