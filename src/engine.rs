//! The blocking engine: a store, presence and a clock around a [`Flow`].

use std::sync::Arc;

use crate::command::Command;
use crate::decide::Decision;
use crate::explain::Explanation;
use crate::flow::{Answer, Batch, Flow, FlowError, Limits, Replica, Reply, Step};
use crate::id::FloorId;
use crate::policy::Policy;
use crate::port::{AgentPresence, Clock, LeadStore};
use crate::state::FloorState;
use crate::time::Timestamp;

/// Why the engine could not carry a command through. A refusal is not among them: that is an
/// [`Outcome`](crate::Outcome).
#[derive(Debug, thiserror::Error)]
pub enum EngineError<S: std::error::Error + 'static, P: std::error::Error + 'static> {
    /// The store failed. Whether it has kept the command is found out with the next one; every command may be given
    /// again without harm.
    #[error("the store failed: {0}")]
    Store(#[source] S),
    /// It is not known who is here. Nothing has changed.
    #[error("presence failed: {0}")]
    Presence(#[source] P),
    /// The way through the store went wrong.
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// What [`Engine`] calls return.
pub type EngineResult<T, S, P> = Result<T, EngineError<<S as LeadStore>::Error, <P as AgentPresence>::Error>>;

/// One floor of one host, over a store that other threads, processes and machines may share.
///
/// Any number of engines may work on one floor; the store decides who was first. An engine is a cache and a loop:
/// dropping it loses nothing.
///
/// ```
/// use fairdeal::{AgentDoc, AgentId, Command, Engine, FloorId, Lead, LeadId, ManualClock, MemoryStore, Outcome, Policy};
/// use fairdeal::{PresenceBoard, PresenceState, Reason, Sign, Timestamp};
/// let policy = Policy::from_json(r#"{
///   "format": 1, "semantics": 1, "id": "inbound",
///   "queues": [{"id": "web"}],
///   "plans": [{"id": "web", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
///   "default_plan": "web"
/// }"#)?;
/// let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
/// let (store, board, clock) = (MemoryStore::new(), PresenceBoard::new(), ManualClock::new(now));
/// let (north, ann, bob) = (FloorId::new("north")?, AgentId::new("ann")?, AgentId::new("bob")?);
/// board.set(&north, Sign::new(ann.clone(), PresenceState::Available, now));
///
/// let mut host = Engine::open(north.clone(), store.clone(), board.clone(), clock.clone(), policy.clone())?;
/// host.run(&Command::Join(AgentDoc::new("ann")?.member_of("web")?))?;
/// let answer = host.run(&Command::Submit(Lead::new("L-1")?))?;
/// assert!(matches!(answer.outcome(), Outcome::Assigned { agent, .. } if *agent == ann));
///
/// // Another host over the same store knows what the first one did, and is refused what is taken.
/// let mut other = Engine::open(north, store, board, clock, policy)?;
/// other.run(&Command::Join(AgentDoc::new("bob")?.member_of("web")?))?;
/// let answer = other.run(&Command::Accept { lead: LeadId::new("L-1")?, agent: bob })?;
/// let Outcome::Refused(refused) = answer.outcome() else { panic!("ann has it") };
/// assert!(matches!(&refused.reason, Reason::AlreadyTaken { by, .. } if *by == ann));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Engine<S, P, C> {
    store: S,
    presence: P,
    clock: C,
    replica: Replica,
}

impl<S: LeadStore, P: AgentPresence, C: Clock> Engine<S, P, C> {
    /// Opens a floor: loads it, or makes it under this policy if the store knows nothing of it, and carries out what
    /// has been due.
    ///
    /// If another host opened the floor first, the policy it gave is in force and this one is passed over; to change
    /// it send [`Command::ReplacePolicy`].
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::run`].
    pub fn open(
        floor: FloorId,
        store: S,
        presence: P,
        clock: C,
        policy: impl Into<Arc<Policy>>,
    ) -> EngineResult<Engine<S, P, C>, S, P> {
        Engine::open_with(floor, store, presence, clock, policy, Limits::default())
    }

    /// [`Engine::open`] with other bounds.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::run`].
    pub fn open_with(
        floor: FloorId,
        store: S,
        presence: P,
        clock: C,
        policy: impl Into<Arc<Policy>>,
        limits: Limits,
    ) -> EngineResult<Engine<S, P, C>, S, P> {
        let replica = Replica::new(floor, policy).with_limits(limits);
        let mut engine = Engine { store, presence, clock, replica };
        engine.tick()?;
        Ok(engine)
    }

    /// Carries a command through: what has been due, the command, and what follows at once. All of it is in the store
    /// when this returns.
    ///
    /// One commit for an ordinary command and one load for one that changes nothing, beside what a [`Flow`] says about
    /// conflicts. Giving a command again after an error is safe: what has been done already is answered with
    /// [`Outcome::Unchanged`](crate::Outcome::Unchanged) or a refusal that says who has the lead.
    ///
    /// # Errors
    /// [`EngineError`] when the store or presence fails, too many conflicts come in a row or the history does not hold
    /// together. The next call loads afresh where that is needed.
    pub fn run(&mut self, command: &Command) -> EngineResult<Answer, S, P> {
        let signs = self.presence.snapshot(self.replica.id()).map_err(EngineError::Presence)?;
        let floor = self.replica.id().clone();
        let mut flow = Flow::new(&mut self.replica, self.clock.now(), signs, command);
        let mut reply = Reply::Start;
        loop {
            reply = match flow.next(reply)? {
                Step::Load { after } => {
                    Reply::Loaded(self.store.load(&floor, after).map_err(EngineError::Store)?)
                }
                Step::Commit(commit) => {
                    Reply::Committed(self.store.commit(&commit).map_err(EngineError::Store)?)
                }
                Step::Done(answer) => return Ok(answer),
            };
        }
    }

    /// Carries many commands through in their order with as few commits as [`Limits::records`] allows: see [`Batch`].
    /// All of it is in the store when this returns. One answer a command.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::run`]. A part of the commands may then be in the store, from the first on;
    /// giving them all again is safe.
    pub fn run_all(&mut self, commands: &[Command]) -> EngineResult<Vec<Answer>, S, P> {
        let signs = self.presence.snapshot(self.replica.id()).map_err(EngineError::Presence)?;
        let floor = self.replica.id().clone();
        let mut batch = Batch::new(&mut self.replica, self.clock.now(), signs, commands);
        let mut reply = Reply::Start;
        loop {
            reply = match batch.next(reply)? {
                Step::Load { after } => {
                    Reply::Loaded(self.store.load(&floor, after).map_err(EngineError::Store)?)
                }
                Step::Commit(commit) => {
                    Reply::Committed(self.store.commit(&commit).map_err(EngineError::Store)?)
                }
                Step::Done(answers) => return Ok(answers),
            };
        }
    }

    /// Carries out what is due, deals what waits to whoever has come, and takes in what other hosts have done.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::run`].
    pub fn tick(&mut self) -> EngineResult<Answer, S, P> {
        self.run(&Command::Tick {})
    }

    /// Decides a command without carrying it out, and says why. What is due is carried out first, as before any
    /// command.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::run`].
    pub fn explain(&mut self, command: &Command) -> EngineResult<(Decision, Explanation), S, P> {
        let at = self.tick()?.at;
        let floor = self.replica.floor().ok_or(FlowError::Driven("a floor"))?;
        Ok(floor.explain(at, command))
    }

    /// When to [`Engine::tick`] next; none means that nothing happens until a command. At once
    /// ([`Timestamp::MIN`]) after a call that failed.
    ///
    /// Another host may bring it forward: tick every few seconds where several hosts share a floor.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.replica.next_deadline()
    }

    /// The floor as this engine last saw it confirmed; none after a call that failed half way.
    #[must_use]
    pub fn state(&self) -> Option<&FloorState> {
        self.replica.state()
    }

    /// What the engine keeps between commands.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }
}
