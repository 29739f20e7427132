//! Many commands with few commits.

use std::sync::Arc;

use crate::command::Command;
use crate::flow::course::Course;
use crate::flow::{Answer, FlowError, Replica, Reply, Step};
use crate::presence::PresenceSnapshot;
use crate::time::Timestamp;

/// Many commands on their way from the host through the store and back, in the order given: an import, or what has
/// gathered while the last commit was under way.
///
/// Each command is decided on what those before it did, exactly as if they had come one after the other in [`Flow`](crate::Flow)s at this
/// instant, and each has its own records and its own answer. But up to [`Limits::records`](crate::Limits) records go into one commit, so
/// that the price of making them durable is paid once. It begins with a load, so that what is refused is refused on what the store knows.
///
/// Driven like a [`Flow`](crate::Flow); [`Step::Done`] brings the answers, one a command in their order. If the store fails or the
/// batch gives up, a part of the commands may be in the store, from the first on: give the batch again, and what was done is answered
/// with [`Outcome::Unchanged`](crate::Outcome::Unchanged) or a refusal that says who has the lead.
///
/// ```
/// use fairdeal::{Batch, Command, FloorId, Lead, LeadStore, MemoryStore, Outcome, Policy, PresenceSnapshot, Replica};
/// use fairdeal::{LeadId, Refused, Reply, Step, Timestamp};
/// let (store, id) = (MemoryStore::new(), FloorId::new("north")?);
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let mut replica = Replica::new(id.clone(), policy);
/// let commands = [
///     Command::Submit(Lead::new("L-1")?),
///     Command::Forget { lead: LeadId::new("L-9")?, keys: false },
///     Command::Submit(Lead::new("L-2")?),
/// ];
/// let mut batch = Batch::new(&mut replica, Timestamp::MIN, PresenceSnapshot::default(), &commands);
/// let (mut reply, mut commits) = (Reply::Start, 0);
/// let answers = loop {
///     reply = match batch.next(reply)? {
///         Step::Load { after } => Reply::Loaded(store.load(&id, after)?),
///         Step::Commit(commit) => {
///             commits += 1;
///             Reply::Committed(store.commit(&commit)?)
///         }
///         Step::Done(answers) => break answers,
///     };
/// };
/// assert_eq!(commits, 1, "the floor's opening and both leads");
/// assert!(matches!(answers[0].outcome(), Outcome::Unroutable { .. }), "there are no rules");
/// assert!(matches!(answers[1].outcome(), Outcome::Refused(Refused { .. })), "there is no such lead");
/// assert_eq!((answers[0].revision, answers[1].revision, answers[2].revision), (2, 2, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Batch<'a>(Course<'a>);

impl<'a> Batch<'a> {
    /// Commands at an instant, with what is known of presence.
    #[must_use]
    pub fn new(
        replica: &'a mut Replica,
        now: Timestamp,
        signs: impl Into<Arc<PresenceSnapshot>>,
        commands: &'a [Command],
    ) -> Batch<'a> {
        Batch(Course::new(replica, now, signs.into(), commands))
    }

    /// Takes a reply and says what to do next.
    ///
    /// # Errors
    /// As for [`Flow::next`](crate::Flow::next).
    pub fn next(&mut self, reply: Reply) -> Result<Step<Vec<Answer>>, FlowError> {
        Ok(match self.0.next(reply)? {
            Step::Load { after } => Step::Load { after },
            Step::Commit(commit) => Step::Commit(commit),
            Step::Done(answers) => Step::Done(answers.into_vec()),
        })
    }
}
