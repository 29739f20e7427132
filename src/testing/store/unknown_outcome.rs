//! Commits of which nobody learns what came of them, and hosts that try again.

use std::cell::{Cell, RefCell};

use crate::command::Command;
use crate::engine::Engine;
use crate::floor::Floor;
use crate::id::{AgentId, FloorId, IdError};
use crate::lead::Lead;
use crate::memory::{ManualClock, PresenceBoard};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::port::{AgentPresence, Commit, CommitOutcome, LeadStore, Loaded, Revision};
use crate::presence::{PresenceSnapshot, PresenceState, Sign};
use crate::state::FloorState;
use crate::testing::store::Report;
use crate::time::{Span, Timestamp};

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "store-suite", "queues": [{"id": "web"}], "default_plan": "deal",
  "plans": [{"id": "deal", "stages": [
    {"id": "offer", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 60}}}}]}],
  "agents": [
    {"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]},
    {"id": "cyd", "queues": [{"queue": "web"}]}]
}"#;

/// How often a host may have to give one command.
const TRIES: usize = 20;
const LEADS: usize = 24;

/// The store under test behind a line that fails.
struct Line<'a, S> {
    store: &'a S,
    calls: Cell<usize>,
    /// A commit that was sent, given up, and has not arrived yet.
    on_its_way: RefCell<Option<(Commit, usize)>>,
    faults: RefCell<Vec<String>>,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(String);

impl<S: LeadStore> Line<'_, S> {
    fn call(&self) -> usize {
        self.calls.set(self.calls.get().saturating_add(1));
        self.calls.get()
    }

    /// Lets what is on its way arrive once its time has come.
    fn arrive(&self, call: usize) {
        let late = self.on_its_way.borrow_mut().take_if(|(_, due)| *due <= call);
        let Some((commit, _)) = late else { return };
        let based_on = commit.based_on;
        let there = self.store.load(&commit.floor, based_on);
        let overtaken = there.is_ok_and(|loaded| loaded != Loaded::default());
        match self.store.commit(&commit) {
            Ok(CommitOutcome::Applied) if overtaken => self.faults.borrow_mut().push(format!(
                "a commit on revision {based_on} that arrived late was applied over what had come before it"
            )),
            Ok(_) => {}
            Err(error) => self.faults.borrow_mut().push(format!("a late commit failed: {error}")),
        }
    }
}

impl<S: LeadStore> LeadStore for Line<'_, S> {
    type Error = Failed;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Failed> {
        let call = self.call();
        self.arrive(call);
        let loaded = self.store.load(floor, after).map_err(|error| Failed(error.to_string()))?;
        if call.is_multiple_of(7) { Err(Failed("the line was cut".to_owned())) } else { Ok(loaded) }
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, Failed> {
        let call = self.call();
        self.arrive(call);
        let cut = || Err(Failed("the line was cut".to_owned()));
        match call % 5 {
            // The commit is lost before it arrives.
            1 => cut(),
            // It arrives after whatever its host has tried next: after one call, after two, after three.
            2 if self.on_its_way.borrow().is_none() => {
                let due = call.saturating_add(1).saturating_add(call % 3);
                *self.on_its_way.borrow_mut() = Some((commit.clone(), due));
                cut()
            }
            // It is kept, and the answer is lost.
            3 => match self.store.commit(commit) {
                Ok(_) => cut(),
                Err(error) => Err(Failed(error.to_string())),
            },
            _ => self.store.commit(commit).map_err(|error| Failed(error.to_string())),
        }
    }
}

/// Everything a host is answered happens once, as on a floor that has no store at all.
pub(super) fn unknown_outcome(report: &mut Report, store: &impl LeadStore, floor: &FloorId) {
    if let Err(fault) = try_all(report, store, floor) {
        report.fault(fault);
    }
}

/// The same commands on a floor that has no store: each with its instant, and the state they make.
fn without_a_store(
    policy: &Policy,
    signs: &PresenceSnapshot,
    now: Timestamp,
) -> Result<(Vec<(Timestamp, Command)>, FloorState), IdError> {
    let (mut floor, _) = Floor::open(policy.clone(), now);
    floor.see(signs.clone(), now);
    let mut commands = vec![(now, Command::Tick {})];
    let mut at = now;
    for number in 0..LEADS {
        // Now and then several offers run out at once, and are one commit of many records.
        at = at.plus(Span::seconds(if number % 8 == 7 { 61 } else { 1 }));
        let lead = Lead::new(&format!("lead-{number}"))?;
        let id = lead.id().clone();
        let submit = Command::Submit(lead);
        let offered = floor.run(at, &submit).outcome().clone();
        commands.push((at, submit));
        if let Outcome::Offered { agent, .. } = offered
            && number % 2 == 0
        {
            let accept = Command::Accept { lead: id, agent };
            floor.run(at, &accept);
            commands.push((at, accept));
        }
    }
    Ok((commands, floor.state().clone()))
}

fn try_all(report: &mut Report, store: &impl LeadStore, id: &FloorId) -> Result<(), String> {
    let policy = Policy::from_json(POLICY).map_err(|error| error.to_string())?;
    let now = Timestamp::clamped(1_750_000_000_000);
    let (clock, board) = (ManualClock::new(now), PresenceBoard::new());
    for name in ["ann", "bob", "cyd"] {
        let agent = AgentId::new(name).map_err(|error| error.to_string())?;
        board.set(id, Sign::new(agent, PresenceState::Available, now));
    }
    let signs = board.snapshot(id).unwrap_or_default();
    let (commands, right) = without_a_store(&policy, &signs, now).map_err(|error| error.to_string())?;
    let line =
        Line { store, calls: Cell::new(0), on_its_way: RefCell::default(), faults: RefCell::default() };
    let mut engine = None;
    for (number, (at, command)) in commands.iter().enumerate() {
        clock.set(*at);
        let mut tries = 0_usize;
        loop {
            tries = tries.saturating_add(1);
            let host = match engine.take() {
                Some(host) => Ok(host),
                None => Engine::open(id.clone(), &line, board.clone(), clock.clone(), policy.clone()),
            };
            let answered = host.and_then(|mut host| {
                let answer = host.run(command);
                // Some hosts go on after a failure, others begin anew.
                if answer.is_ok() || number % 2 == 0 {
                    engine = Some(host);
                }
                answer
            });
            match answered {
                Ok(answer) if matches!(answer.outcome(), Outcome::Refused(_)) => {
                    return Err(format!("a command given again was refused: {:?}", answer.outcome()));
                }
                Ok(_) => break,
                Err(error) if tries >= TRIES => {
                    return Err(format!("a command given {tries} times still fails: {error}"));
                }
                Err(_) => {}
            }
        }
    }
    drop(engine);
    line.arrive(usize::MAX);
    for fault in line.faults.into_inner() {
        report.fault(fault);
    }
    let loaded = store.load(id, 0).map_err(|error| format!("load failed: {error}"))?;
    let state = state_of(&loaded)?;
    if state.snapshot() == right.snapshot() {
        return Ok(());
    }
    Err(format!(
        "after retries there are {} records where the same commands without a failure make {}, or others: \
         not everything has happened once",
        state.revision(),
        right.revision()
    ))
}

fn state_of(loaded: &Loaded) -> Result<FloorState, String> {
    let mut state = match &loaded.base {
        Some(base) => FloorState::restore(base).map_err(|error| error.to_string())?,
        None => FloorState::new(),
    };
    for record in &loaded.records {
        state.apply(record).map_err(|error| format!("the history does not hold together: {error}"))?;
    }
    Ok(state)
}
