//! A lead through the engine: decided, committed to the store in memory, applied, and what follows ticked.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench, not the library")]

mod common;

use common::{Size, doc};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use fairdeal::policy::StrategyDoc;
use fairdeal::{Command, Engine, FloorId, Lead, ManualClock, MemoryStore, Policy, PresenceBoard, Timestamp};

const LEADS: usize = 1_000;

fn submits(c: &mut Criterion) {
    let policy =
        Policy::compile(&doc(Size { agents: 10, rules: 10, caps: true }, StrategyDoc::RoundRobin)).unwrap();
    let now = Timestamp::from_millis(common::START).unwrap();
    let leads = (0..LEADS).map(|number| Command::Submit(Lead::new(&format!("L-{number}")).unwrap()));
    let leads: Vec<Command> = leads.collect();
    let host = || {
        let (store, board, clock) = (MemoryStore::new(), PresenceBoard::new(), ManualClock::new(now));
        Engine::open(FloorId::new("north").unwrap(), store, board, clock, policy.clone()).unwrap()
    };
    let mut group = c.benchmark_group("engine/10 agents, day cap, store in memory");
    group.throughput(Throughput::Elements(LEADS as u64));
    group.bench_function("submit", |b| {
        b.iter_batched_ref(
            host,
            |host| leads.iter().for_each(|lead| drop(host.run(lead).unwrap())),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, submits);
criterion_main!(benches);
