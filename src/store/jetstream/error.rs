//! Why the store may fail.

use core::time::Duration;

use crate::id::FloorId;
use crate::port::{Misnumbered, Revision};

/// Why a JetStream store failed. Passwords and tokens are never in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JetStreamError {
    /// An option cannot be.
    #[error("the option `{option}` cannot be `{value}`: {must}")]
    Option {
        /// Which option.
        option: &'static str,
        /// What it was set to.
        value: String,
        /// What it must be.
        must: &'static str,
    },
    /// No server could be reached, or it let nobody in.
    #[error(
        "cannot connect to NATS at {servers}: {why}; see that a server runs there with JetStream on and that the credentials are right"
    )]
    Connect {
        /// The servers, without credentials.
        servers: String,
        /// What went wrong.
        why: String,
    },
    /// There is a stream of this name, but one that would lose records or does not get them.
    #[error(
        "the stream `{stream}` cannot keep floors: its `{setting}` is {found} and must be {must}; change the stream or give the store another name"
    )]
    Stream {
        /// Its name.
        stream: String,
        /// Which setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        must: String,
    },
    /// The server refused something, or failed. Nothing was kept.
    #[error("the server refused to {doing}: {why}")]
    Refused {
        /// What it was asked for, with its place.
        doing: String,
        /// What it said, with its code.
        why: String,
    },
    /// No answer in time to something that changes nothing.
    #[error(
        "no answer to `{doing}` within {within:?} ({why}); the servers may be electing a leader, JetStream may be off, or the user may not ask: give the command again, and look at `nats server report jetstream` if it goes on"
    )]
    Silent {
        /// What was asked for, with its place.
        doing: String,
        /// How long was waited.
        within: Duration,
        /// What came of the last try.
        why: String,
    },
    /// Nobody answered for a commit: it may have been kept or not, and if not it may still come. Whoever loads and
    /// decides again cannot have it applied twice.
    #[error(
        "it is not known whether the commit after revision {based_on} of floor `{floor}` was kept ({why}); load and decide again: it cannot be applied twice"
    )]
    Unknown {
        /// The floor.
        floor: FloorId,
        /// What the commit was based on.
        based_on: Revision,
        /// What went wrong.
        why: String,
    },
    /// The records are not numbered from the base of the commit on. Nothing was sent.
    #[error(transparent)]
    Misnumbered(#[from] Misnumbered),
    /// A record could not be written as bytes. Nothing was sent.
    #[error("a commit to floor `{floor}` cannot be written: {why}")]
    Unwritable {
        /// The floor.
        floor: FloorId,
        /// Why.
        why: String,
    },
    /// A message of the stream is none that this release can read.
    #[error(
        "message {sequence} of stream `{stream}`, of floor `{floor}`, cannot be read: {why}; read it with the release that wrote it"
    )]
    Damaged {
        /// The stream.
        stream: String,
        /// The floor.
        floor: FloorId,
        /// The message's sequence.
        sequence: u64,
        /// What is wrong.
        why: String,
    },
    /// Records are missing, and no snapshot stands in for them.
    #[error(
        "the history of floor `{floor}` in stream `{stream}` has no records between revisions {after} and {next}, and no snapshot that this release can read covers them; restore the stream or the snapshot from a backup"
    )]
    Gap {
        /// The stream.
        stream: String,
        /// The floor.
        floor: FloorId,
        /// The last revision before the gap.
        after: Revision,
        /// What the records after the gap are based on.
        next: Revision,
    },
    /// The server knows less than it has acknowledged: it lags, or the stream was set back.
    #[error(
        "floor `{floor}` is at message {found} of stream `{stream}` although message {known} was acknowledged; the stream was set back or has lost records: find out why, and open the store anew to go on from what is there"
    )]
    SetBack {
        /// The stream.
        stream: String,
        /// The floor.
        floor: FloorId,
        /// The last message that is known to have been there.
        known: u64,
        /// The last message that is there, 0 if none.
        found: u64,
    },
    /// The store's own runtime could not be started, or has ended.
    #[error("the store's own runtime does not run: {0}")]
    Runtime(String),
}
