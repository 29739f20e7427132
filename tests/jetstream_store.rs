//! The store in NATS JetStream, over servers of the test's own.
#![cfg(feature = "jetstream")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a panic here is a failed test, and servers take files, clocks and threads"
)]

#[path = "jetstream/faults.rs"]
mod faults;
#[path = "jetstream/floor.rs"]
mod floor;
#[path = "servers/nats.rs"]
mod nats;
#[path = "jetstream/service.rs"]
mod service;
#[path = "servers/wire.rs"]
mod wire;

use fairdeal::store::jetstream::{JetStreamOptions, JetStreamStore};
use fairdeal::testing::store::check;

use nats::Nats;

#[test]
fn it_keeps_the_contract() {
    let server = Nats::start();
    let ways = [
        ("plain", JetStreamOptions::default()),
        ("json", JetStreamOptions::default().form(fairdeal::store::RecordForm::Json)),
        ("often", JetStreamOptions::default().snapshot_every(3)),
        ("each", JetStreamOptions::default().snapshot_every(1)),
    ];
    for (name, options) in ways {
        let options = options.stream(name).prefix(&format!("{name}.floors"));
        check("suite", || JetStreamStore::connect(&server.url(), options.clone()).unwrap())
            .unwrap_or_else(|faulty| panic!("{name}: {faulty}"));
    }
}
