//! Who buys a lead: the choice against every set there is, against greedy waterfalls, and against choices that are wrong.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a panic here is a failed test
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    dead_code
)]

mod selling;

use fairdeal::Timestamp;
use fairdeal::selling::{Contender, SaleRange, Share, choose, choose_by_share};
use proptest::prelude::*;
use selling::brute;

#[derive(Clone, Debug)]
struct Made {
    buyer: u32,
    price_minor: u32,
    least: u32,
    most: u32,
    excludes: Vec<u32>,
    priority: u32,
    last_sold: Option<i64>,
}

fn made() -> impl Strategy<Value = Made> {
    let range = prop_oneof![
        Just((1, 1)),
        (1_u32..5).prop_map(|k| (k, k)),
        (2_u32..5).prop_map(|most| (2, most)),
        (1_u32..5).prop_map(|most| (1, most)),
        Just((1, 8)),
    ];
    let excludes = prop_oneof![3 => Just(vec![]), 2 => prop::collection::vec(0_u32..8, 1..4)];
    let last_sold = prop_oneof![Just(None), (0_i64..3).prop_map(Some)];
    (0_u32..8, 1_u32..9, range, excludes, 0_u32..2, last_sold).prop_map(
        |(buyer, price_minor, (least, most), excludes, priority, last_sold)| Made {
            buyer,
            price_minor,
            least,
            most,
            excludes,
            priority,
            last_sold,
        },
    )
}

fn contenders(made: &[Made]) -> Vec<Contender<'_>> {
    let one = |own: &'_ Made| Contender {
        buyer: own.buyer,
        price_minor: own.price_minor,
        least: own.least,
        most: own.most,
        excludes: &[],
        priority: own.priority,
        last_sold: own.last_sold.map(Timestamp::clamped),
    };
    made.iter().map(|own| Contender { excludes: &own.excludes, ..one(own) }).collect()
}

fn range() -> impl Strategy<Value = SaleRange> {
    let floor = prop_oneof![2 => Just(0), 1 => 0_u64..30];
    (1_u32..3, 1_u32..7, floor, any::<bool>()).prop_map(|(least, most, floor_minor, prefer_more)| SaleRange {
        least,
        most,
        floor_minor,
        prefer_more,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_choice_is_the_best_of_all_sets(
        made in prop::collection::vec(made(), 0..11),
        range in range(),
        held in prop::collection::vec(0_usize..11, 0..3),
    ) {
        let all = contenders(&made);
        let mut held: Vec<usize> = held.into_iter().filter(|place| *place < all.len()).collect();
        held.sort_unstable();
        held.dedup();
        let chosen = choose(&all, range, &held).chosen.map(|own| (own.members, own.revenue_minor));
        prop_assert_eq!(chosen, brute::best(&all, range, &held));
    }

    #[test]
    fn the_best_of_each_kind_is_the_best_of_its_kind(made in prop::collection::vec(made(), 0..10), range in range()) {
        let all = contenders(&made);
        let choice = choose(&all, range, &[]);
        let free = SaleRange { floor_minor: 0, ..range };
        let single = brute::best(&all, SaleRange { most: 1, ..free }, &[]);
        let shared = brute::best(&all, SaleRange { least: 2, ..free }, &[]);
        prop_assert_eq!(choice.best_single.map(|own| (own.members, own.revenue_minor)), single);
        prop_assert_eq!(choice.best_shared.map(|own| (own.members, own.revenue_minor)), shared);
    }

    #[test]
    fn no_waterfall_brings_more(made in prop::collection::vec(made(), 0..12), range in range()) {
        let all = contenders(&made);
        let range = SaleRange { floor_minor: 0, ..range };
        let chosen = choose(&all, range, &[]).chosen.map(|own| own.revenue_minor);
        prop_assert!(brute::waterfall(&all, range) <= chosen);
    }

    #[test]
    fn by_share_whoever_is_first_is_in_if_they_may_be(
        made in prop::collection::vec((made(), 0_u64..5, 1_u32..4, 0_u64..3, 1_u32..3), 0..9),
        range in range(),
    ) {
        let (own, shares): (Vec<Made>, Vec<Share>) = made
            .into_iter()
            .map(|(own, month, monthly, day, daily)| (own, Share { month, monthly, day, daily }))
            .unzip();
        let all = contenders(&own);
        let chosen = choose_by_share(&all, &shares, range, &[]).map(|own| own.members);
        // Down the order by share: keep the sets that hold each, unless there are none.
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|one, other| {
            let ((a, own), (b, others)) = ((shares[*one], &all[*one]), (shares[*other], &all[*other]));
            let cross = |x: u64, y: u32| u128::from(x) * u128::from(y);
            cross(a.month, b.monthly).cmp(&cross(b.month, a.monthly))
                .then(cross(a.day, b.daily).cmp(&cross(b.day, a.daily)))
                .then((own.priority, own.last_sold, one).cmp(&(others.priority, others.last_sold, other)))
        });
        let mut sets: Vec<Vec<usize>> = brute::sets(&all, range, &[])
            .into_iter()
            .filter(|set| brute::revenue(&all, set) >= range.floor_minor)
            .collect();
        for place in order {
            if sets.iter().any(|set| set.contains(&place)) {
                sets.retain(|set| set.contains(&place));
            }
        }
        let expected = sets.pop();
        prop_assert!(sets.is_empty());
        let sorted = chosen.map(|mut own| { own.sort_unstable(); own });
        prop_assert_eq!(sorted, expected);
    }
}

/// Choices that are nearly right are told from the right one within a hundred random leads.
#[test]
fn what_is_nearly_right_is_told_from_what_is_right() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    type Twin = fn(&[Contender<'_>], SaleRange) -> Option<u64>;
    let best = |all: &[Contender<'_>], range| choose(all, range, &[]).chosen.map(|own| own.revenue_minor);
    let twins: [(&str, Twin); 4] = [
        ("takes the greedy way", brute::waterfall),
        ("forgets who excludes whom", |all, range| {
            let open: Vec<_> = all.iter().map(|own| Contender { excludes: &[], ..own.clone() }).collect();
            choose(&open, range, &[]).chosen.map(|own| own.revenue_minor)
        }),
        ("sells to one buyer twice", |all, range| {
            let apart = all.iter().zip(0..).map(|(own, buyer)| Contender { buyer, ..own.clone() });
            choose(&apart.collect::<Vec<_>>(), range, &[]).chosen.map(|own| own.revenue_minor)
        }),
        ("shares with one who needs a second", |all, range| {
            let alone: Vec<_> = all.iter().map(|own| Contender { least: 1, ..own.clone() }).collect();
            choose(&alone, range, &[]).chosen.map(|own| own.revenue_minor)
        }),
    ];
    let mut runner = TestRunner::deterministic();
    let mut told = [false; 4];
    for _ in 0..100 {
        let made = prop::collection::vec(made(), 2..9).new_tree(&mut runner).unwrap().current();
        let all = contenders(&made);
        let range = SaleRange { least: 1, most: 4, floor_minor: 0, prefer_more: false };
        for (at, (_, twin)) in twins.iter().enumerate() {
            told[at] |= twin(&all, range) != best(&all, range);
        }
    }
    let kept: Vec<&str> =
        twins.iter().zip(told).filter(|(_, told)| !told).map(|((name, _), _)| *name).collect();
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn a_thousand_contracts_among_whom_pairs_exclude_one_another_are_chosen_from_exactly() {
    let excludes: Vec<[u32; 1]> = (0..1_000_u32).map(|own| [own ^ 1]).collect();
    let all: Vec<Contender<'_>> = (0..1_000_u32)
        .map(|own| Contender {
            buyer: own,
            price_minor: 10_000 - own,
            least: 1,
            most: 8,
            excludes: &excludes[own as usize],
            priority: 0,
            last_sold: None,
        })
        .collect();
    let range = SaleRange { least: 1, most: 8, floor_minor: 0, prefer_more: false };
    let chosen = choose(&all, range, &[]).chosen.unwrap();
    assert_eq!(chosen.members, [0, 2, 4, 6, 8, 10, 12, 14]);
    assert_eq!(chosen.revenue_minor, 8 * 10_000 - 56);
}
