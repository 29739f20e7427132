//! A history into a state.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench, not the library"
)]

mod common;

use common::{Bench, Size};
use criterion::{Criterion, criterion_group, criterion_main};
use fairdeal::policy::StrategyDoc;
use fairdeal::report::{By, Options, Tally};
use fairdeal::{FloorState, Name, open};

fn replay(c: &mut Criterion) {
    let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: true }, StrategyDoc::RoundRobin);
    let mut history = vec![open(&bench.policy, bench.now)];
    history.extend((0..16_000).filter_map(|number| bench.run(&bench.submit(number)).recorded));
    let events: usize = history.iter().map(|record| record.events.len()).sum();
    let mut group = c.benchmark_group("replay/16,000 leads, 100 agents, day cap");
    group.throughput(criterion::Throughput::Elements(events as u64));
    group.bench_function("events", |b| b.iter(|| FloorState::replay(&history).unwrap()));
    group.bench_function("tallied by agent, source and stage", |b| {
        let by = [vec![By::Agent], vec![By::Attribute(Name::new("source").unwrap())], vec![By::Stage]];
        b.iter(|| {
            let mut tally = Tally::new(Options::new(by.clone()));
            history.iter().for_each(|record| tally.take(record).unwrap());
            let report = tally.report(bench.now);
            assert_eq!(report.tables.len(), 3);
        });
    });
    group.finish();
}

criterion_group!(benches, replay);
criterion_main!(benches);
