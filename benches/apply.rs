//! Taking a record into the state.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench, not the library"
)]

mod common;

use common::{Bench, Size};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fairdeal::policy::StrategyDoc;

/// A thousand assignments made beforehand, applied one after the other.
fn apply(c: &mut Criterion) {
    let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: true }, StrategyDoc::RoundRobin);
    let before = bench.state.clone();
    let records: Vec<_> = (0..1_000).filter_map(|number| bench.run(&bench.submit(number)).recorded).collect();
    let mut group = c.benchmark_group("apply/100 agents, day cap");
    group.throughput(criterion::Throughput::Elements(1_000));
    group.bench_function("1,000 assignments", |b| {
        b.iter_batched_ref(
            || before.clone(),
            |state| records.iter().for_each(|record| state.apply(record).unwrap()),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, apply);
criterion_main!(benches);
