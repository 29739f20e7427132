//! A store in PostgreSQL, behind the feature `postgres`.
//!
//! [`PostgresStore`] is for hosts that block, [`AsyncPostgresStore`] for hosts on Tokio. Both send the same statements: one
//! round trip a load, one a commit, one for the commits of many floors. [`PostgresListener`] and
//! [`AsyncPostgresListener`] hear of the commits of other processes. What it takes of a server is in
//! [`docs::stores`](crate::docs::stores).

mod asynchronous;
mod batch;
mod blocking;
mod error;
mod followed;
mod listener;
mod loading;
mod migration;
mod options;
mod own_runtime;
mod rows;
mod schema;
mod server;
mod session;
mod statements;

pub use asynchronous::AsyncPostgresStore;
pub use blocking::PostgresStore;
pub use error::{PostgresStoreError, ServerError};
pub use listener::{AsyncPostgresListener, Heard, PostgresListener};
pub use options::PostgresOptions;
pub use server::PostgresServer;
