//! The clock: what happens next happens, and what is due in between is settled on time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use fairdeal::calendar::Zone;
use fairdeal::{Command, Decision, Event, Floor, Outcome, Policy, PresenceState, Recorded, Timestamp};

use crate::log::Log;
use crate::names::Names;
use crate::people::{Character, Ending, People, Reply};
use crate::shifts::Shifts;
use crate::stop::Stop;
use crate::story::Story;
use crate::tally::Tally;

/// Something that is going to happen. Agents are numbers: their places in the policy and on the floor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Happening {
    /// An agent's presence changes.
    Sign(usize, PresenceState),
    /// An agent's next block of work is to be looked up.
    Block(usize),
    /// The host sends a command: a lead comes in.
    Send(usize),
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
    /// Every record, if they are to be kept.
    pub(crate) kept: Option<Vec<Recorded>>,
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
    /// What the host sends, and when.
    sent: Vec<(Timestamp, Command)>,
    to_send: usize,
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
        let mut sim = Sim {
            floor,
            zone,
            names: Names::default(),
            tally: Tally::default(),
            story,
            log,
            kept: None,
            end: start,
            shifts: Shifts::new(&policy, seed, people),
            seed,
            people,
            characters: Vec::new(),
            hands: Vec::new(),
            looking: std::collections::BTreeSet::new(),
            sent: Vec::new(),
            to_send: 0,
            agenda: BinaryHeap::new(),
            planned: 0,
            changed: true,
            policy,
        };
        for event in &first.events {
            sim.names.learn(event);
            if let Event::AgentJoined { doc, .. } = event {
                sim.meet(start, doc);
            }
        }
        sim
    }

    /// Puts something on the agenda.
    pub(crate) fn plan(&mut self, at: Timestamp, what: Happening) {
        self.planned += 1;
        self.agenda.push(Reverse((at, self.planned, what)));
    }

    /// Lets everything happen until an instant, or until nothing is left. `beat` is told of every command sent.
    pub(crate) fn run(
        &mut self,
        sent: Vec<(Timestamp, Command)>,
        until: Timestamp,
        mut beat: impl FnMut(usize, Timestamp, &Outcome),
    ) -> Result<(), Stop> {
        self.expect(sent, until);
        while let Some(now) = self.next(until) {
            self.turn(now, &mut beat)?;
        }
        Ok(())
    }

    /// The host will send these commands; those after an instant do not keep the clock going.
    pub(crate) fn expect(&mut self, sent: Vec<(Timestamp, Command)>, until: Timestamp) {
        self.to_send = sent.iter().filter(|(at, _)| *at <= until).count();
        for (number, (at, _)) in sent.iter().enumerate() {
            self.plan(*at, Happening::Send(number));
        }
        self.sent = sent;
    }

    /// The next instant at which something happens or is due, up to another; none if nothing more matters.
    pub(crate) fn next(&self, until: Timestamp) -> Option<Timestamp> {
        if self.to_send == 0 && self.tally.open == 0 {
            return None;
        }
        let due = self.floor.state().next_deadline().filter(|due| *due < Timestamp::MAX);
        let next = self.agenda.peek().map(|Reverse((at, _, _))| *at);
        let now = due.into_iter().chain(next).min().filter(|at| *at <= until)?;
        Some(now.max(self.floor.state().clock()))
    }

    /// Everything that is due or happens by an instant.
    pub(crate) fn turn(
        &mut self,
        now: Timestamp,
        beat: &mut impl FnMut(usize, Timestamp, &Outcome),
    ) -> Result<(), Stop> {
        self.end = now;
        self.settle(now);
        if self.floor.state().next_deadline().is_some_and(|due| due <= now) {
            return Err(Stop::failed(format!("the engine did not come to rest at {now}")));
        }
        while let Some((_, what)) = self.take(now) {
            if let Happening::Send(number) = what {
                self.to_send -= usize::from(self.to_send > 0);
                self.look_round(now);
                if let Some(outcome) = self.send(number, now) {
                    beat(number, now, &outcome);
                }
            } else {
                // Whoever comes in at the same instant comes in together.
                if !matches!(what, Happening::Sign(..) | Happening::Block(_)) {
                    self.look_round(now);
                }
                self.happen(what, now);
            }
        }
        self.look_round(now);
        Ok(())
    }

    /// The next thing on the agenda, if its time has come.
    pub(crate) fn take(&mut self, now: Timestamp) -> Option<(Timestamp, Happening)> {
        let due = self.agenda.peek().is_some_and(|Reverse((at, _, _))| *at <= now);
        let Reverse((at, _, what)) = if due { self.agenda.pop() } else { None }?;
        Some((at, what))
    }

    fn send(&mut self, number: usize, now: Timestamp) -> Option<Outcome> {
        let (_, command) = self.sent.get(number).cloned()?;
        if let Command::Submit(lead) = &command
            && self.story.may_want(lead.id().as_str())
        {
            self.settle(now);
            let told = self.floor.explain(now, &command);
            self.story.begin(now, lead.id().as_str(), self.names.leads.len(), told);
        }
        Some(self.command(now, &command))
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
            // Presence counts as of the instant that is due, which after a silence lies back.
            let state = self.floor.state();
            let at = state.next_deadline().map_or(now, |due| due.max(state.clock()).min(now));
            self.floor.see(self.shifts.signs(), at);
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
            self.tally.count(&self.policy, &self.names, at, event);
            self.story.note(&self.names, &self.zone, at, event);
            self.react(at, event);
        }
        self.log.write(&self.names, now, command, decision);
        if let (Some(kept), Some(record)) = (&mut self.kept, &decision.recorded) {
            kept.push(record.clone());
        }
    }
}
