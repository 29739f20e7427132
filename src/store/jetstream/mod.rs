//! A store in NATS JetStream: one subject a floor, one message a commit.
//!
//! [`AsyncJetStreamStore`] is for asynchronous hosts, [`JetStreamStore`] for the blocking [`Engine`](crate::Engine).
//! Both keep the same stream, and any number of processes on any number of machines may share it: nothing is owned,
//! and any of them may go on with any floor at any time.
//!
//! - **Conflict.** A commit is published with the sequence of the floor's last message
//!   (`Nats-Expected-Last-Subject-Sequence`), and the server keeps it only if that still is the last. A cluster may keep
//!   two all the same; the message therefore names the one it follows, and the first in the stream's order is the one.
//! - **All or nothing.** A commit is one message. One that is too large for a message is put into an object first; the
//!   message then names the object.
//! - **Durable** is what the server's acknowledgement means, which depends on its settings: see
//!   [STORES](crate::docs::stores).
//! - **Loads** ask the stream's leader, never a replica that may lag. A handle that is answered less than it has seen
//!   acknowledged waits, and then fails by [`JetStreamError::SetBack`].
//!
//! [`client`] is the NATS client this is built on, for hosts that connect in their own way.

mod asynchronous;
mod base;
mod blocking;
mod chain;
mod commit;
mod envelope;
mod error;
mod follow;
mod large;
mod options;
mod read;
mod stream;
mod subject;

pub use async_nats as client;

pub use asynchronous::AsyncJetStreamStore;
pub use blocking::{JetStreamFollower, JetStreamStore};
pub use error::JetStreamError;
pub use follow::{AsyncJetStreamFollower, FloorMoved};
pub use options::JetStreamOptions;
