//! The fairness table: its exact bounds, and that the README quotes what is printed.
// A test may fail by panicking, in its helpers too.
#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]

#[path = "../examples/fairness/measure.rs"]
mod measure;
#[path = "../examples/fairness/mix.rs"]
mod mix;

use fairdeal::policy::StrategyDoc;
use measure::{Measured, ROTATIONS, measure, report};

const README: &str = include_str!("../README.md");

fn each(name: &str, strategy: &StrategyDoc) -> Vec<(Vec<u32>, usize, Measured)> {
    let mixes = mix::all().into_iter().filter(|mix| mix.name == name);
    mixes.map(|mix| (mix.weights.clone(), mix.leads, measure(&mix, strategy).unwrap())).collect()
}

/// R. Tijdeman, "The chairman assignment problem" (1980): 1 − 1/(2n − 2) turns, and no rule can promise less.
#[test]
fn the_ledger_keeps_tijdemans_bound() {
    for name in ["fixed weights", "everyone"] {
        for (weights, _, found) in each(name, &StrategyDoc::RoundRobin) {
            let below = i128::try_from(2 * weights.len() - 2).unwrap();
            assert!(found.deviation * below <= found.parts * (below - 1), "{weights:?}: {found:?}");
        }
    }
}

/// C. Waldspurger and W. Weihl, "Stride scheduling" (1995): among two, neither is more than a turn from its share of what
/// both have taken.
#[test]
fn strides_keep_every_pair_within_a_turn() {
    for (weights, _, found) in each("fixed weights", &StrategyDoc::Stride) {
        assert!(found.pair.0 <= found.pair.1, "{weights:?}: {found:?}");
    }
}

/// After every round of as many leads as all weigh, whole rounds are dealt exactly.
#[test]
fn smooth_and_quota_deal_whole_rounds() {
    for strategy in [StrategyDoc::SmoothWeighted, StrategyDoc::Quota] {
        for (weights, leads, found) in each("fixed weights", &strategy) {
            let total: u32 = weights.iter().sum();
            let rounds = leads as u32 / total;
            for (taken, weight) in found.taken.iter().zip(&weights) {
                assert!((rounds * weight..=(rounds + 1) * weight).contains(taken), "{weights:?}: {found:?}");
            }
        }
    }
}

/// Everybody here and alike: whatever goes round deals the next turn to nobody before all have had one.
#[test]
fn among_equals_who_are_here_all_go_round() {
    for (name, strategy) in ROTATIONS.iter().filter(|(name, _)| !matches!(*name, "random" | "longest_idle")) {
        for (weights, _, found) in each("everyone", strategy) {
            let members = i128::try_from(weights.len()).unwrap();
            assert!(found.deviation * members <= found.parts * (members - 1), "{name}: {found:?}");
            assert!(found.gap < 2 * weights.len(), "{name}: {found:?}");
        }
    }
}

#[test]
fn the_readme_quotes_what_is_printed() {
    let printed = report().unwrap();
    let table = printed.split("\n\n").nth(1).unwrap();
    assert!(README.contains(table), "the README should say\n{table}\n\nall of it:\n{printed}");
}
