//! The whole state as bytes, and back.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench, not the library"
)]

mod common;

use common::{Bench, Size};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fairdeal::FloorState;
use fairdeal::policy::StrategyDoc;
use std::hint::black_box;

fn snapshot(c: &mut Criterion) {
    for open in [1_000, 100_000] {
        let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: true }, StrategyDoc::RoundRobin);
        bench.fill(open);
        let bytes = bench.state.snapshot();
        let mut group = c.benchmark_group("snapshot/open leads");
        group.throughput(criterion::Throughput::Elements(open as u64));
        group.bench_function(BenchmarkId::new("write", open), |b| {
            b.iter(|| black_box(&bench.state).snapshot())
        });
        group.bench_function(BenchmarkId::new("restore", open), |b| {
            b.iter(|| FloorState::restore(black_box(&bytes)).unwrap());
        });
        group.finish();
    }
}

criterion_group!(benches, snapshot);
criterion_main!(benches);
