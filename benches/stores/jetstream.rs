//! A NATS server on loopback. Nobody deals leads in it by hand: there is nothing to compare with.

use criterion::Criterion;
use fairdeal::store::jetstream::{JetStreamOptions, JetStreamStore};

use crate::nats::Nats;
use crate::work::{Import, group};

pub fn import(c: &mut Criterion) {
    let server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), JetStreamOptions::default()).unwrap();
    let import = Import::new();
    let mut group = group(c, "NATS JetStream, one server");
    import.one_by_one(&mut group, "", || &store);
    for most in [1_000, 16_000] {
        import.by_groups(&mut group, "", most, || &store);
    }
    group.finish();
}
