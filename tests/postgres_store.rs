//! The store in PostgreSQL keeps to its contract, through crashes, cuts, refusals and races, with a server of the tests' own.
//!
//! `cargo test --features postgres --test postgres_store -- --nocapture` prints how many faults were injected and how many
//! decisions checked. It needs the server's binaries: `apt-get install postgresql`.
#![cfg(feature = "postgres")]
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test; it reads clocks and starts processes"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;
mod kept;
#[path = "servers/proxy.rs"]
mod proxy;
#[path = "servers/postgres.rs"]
mod server;

#[path = "postgres_store/checked.rs"]
mod checked;
#[path = "postgres_store/contract.rs"]
mod contract;
#[path = "../examples/postgres_host/run.rs"]
mod example;
#[path = "postgres_store/faults.rs"]
mod faults;
#[path = "postgres_store/host.rs"]
mod host;
#[path = "postgres_store/listening.rs"]
mod listening;
#[path = "postgres_store/refusals.rs"]
mod refusals;
#[path = "postgres_store/schema.rs"]
mod schema;
