//! Load, decide, commit, and again if somebody else was first: as a machine that does no input or output itself.

mod replica;

use std::sync::Arc;

use crate::command::Command;
use crate::decide::Decision;
use crate::event::Recorded;
use crate::floor::{Floor, Ran};
use crate::id::FloorId;
use crate::outcome::Outcome;
use crate::policy::PolicyError;
use crate::port::{Commit, CommitOutcome, Loaded, Revision};
use crate::presence::PresenceSnapshot;
use crate::state::{ApplyError, RestoreError};
use crate::time::Timestamp;

pub use replica::{Limits, Replica};

/// What the driver of a [`Flow`] is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[allow(
    clippy::large_enum_variant,
    reason = "moved once a command; a box would cost every answer an allocation"
)]
pub enum Step {
    /// Load what follows this revision and bring it as [`Reply::Loaded`].
    Load {
        /// The revision.
        after: Revision,
    },
    /// Commit this and bring what came of it as [`Reply::Committed`].
    Commit(Commit),
    /// Nothing: the command has been carried out or refused.
    Done(Answer),
}

/// What the driver of a [`Flow`] brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nothing yet: begin.
    Start,
    /// What the store gave for [`Step::Load`].
    Loaded(Loaded),
    /// What came of [`Step::Commit`].
    Committed(CommitOutcome),
}

/// What came of a command, all of it in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What had been due, the command, and what followed at once.
    pub ran: Ran,
    /// The first record of the floor, if this command opened it.
    pub opened: Option<Recorded>,
    /// The floor's revision after it.
    pub revision: Revision,
    /// The instant of the decision: the host's clock, or the floor's where the host's lagged a little.
    pub at: Timestamp,
    /// How often somebody else was first.
    pub conflicts: u32,
}

impl Answer {
    /// What came of the command itself.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        self.ran.outcome()
    }

    /// All records this command added to the history, in order.
    pub fn records(&self) -> impl Iterator<Item = &Recorded> {
        self.opened.iter().chain(self.ran.records())
    }
}

/// Why a command could not be carried through. Nothing of it is in the store, but for what had been due before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowError {
    /// Somebody else was first, again and again.
    #[error("gave up on floor `{floor}` after {conflicts} conflicts in a row")]
    Contended {
        /// The floor.
        floor: FloorId,
        /// How many.
        conflicts: u32,
    },
    /// The store gave a history with a gap, a repeat, or of another floor.
    #[error("the store gave a history that does not hold together: {0}")]
    History(#[from] ApplyError),
    /// The store gave a base that cannot be read.
    #[error("the store gave a base that cannot be read: {0}")]
    Base(#[from] RestoreError),
    /// The policy in force does not compile with this release.
    #[error("the floor's policy does not compile with this release: {0}")]
    Policy(#[from] PolicyError),
    /// The driver brought something else than it was asked for.
    #[error("the flow was driven out of order: it was waiting for {0}")]
    Driven(&'static str),
}

/// One command on its way from the host through the store and back.
///
/// **The driver does what each [`Step`] says and brings back a [`Reply`], until the step is `Done`.** The machine itself
/// does no input or output, so the same one serves a blocking loop, [`Engine`](crate::Engine), and an asynchronous one:
///
/// 1. Begin with [`Reply::Start`].
/// 2. For [`Step::Load`] load, for [`Step::Commit`] commit.
/// 3. If the store fails, drop the flow. Nothing is half done; the replica finds out with the next command what the
///    store has kept.
///
/// ```
/// use fairdeal::{Command, FloorId, Flow, LeadStore, MemoryStore, Outcome, Policy, PresenceSnapshot, Replica, Reply};
/// use fairdeal::{Lead, LeadId, Refused, Step, Timestamp};
/// let store = MemoryStore::new();
/// let id = FloorId::new("north")?;
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let mut replica = Replica::new(id.clone(), policy);
/// let mut run = |command: Command| -> Result<Outcome, Box<dyn std::error::Error>> {
///     let mut flow = Flow::new(&mut replica, Timestamp::MIN, PresenceSnapshot::default(), &command);
///     let mut reply = Reply::Start; // 1.
///     loop {
///         reply = match flow.next(reply)? {
///             Step::Load { after } => Reply::Loaded(store.load(&id, after)?), // 2.
///             Step::Commit(commit) => Reply::Committed(store.commit(&commit)?), // 2.
///             Step::Done(answer) => return Ok(answer.outcome().clone()),
///         };
///     }
/// };
/// assert!(matches!(run(Command::Submit(Lead::new("L-1")?))?, Outcome::Unroutable { .. }), "there are no rules");
/// assert!(matches!(run(Command::Forget { lead: LeadId::new("L-2")?, keys: false })?, Outcome::Refused(Refused { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What it does
/// - What has been due is carried out first, each tick its own record, and goes into one commit with the command's
///   record and the ticks that follow from it: an ordinary command costs one commit and no load.
/// - A command that changes nothing (refused, or a repeat) is answered only on a state the store has confirmed since
///   the command came in, so a host that has fallen behind never answers from memory.
/// - On a conflict what was decided is dropped, what is newer is loaded, and the command is decided again.
///
/// # What a conflict costs
/// The floor is never copied. Where one record is all that is wanted it is applied after the store has kept it, and a
/// conflict costs one load of what is newer. Where more are wanted the replica runs ahead of the store, and a conflict
/// costs a load of the whole floor; for the next 256 commands the replica then commits record by record instead.
#[derive(Debug)]
pub struct Flow<'a> {
    replica: &'a mut Replica,
    command: &'a Command,
    now: Timestamp,
    signs: Arc<PresenceSnapshot>,
    waiting_for: WaitingFor,
    /// Whether the store has confirmed the replica since the command came in.
    fresh: bool,
    opened: Option<Recorded>,
    done: Done,
    /// How much of `done` is in the store.
    kept: Kept,
    /// Records decided and not committed.
    pending: Vec<Recorded>,
    /// Whether those have been applied to the replica.
    ahead: bool,
    in_a_row: u32,
    conflicts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WaitingFor {
    Start,
    Load,
    Commit,
    Nothing,
}

#[derive(Clone, Debug, Default)]
struct Done {
    before: Vec<Decision>,
    decision: Option<Decision>,
    after: Vec<Decision>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    any: bool,
    opened: bool,
    before: usize,
    decision: bool,
    after: usize,
}

impl<'a> Flow<'a> {
    /// A command at an instant, with what is known of presence.
    #[must_use]
    pub fn new(
        replica: &'a mut Replica,
        now: Timestamp,
        signs: impl Into<Arc<PresenceSnapshot>>,
        command: &'a Command,
    ) -> Flow<'a> {
        // An earlier flow may have been dropped on its way.
        replica.fall_back();
        Flow {
            replica,
            command,
            now,
            signs: signs.into(),
            waiting_for: WaitingFor::Start,
            fresh: false,
            opened: None,
            done: Done::default(),
            kept: Kept::default(),
            pending: Vec::new(),
            ahead: false,
            in_a_row: 0,
            conflicts: 0,
        }
    }

    /// Takes a reply and says what to do next.
    ///
    /// # Errors
    /// [`FlowError`] when the store's history does not hold together, when too many conflicts came in a row, or when
    /// the reply is not what the last step asked for. The flow is over then.
    pub fn next(&mut self, reply: Reply) -> Result<Step, FlowError> {
        let step = self.take(reply);
        if step.is_err() {
            self.waiting_for = WaitingFor::Nothing;
        }
        step
    }

    fn take(&mut self, reply: Reply) -> Result<Step, FlowError> {
        match (self.waiting_for, reply) {
            (WaitingFor::Start, Reply::Start) => match self.replica.floor {
                Some(_) => self.work(),
                None => Ok(self.load()),
            },
            (WaitingFor::Load, Reply::Loaded(loaded)) => {
                self.replica.take_in(&loaded)?;
                self.fresh = true;
                self.work()
            }
            (WaitingFor::Commit, Reply::Committed(CommitOutcome::Applied)) => {
                self.keep()?;
                self.work()
            }
            (WaitingFor::Commit, Reply::Committed(CommitOutcome::Conflict)) => self.conflict(),
            (WaitingFor::Start, _) => Err(FlowError::Driven("`Start`")),
            (WaitingFor::Load, _) => Err(FlowError::Driven("`Loaded`")),
            (WaitingFor::Commit, _) => Err(FlowError::Driven("`Committed`")),
            (WaitingFor::Nothing, _) => Err(FlowError::Driven("nothing, being over")),
        }
    }

    fn load(&mut self) -> Step {
        self.waiting_for = WaitingFor::Load;
        Step::Load { after: self.replica.confirmed }
    }

    /// What was decided is in the store now.
    fn keep(&mut self) -> Result<(), FlowError> {
        let pending = core::mem::take(&mut self.pending);
        if let Some(floor) = &mut self.replica.floor {
            if !self.ahead {
                for record in &pending {
                    floor.apply(record)?;
                }
            }
            self.replica.confirmed = floor.state().revision();
        }
        self.ahead = false;
        self.fresh = true;
        self.in_a_row = 0;
        self.kept = Kept {
            any: true,
            opened: self.opened.is_some(),
            before: self.done.before.len(),
            decision: self.done.decision.is_some(),
            after: self.done.after.len(),
        };
        Ok(())
    }

    /// Somebody else was first: drop what is not in the store.
    fn conflict(&mut self) -> Result<Step, FlowError> {
        self.pending.clear();
        self.ahead = false;
        self.fresh = false;
        self.done.before.truncate(self.kept.before);
        self.done.after.truncate(self.kept.after);
        if !self.kept.decision {
            self.done.decision = None;
        }
        if !self.kept.opened {
            self.opened = None;
        }
        self.replica.fall_back();
        self.replica.be_wary();
        self.conflicts = self.conflicts.saturating_add(1);
        self.in_a_row = self.in_a_row.saturating_add(1);
        if self.kept.decision {
            // The command itself is in the store. Whoever was first goes on with what follows from it, or the next
            // tick does.
            return Ok(self.finish());
        }
        if self.in_a_row > self.replica.limits().conflicts {
            // Should the store have been set back, everything is loaded anew with the next command.
            self.replica.clear();
            let floor = self.replica.id().clone();
            return Err(FlowError::Contended { floor, conflicts: self.in_a_row });
        }
        Ok(self.load())
    }

    /// Decides as far as the next commit.
    fn work(&mut self) -> Result<Step, FlowError> {
        if self.replica.floor.is_none() {
            let (floor, first) = Floor::open(Arc::clone(self.replica.opening_policy()), self.now);
            self.replica.floor = Some(floor);
            self.pending.push(first.clone());
            self.opened = Some(first);
            self.ahead = true;
        }
        let limits = self.replica.limits();
        let wary = self.replica.wary > 0;
        let Some(floor) = &mut self.replica.floor else {
            return Err(FlowError::Driven("a floor"));
        };
        let clock = floor.state().clock();
        if self.now < clock && clock.since(self.now) <= limits.clock_tolerance {
            self.now = clock;
        }
        let now = self.now;
        floor.notice(&self.signs, now);

        while self.pending.len() < limits.records.max(1) {
            let tick = floor.prepare(now, &Command::Tick {});
            let is_tick = tick.recorded.is_some();
            if !is_tick && self.done.decision.is_some() {
                break;
            }
            let decision = if is_tick { tick } else { floor.prepare(now, self.command) };
            let Some(record) = decision.recorded.clone() else {
                self.done.decision = Some(decision);
                break;
            };
            let one_will_do = match self.command {
                Command::Tick {} => !self.kept.any,
                command => !is_tick && touches_one_lead(command) && floor.nobody_waits(),
            };
            let alone = self.pending.is_empty() && (wary || one_will_do);
            if !alone {
                floor.apply(&record)?;
                self.ahead = true;
            }
            self.pending.push(record);
            match (is_tick, self.done.decision.is_some()) {
                (false, _) => self.done.decision = Some(decision),
                (true, false) => self.done.before.push(decision),
                (true, true) => self.done.after.push(decision),
            }
            if alone {
                break;
            }
        }
        self.commit()
    }

    fn commit(&mut self) -> Result<Step, FlowError> {
        if !self.pending.is_empty() {
            self.waiting_for = WaitingFor::Commit;
            return Ok(Step::Commit(Commit {
                floor: self.replica.id().clone(),
                based_on: self.replica.confirmed,
                records: self.pending.clone(),
            }));
        }
        if !self.fresh {
            // Nothing to commit means that nothing has been checked: look whether there is anything newer.
            self.done.decision = None;
            return Ok(self.load());
        }
        Ok(self.finish())
    }

    fn finish(&mut self) -> Step {
        self.waiting_for = WaitingFor::Nothing;
        if self.in_a_row == 0 {
            self.replica.wary = self.replica.wary.saturating_sub(1);
        }
        let done = core::mem::take(&mut self.done);
        let unchanged = Decision { outcome: Outcome::Unchanged { lead: None }, recorded: None };
        Step::Done(Answer {
            ran: Ran { before: done.before, decision: done.decision.unwrap_or(unchanged), after: done.after },
            opened: self.opened.take(),
            revision: self.replica.confirmed,
            at: self.now,
            conflicts: self.conflicts,
        })
    }
}

/// Whether a command touches one lead and its agent only, so that while nobody waits in line nothing follows from it.
/// Where something does after all, it follows in a commit of its own.
fn touches_one_lead(command: &Command) -> bool {
    match command {
        Command::Submit(_)
        | Command::Accept { .. }
        | Command::Decline { .. }
        | Command::Claim { .. }
        | Command::View { .. }
        | Command::Attempt { .. }
        | Command::Dispose { .. }
        | Command::Return { .. }
        | Command::Reassign { .. }
        | Command::Transfer { .. }
        | Command::Bridge { .. }
        | Command::Revise { .. }
        | Command::TakeLeave { .. }
        | Command::TakeShift { .. }
        | Command::KeepCalendar { .. }
        | Command::Join(_)
        | Command::Reinstate { .. }
        | Command::Register { .. }
        | Command::Withdraw { .. }
        | Command::Adjust { .. }
        | Command::Reopen { .. }
        | Command::Forget { .. } => true,
        Command::Ready { .. }
        | Command::ClaimSeveral { .. }
        | Command::Change(_)
        | Command::Leave { .. }
        | Command::ReplacePolicy(_)
        | Command::Tick {} => false,
    }
}
