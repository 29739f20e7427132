//! From a policy document to a policy.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench, not the library")]

mod common;

use common::{Size, doc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fairdeal::Policy;
use fairdeal::policy::StrategyDoc;
use std::hint::black_box;

fn compile(c: &mut Criterion) {
    let mut group = c.benchmark_group("compile/100 agents, by rules");
    for rules in [10, 100, 10_000] {
        let doc = doc(Size { agents: 100, rules, caps: true }, StrategyDoc::RoundRobin);
        group.bench_function(BenchmarkId::from_parameter(rules), |b| {
            b.iter(|| Policy::compile(black_box(&doc)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
