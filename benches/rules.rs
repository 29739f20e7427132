//! Which plan a lead goes to, by rules that ask for one to six things each, alone: nobody is picked.
//!
//! Every rule names a postal code, the start of one, a company or a narrow range, and up to five of a state, a product, a
//! source, a score and a flag. A lead has all of them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    reason = "a bench, not the library"
)]

#[allow(unreachable_pub)]
mod many_rules;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fairdeal::policy::{RuleDoc, RuleEdit};
use fairdeal::{Lead, Policy};
use many_rules::{Draws, ZIPS, companies, condition, doc};

const LEADS: usize = 4_096;

fn policy(rules: u64) -> Policy {
    Policy::compile(&doc(rules, |draws, _| condition(draws, rules))).unwrap()
}

fn leads(rules: u64) -> Vec<Lead> {
    let mut draws = Draws(2_463_534_242);
    let lead = |number| {
        Lead::new(&format!("L{number}"))
            .unwrap()
            .with("zip", format!("{:05}", 10_000 + draws.below(ZIPS)))
            .with("company", format!("company {}", draws.below(companies(rules))))
            .with("state", format!("state {}", draws.below(50)))
            .with("product", format!("product {}", draws.below(200)))
            .with("source", format!("source {}", draws.below(20)))
            .with("employees", draws.below(1_000_000) as i64)
            .with("score", draws.below(100) as i64)
            .with("partner", draws.below(2) == 0)
    };
    (0..LEADS).map(lead).collect()
}

/// One rule after the other is put in anew, with another condition, each into the policy that came of the one before. A policy
/// that is thrown away is not counted.
fn replace_one(c: &mut Criterion) {
    let tried = std::env::args().any(|argument| argument == "--test");
    let sizes: &[u64] = if tried { &[10_000] } else { &[10_000, 1_000_000] };
    let mut group = c.benchmark_group("replace one rule/of");
    group.throughput(Throughput::Elements(1));
    for rules in sizes {
        let mut policy = policy(*rules);
        let mut draws = Draws(7_046_029_254_386_353);
        group.bench_function(BenchmarkId::from_parameter(rules), |b| {
            b.iter_batched(
                || {
                    let at = draws.below(*rules);
                    let when = condition(&mut draws, *rules);
                    let rule = RuleDoc::new(&format!("r{at}"), at.try_into().unwrap(), when, "standard");
                    [RuleEdit::Put(rule.unwrap())]
                },
                |edits| {
                    let edited = policy.edit_rules(&edits).unwrap();
                    core::mem::replace(&mut policy, edited)
                },
                criterion::BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// The lead is read and the first rule found, another lead every time. Before that it is said how many bytes the rules take.
fn which_plan(c: &mut Criterion) {
    // A try-out shall not build a million rules.
    let tried = std::env::args().any(|argument| argument == "--test");
    let sizes: &[u64] = if tried { &[100, 10_000] } else { &[100, 10_000, 1_000_000] };
    let mut group = c.benchmark_group("which plan/by rules");
    group.throughput(Throughput::Elements(1));
    for rules in sizes {
        let policy = policy(*rules);
        println!("{rules} rules take {} bytes each", policy.rule_bytes() as u64 / rules);
        let leads = leads(*rules);
        let mut turns = leads.iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(rules), |b| {
            b.iter(|| policy.plan_of(black_box(turns.next().unwrap())).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, which_plan, replace_one);
criterion_main!(benches);
