//! From a document to a policy with everything that lint says of it: rules that earlier ones leave nothing for, territories that
//! overlap, and what nobody holds.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench, not the library"
)]

#[allow(unreachable_pub, dead_code)]
mod geography;
#[allow(unreachable_pub, dead_code)]
mod many_rules;

use std::hint::black_box;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use fairdeal::Policy;
use fairdeal::policy::{ConditionDoc, IssueKind, PolicyDoc};
use fairdeal::territory::{AreaDoc, CountyShareDoc, CoversDoc, Territories, TerritoriesDoc, ZipFactsDoc};
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
                        let of = draws.below(at.div_ceil(2)) as usize * 2;
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

/// A million are compiled once, if asked for by the argument `1000000`, and the time is printed: ten times would take minutes.
fn of_rules(c: &mut Criterion) {
    let said = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    let sizes: &[u64] = match (said("--test"), said("1000000")) {
        (true, _) => &[1_000],
        (_, true) => &[10_000, 100_000, 1_000_000],
        _ => &[10_000, 100_000],
    };
    for kind in ["drawn", "every second shadowed", "a hundred ZIP codes"] {
        let mut group = c.benchmark_group(format!("lint/rules/{kind}"));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        for rules in sizes {
            let doc = rules_of(kind, *rules);
            let begun = Instant::now();
            let policy = Policy::compile(&doc).unwrap();
            let took_ms = begun.elapsed().as_millis();
            let never = [IssueKind::Shadowed, IssueKind::NeverHolds];
            let never = policy.lint().iter().filter(|issue| never.contains(&issue.kind)).count();
            println!("{rules} rules, {kind}: {never} are never the first to hold; once in {took_ms} ms");
            if *rules <= 100_000 {
                group.throughput(Throughput::Elements(*rules));
                group.bench_function(BenchmarkId::from_parameter(rules), |b| {
                    b.iter_with_large_drop(|| Policy::compile(black_box(&doc)).unwrap());
                });
            }
        }
        group.finish();
    }
}

fn of_territories(c: &mut Criterion) {
    let mut numbers = Numbers(7);
    let mut zip = || format!("{:05}", numbers.below(41_000) * 2);
    let lists = geography::doc((0..3_000).map(|_| vec![CoversDoc::Zips((0..41).map(|_| zip()).collect())]));
    let mut numbers = Numbers(8);
    let mut stretch = || {
        let from = numbers.below(99_000);
        CoversDoc::ZipRange { from: format!("{from:05}"), to: format!("{:05}", from + numbers.below(999)) }
    };
    let ranges = geography::doc((0..3_000).map(|_| vec![stretch(), stretch()]));
    let stretches = geography::doc((0..41_000).map(|at| {
        let from = at * 2 + 1;
        vec![CoversDoc::ZipRange { from: format!("{from:05}"), to: format!("{from:05}") }]
    }));
    let facts = TerritoriesDoc {
        zip_facts: (0..41_000)
            .map(|at| ZipFactsDoc {
                zip: format!("{:05}", 55_000 + at),
                states: vec!["MN".to_owned()],
                counties: vec![CountyShareDoc {
                    county: format!("{:05}", 27_001 + at % 86 * 2),
                    share_bp: 10_000,
                }],
            })
            .collect(),
        ..geography::doc((0..80).map(|at| vec![CoversDoc::Counties(vec![format!("{:05}", 27_001 + at * 2)])]))
    };
    let area = |outer_e7: Vec<_>| vec![CoversDoc::Polygons(vec![AreaDoc { outer_e7, holes_e7: Vec::new() }])];
    let counties = geography::counties(3);
    let twice = geography::doc(counties.iter().chain(&counties).cloned().map(area));
    let mut group = c.benchmark_group("lint/territories");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, doc) in [
        ("3,000 with 41 of 41,000 ZIP codes each", lists),
        ("3,000 with two of overlapping ranges each", ranges),
        ("41,000 with a ZIP code each", stretches),
        ("3,000 areas, each twice", twice),
        ("80 of 86 counties of 41,000 ZIP codes", facts),
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
