//! An import of 16,000 leads into each store, by a commit a lead and by groups, beside the SQL that hosts write by hand.
//!
//! 100 agents, the one idle longest is next, under a cap a day. Everything is counted: each lead is decided, its record
//! committed, and it is durable. A try-out (`-- --test`) takes 300 leads.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    unreachable_pub,
    dead_code,
    reason = "a bench, not the library"
)]

#[path = "../common/mod.rs"]
mod common;
mod jetstream;
#[path = "../../tests/servers/nats.rs"]
mod nats;
mod plain;
mod postgres;
#[path = "../../tests/servers/postgres.rs"]
mod postgres_server;
mod sqlite;
mod work;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, sqlite::import, postgres::import, jetstream::import);
criterion_main!(benches);
