//! Load, decide, commit, and again if somebody else was first: as a machine that does no input or output itself.

mod batch;
mod course;
mod replica;

use std::sync::Arc;

use crate::command::Command;
use crate::event::Recorded;
use crate::floor::Ran;
use crate::id::FloorId;
use crate::outcome::Outcome;
use crate::policy::PolicyError;
use crate::port::{Commit, CommitOutcome, Loaded, Revision};
use crate::presence::PresenceSnapshot;
use crate::state::{ApplyError, RestoreError};
use crate::time::Timestamp;
use course::Course;

pub use batch::Batch;
pub use replica::{Limits, Replica};

/// What the driver of a [`Flow`] or a [`Batch`] is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[allow(
    clippy::large_enum_variant,
    reason = "moved once a command; a box would cost every answer an allocation"
)]
pub enum Step<D = Answer> {
    /// Load what follows this revision and bring it as [`Reply::Loaded`].
    Load {
        /// The revision.
        after: Revision,
    },
    /// Commit this and bring what came of it as [`Reply::Committed`].
    Commit(Commit),
    /// Nothing: the command has been carried out or refused, or all of a batch have been.
    Done(D),
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
pub struct Flow<'a>(Course<'a>);

impl<'a> Flow<'a> {
    /// A command at an instant, with what is known of presence.
    #[must_use]
    pub fn new(
        replica: &'a mut Replica,
        now: Timestamp,
        signs: impl Into<Arc<PresenceSnapshot>>,
        command: &'a Command,
    ) -> Flow<'a> {
        Flow(Course::new(replica, now, signs.into(), core::slice::from_ref(command)))
    }

    /// Takes a reply and says what to do next.
    ///
    /// # Errors
    /// [`FlowError`] when the store's history does not hold together, when too many conflicts came in a row, or when
    /// the reply is not what the last step asked for. The flow is over then.
    pub fn next(&mut self, reply: Reply) -> Result<Step, FlowError> {
        Ok(match self.0.next(reply)? {
            Step::Load { after } => Step::Load { after },
            Step::Commit(commit) => Step::Commit(commit),
            Step::Done(answers) => match answers.into_iter().next() {
                Some(answer) => Step::Done(answer),
                None => return Err(FlowError::Driven("a command")),
            },
        })
    }
}
