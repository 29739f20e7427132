//! From a document to a policy with everything that lint says of it: rules that earlier ones leave nothing for, territories that
//! overlap, and what nobody holds.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench, not the library"
)]

#[allow(unreachable_pub, dead_code)]
mod geography;
#[allow(unreachable_pub, dead_code)]
mod many_rules;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use fairdeal::Policy;
use fairdeal::policy::{ConditionDoc, IssueKind, PolicyDoc};
use fairdeal::territory::{AreaDoc, CoversDoc, Territories, TerritoriesDoc, TerritoryDoc};
use geography::Numbers;
use many_rules::{Draws, condition, doc, equals, range};

/// Rules as they are drawn; every second one an earlier one that asks for something more; and rules that ask for one of a hundred
/// ZIP codes, so that very many are filed under each.
fn rules_of(kind: &str, rules: u64) -> PolicyDoc {
    match kind {
        "drawn" => doc(rules, |draws, _| condition(draws, rules)),
        "every second shadowed" => {
            let mut before: Vec<ConditionDoc> = Vec::new();
            doc(rules, |draws, at| {
                let when = match at % 2 {
                    1 => {
                        let of = draws.below(before.len() as u64) as usize;
                        ConditionDoc::All(vec![
                            before[of].clone(),
                            range("employees", draws.below(1_000_000), 20),
                        ])
                    }
                    _ => condition(draws, rules),
                };
                before.push(when.clone());
                when
            })
        }
        _ => doc(rules, |draws, _| crowded(draws)),
    }
}

fn crowded(draws: &mut Draws) -> ConditionDoc {
    ConditionDoc::All(vec![
        equals("zip", format!("{:05}", 10_000 + draws.below(100))),
        equals("state", format!("state {}", draws.below(50))),
        equals("product", format!("product {}", draws.below(200))),
        equals("source", format!("source {}", draws.below(20))),
        range("score", draws.below(80), 20),
    ])
}

fn of_rules(c: &mut Criterion) {
    let tried = std::env::args().any(|argument| argument == "--test");
    let sizes: &[u64] = if tried { &[1_000] } else { &[10_000, 100_000, 1_000_000] };
    for kind in ["drawn", "every second shadowed", "a hundred ZIP codes"] {
        let mut group = c.benchmark_group(format!("lint/rules/{kind}"));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        for rules in sizes {
            let doc = rules_of(kind, *rules);
            let policy = Policy::compile(&doc).unwrap();
            let shadowed = policy.lint().iter().filter(|issue| issue.kind == IssueKind::Shadowed).count();
            println!("{rules} rules, {kind}: {shadowed} shadowed");
            drop(policy);
            group.throughput(Throughput::Elements(*rules));
            group.bench_function(BenchmarkId::from_parameter(rules), |b| {
                b.iter_with_large_drop(|| Policy::compile(black_box(&doc)).unwrap());
            });
        }
        group.finish();
    }
}

fn territories(covers: impl Iterator<Item = Vec<CoversDoc>>) -> TerritoriesDoc {
    let own = covers.enumerate().map(|(at, covers)| TerritoryDoc {
        id: format!("t{at}").parse().unwrap(),
        priority: 0,
        from: None,
        until: None,
        covers,
    });
    TerritoriesDoc { territories: own.collect(), ..TerritoriesDoc::default() }
}

fn of_territories(c: &mut Criterion) {
    let mut numbers = Numbers(7);
    let mut zip = || format!("{:05}", numbers.below(41_000) * 2);
    let lists = territories((0..3_000).map(|_| vec![CoversDoc::Zips((0..41).map(|_| zip()).collect())]));
    let mut numbers = Numbers(8);
    let mut stretch = || {
        let from = numbers.below(99_000);
        CoversDoc::ZipRange { from: format!("{from:05}"), to: format!("{:05}", from + numbers.below(999)) }
    };
    let ranges = territories((0..3_000).map(|_| vec![stretch(), stretch()]));
    let stretches = territories((0..41_000).map(|at| {
        let from = at * 2 + 1;
        vec![CoversDoc::ZipRange { from: format!("{from:05}"), to: format!("{from:05}") }]
    }));
    let area = |outer_e7: Vec<_>| vec![CoversDoc::Polygons(vec![AreaDoc { outer_e7, holes_e7: Vec::new() }])];
    let counties = geography::counties(3);
    let twice = territories(counties.iter().chain(&counties).cloned().map(area));
    let mut group = c.benchmark_group("lint/territories");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, doc) in [
        ("3,000 with 41 of 41,000 ZIP codes each", lists),
        ("3,000 with two of overlapping ranges each", ranges),
        ("41,000 with a ZIP code each", stretches),
        ("3,000 areas, each twice", twice),
    ] {
        let own = Territories::compile(&doc).unwrap();
        println!("{name}: {} warnings", own.warnings().len());
        group.bench_function(name, |b| {
            b.iter_with_large_drop(|| Territories::compile(black_box(&doc)).unwrap())
        });
    }
    group.finish();
}

criterion_group!(benches, of_rules, of_territories);
criterion_main!(benches);
