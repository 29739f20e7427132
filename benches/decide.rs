//! A decision and its application: one lead to one agent, whole, quiet.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench, not the library"
)]

mod common;

use common::{Bench, Size, strategies};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fairdeal::Command;
use fairdeal::policy::StrategyDoc;
use std::hint::black_box;

/// Decides and applies submissions of leads made beforehand, a batch at a time; the floor is emptied in between. A batch
/// is small enough for its leads to stay in the caches close to the core: what is measured is the work, hot.
fn decide_and_apply(c: &mut Criterion, group: &str, id: BenchmarkId, bench: &mut Bench) {
    let commands: Vec<Command> = (0..64).map(|n| bench.submit(10_000_000 + n)).collect();
    let mut group = c.benchmark_group(group);
    group.throughput(criterion::Throughput::Elements(1));
    group.bench_function(id, |b| {
        b.iter_custom(|iterations| bench.time(&commands, iterations));
    });
    group.finish();
}

fn strategies_at_100(c: &mut Criterion) {
    for (name, strategy) in strategies() {
        let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: false }, strategy);
        decide_and_apply(
            c,
            "decide+apply/100 agents, 100 rules",
            BenchmarkId::from_parameter(name),
            &mut bench,
        );
    }
    let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: true }, StrategyDoc::RoundRobin);
    decide_and_apply(
        c,
        "decide+apply/100 agents, 100 rules",
        BenchmarkId::from_parameter("round_robin, day cap"),
        &mut bench,
    );
}

/// From ten agents to a hundred thousand, with most of them here and with hardly any.
fn growth_in_agents(c: &mut Criterion) {
    for percent_here in [80, 1] {
        let group = format!("decide+apply/by agents, {percent_here} % of them here");
        for (name, strategy) in strategies() {
            for agents in [10, 1_000, 100_000] {
                let mut bench = Bench::new(Size { agents, rules: 100, caps: false }, strategy.clone());
                bench.keep_here(percent_here);
                decide_and_apply(c, &group, BenchmarkId::new(name, agents), &mut bench);
            }
        }
    }
}

fn growth_in_open_leads(c: &mut Criterion) {
    for open in [0, 10_000, 1_000_000] {
        let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: false }, StrategyDoc::RoundRobin);
        bench.fill(open);
        decide_and_apply(c, "decide+apply/by open leads", BenchmarkId::from_parameter(open), &mut bench);
    }
}

fn growth_in_rules(c: &mut Criterion) {
    for rules in [10, 100, 10_000] {
        let mut bench = Bench::new(Size { agents: 100, rules, caps: false }, StrategyDoc::RoundRobin);
        decide_and_apply(c, "decide+apply/by rules", BenchmarkId::from_parameter(rules), &mut bench);
    }
}

fn quiet_and_traced(c: &mut Criterion) {
    let mut bench = Bench::new(Size { agents: 100, rules: 100, caps: false }, StrategyDoc::RoundRobin);
    bench.fill(300);
    let command = bench.submit(1_000_000);
    let inputs = fairdeal::Inputs { now: bench.now, roll: &bench.roll };
    let mut group = c.benchmark_group("decide/100 agents, 100 rules");
    group.bench_function("quiet", |b| b.iter(|| bench.decide(black_box(&command))));
    group.bench_function("explained", |b| {
        b.iter(|| fairdeal::explain(&bench.policy, &bench.state, &inputs, black_box(&command)));
    });
    group.finish();
}

criterion_group!(
    benches,
    strategies_at_100,
    growth_in_agents,
    growth_in_open_leads,
    growth_in_rules,
    quiet_and_traced
);
criterion_main!(benches);
