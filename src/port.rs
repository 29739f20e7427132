//! What the engine asks of its host: the time, who is here, and a place to keep the records.

use std::sync::Arc;

use crate::event::Recorded;
use crate::id::FloorId;
use crate::presence::PresenceSnapshot;
use crate::time::Timestamp;

/// How many records a floor's history has: the number of its last record, 0 before the first.
pub type Revision = u64;

/// The time.
pub trait Clock {
    /// The instant it is.
    ///
    /// # To ensure correctness
    /// - Answer in UTC, the same for all hosts of a floor to within [`Limits::clock_tolerance`](crate::Limits).
    /// - The clock may stand still. It may go back by less than the tolerance; a command given further back is refused
    ///   with [`ClockBehind`](crate::Reason::ClockBehind) and harms nothing.
    fn now(&self) -> Timestamp;
}

/// Who is here.
pub trait AgentPresence {
    /// Why it may be unknown who is here.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The last sign of life of every agent of a floor.
    ///
    /// # Errors
    /// The host's own. The command is then not carried out, and nothing has changed.
    ///
    /// # To ensure correctness
    /// - Give the same `Arc` while nothing has changed: a decision then costs no look at each agent.
    /// - A sign that is old is to be given as it is, with its instants. The policy says when it means nothing any more.
    /// - Leave out agents of whom nothing is known.
    fn snapshot(&self, floor: &FloorId) -> Result<Arc<PresenceSnapshot>, Self::Error>;
}

/// A place to keep the records of floors. The one judge of which of two decisions came first.
///
/// The `testing` feature has a suite that finds out whether an implementation keeps to what is said here.
pub trait LeadStore {
    /// Why the store may fail.
    type Error: std::error::Error + Send + Sync + 'static;

    /// What a host at a revision must take in to come up to date; from 0, everything.
    ///
    /// # Errors
    /// The store's own. The host stays where it is.
    ///
    /// # To ensure correctness
    /// - Give every record after `after` in the order of their revisions, without a gap and each once; or a base at
    ///   `after` or later, and every record after the base.
    /// - Everything that was applied before this call began is in the answer, whoever committed it: no stale replica, no
    ///   cache that another process does not share.
    /// - Give records as they were committed, to the byte.
    /// - A floor of which nothing is known, and a host that is up to date, get [`Loaded::default`], not an error.
    /// - Keep floors apart.
    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Self::Error>;

    /// Appends records to the history of a floor if the history still ends where they begin.
    ///
    /// # Errors
    /// The store's own. The host then assumes nothing about whether the records were kept, and loads before it decides
    /// again.
    ///
    /// # To ensure correctness
    /// - If the floor's last revision is not `based_on`, keep nothing and answer `Ok(CommitOutcome::Conflict)`. A
    ///   conflict is not an error: `?` must not turn a second try into a failure.
    /// - Compare and append in one step: of two commits based on one revision exactly one is applied, whichever threads,
    ///   processes or machines they come from.
    /// - Keep all the records or none, also through a crash.
    /// - When `Ok(CommitOutcome::Applied)` is returned the records are durable and visible to every load from then on.
    /// - Refuse records that are not numbered from `based_on + 1` on, one by one: an error of your own, and nothing is
    ///   kept. Such a commit is a fault of whoever makes it, and would leave a history that nobody can load.
    /// - Do not look further into the records, and do not change them.
    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, Self::Error>;
}

/// What a host takes in to come up to date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// A whole state, as written by [`FloorState::snapshot`](crate::FloorState::snapshot), in place of the records up
    /// to its revision.
    pub base: Option<Arc<[u8]>>,
    /// The records after the base, or after the revision asked for if there is no base.
    pub records: Vec<Recorded>,
}

/// Records to append to a floor's history: all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Whose history.
    pub floor: FloorId,
    /// The revision they follow; 0 is a floor of which nothing is known yet.
    pub based_on: Revision,
    /// The records, in order, numbered from `based_on + 1`; at least one.
    pub records: Vec<Recorded>,
}

/// The records of a commit are not numbered from its base on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a commit to floor `{floor}` based on revision {based_on} holds record {found} where {expected} should be"
)]
pub struct Misnumbered {
    /// Whose history.
    pub floor: FloorId,
    /// What the commit says it follows.
    pub based_on: Revision,
    /// The number a record has.
    pub found: Revision,
    /// The number it should have.
    pub expected: Revision,
}

impl Commit {
    /// The number of the last record, if the records are numbered from the base on; the base where there are none. A
    /// store asks before it compares. O(records).
    ///
    /// # Errors
    /// [`Misnumbered`] names the first record that has another number.
    ///
    /// ```
    /// use fairdeal::{Commit, FloorId, Policy, Timestamp};
    /// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
    /// let records = vec![fairdeal::open(&policy, Timestamp::MIN)];
    /// let first = Commit { floor: FloorId::new("north")?, based_on: 0, records };
    /// assert_eq!(first.last_revision()?, 1);
    /// let late = Commit { based_on: 7, ..first };
    /// let message = "a commit to floor `north` based on revision 7 holds record 1 where 8 should be";
    /// assert_eq!(late.last_revision().unwrap_err().to_string(), message);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn last_revision(&self) -> Result<Revision, Misnumbered> {
        let mut last = self.based_on;
        for record in &self.records {
            last = last.saturating_add(1);
            if record.revision != last {
                let (floor, based_on) = (self.floor.clone(), self.based_on);
                return Err(Misnumbered { floor, based_on, found: record.revision, expected: last });
            }
        }
        Ok(last)
    }
}

/// What came of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum CommitOutcome {
    /// The records are part of the history, for good.
    Applied,
    /// Somebody else was first; nothing was kept.
    Conflict,
}

macro_rules! by_reference {
    ($pointer:ty) => {
        impl<T: Clock + ?Sized> Clock for $pointer {
            fn now(&self) -> Timestamp {
                (**self).now()
            }
        }

        impl<T: AgentPresence + ?Sized> AgentPresence for $pointer {
            type Error = T::Error;
            fn snapshot(&self, floor: &FloorId) -> Result<Arc<PresenceSnapshot>, T::Error> {
                (**self).snapshot(floor)
            }
        }

        impl<T: LeadStore + ?Sized> LeadStore for $pointer {
            type Error = T::Error;
            fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, T::Error> {
                (**self).load(floor, after)
            }
            fn commit(&self, commit: &Commit) -> Result<CommitOutcome, T::Error> {
                (**self).commit(commit)
            }
        }
    };
}

by_reference!(&T);
by_reference!(Arc<T>);
