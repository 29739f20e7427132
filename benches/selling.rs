//! Who buys a lead: chosen among contracts, and decided with everything around it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a bench, not the library"
)]

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fairdeal::policy::{
    BuyerDoc, ContractDoc, EqualRevenueDoc, ExchangeDoc, ExclusivityDoc, LevelDoc, PolicyDoc, PostingDoc,
    ReserveDoc, SaleChoiceDoc, SalePriceDoc, SaleTermsDoc, SellDoc,
};
use fairdeal::selling::{Contender, ExchangeState, SaleCommand, SaleOutcome, SaleRange, choose, decide_sale};
use fairdeal::{Lead, Policy, Timestamp};

const START: i64 = 1_772_460_000_000;

/// Numbers from 0, the same ones every time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: u64) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % most).unwrap()
    }
}

/// How buyers exclude one another.
#[derive(Clone, Copy)]
enum Exclusions {
    None,
    /// A tenth of them, in pairs.
    Pairs,
    /// Twenty of them in a chain, each excluding the next; the rest in pairs as above.
    Chain,
}

fn excluded(own: u32, how: Exclusions) -> Vec<u32> {
    match how {
        Exclusions::Chain if own < 20 => vec![own + 1],
        Exclusions::Pairs | Exclusions::Chain if own % 20 < 2 => vec![own ^ 1],
        _ => Vec::new(),
    }
}

fn terms(draws: &mut Draws) -> (u32, u32) {
    match draws.below(10) {
        0..=1 => (1, 1),
        2 => (3, 3),
        3..=4 => (2, 4),
        _ => (1, 1 + draws.below(8)),
    }
}

fn choice(c: &mut Criterion) {
    let mut group = c.benchmark_group("selling/choice");
    group.throughput(Throughput::Elements(1));
    let range = SaleRange { least: 1, most: 8, floor_minor: 0, prefer_more: false };
    for (name, how) in
        [("apart", Exclusions::None), ("pairs", Exclusions::Pairs), ("chain", Exclusions::Chain)]
    {
        for count in [10_u32, 100, 1_000] {
            let mut draws = Draws(2_463_534_242);
            let excludes: Vec<Vec<u32>> = (0..count).map(|own| excluded(own, how)).collect();
            let contenders: Vec<Contender<'_>> = (0..count)
                .map(|own| {
                    let (least, most) = terms(&mut draws);
                    Contender {
                        buyer: own,
                        price_minor: 500 + draws.below(5_000),
                        least,
                        most,
                        excludes: &excludes[own as usize],
                        priority: 0,
                        last_sold: None,
                    }
                })
                .collect();
            group.bench_function(BenchmarkId::new(name, count), |b| {
                b.iter(|| choose(black_box(&contenders), range, &[]).chosen.unwrap());
            });
        }
    }
    group.finish();
}

fn policy(count: u32) -> Policy {
    let mut draws = Draws(88_172_645_463_325_252);
    let buyers = (0..count).map(|own| BuyerDoc {
        id: format!("buyer-{own}").parse().unwrap(),
        contracts: vec![ContractDoc {
            id: format!("contract-{own}").parse().unwrap(),
            level: None,
            when: None,
            price: SalePriceDoc::Fixed { price_minor: 500 + draws.below(5_000) },
            exclusivity: ExclusivityDoc::Any { max_buyers: 1 + draws.below(4) },
            excluded_buyers: Vec::new(),
            min_quality: None,
            max_age_s: None,
            calendar: None,
            caps: Vec::new(),
            priority: 0,
            target: None,
        }],
        caps: Vec::new(),
        credit_minor: None,
        duplicates: None,
        ping_s: None,
    });
    let exchange = ExchangeDoc {
        currency: "USD".to_owned(),
        levels: vec![LevelDoc {
            id: "all".parse().unwrap(),
            choice: SaleChoiceDoc::Revenue,
            ping_s: 5,
            post_s: 30,
        }],
        terms: vec![SaleTermsDoc {
            id: "all".parse().unwrap(),
            when: None,
            max_sales: 4,
            floor_minor: 0,
            sell: SellDoc::Either,
            suppressed_buyers: Vec::new(),
        }],
        buyers: buyers.collect(),
        quality: None,
        shown: Vec::new(),
        duplicates: Vec::new(),
        returns: None,
        reserve: ReserveDoc::AtPost,
        posting: PostingDoc::Together,
        equal_revenue: EqualRevenueDoc::FewerBuyers,
    };
    PolicyDoc::builder("bench").exchange(exchange).compile().unwrap()
}

/// A lead comes in, everybody would have it, the best set is chosen and given it.
fn offer(c: &mut Criterion) {
    let mut group = c.benchmark_group("selling/offer");
    group.throughput(Throughput::Elements(1));
    for count in [10_u32, 100, 1_000] {
        let policy = policy(count);
        let state = ExchangeState::new();
        let lead = Lead::new("L").unwrap().with("zip", "05401");
        let command = SaleCommand::Offer { lead, suppressed_buyers: Vec::new() };
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter_batched(
                || (),
                |()| {
                    let decision =
                        decide_sale(&policy, &state, Timestamp::clamped(START), black_box(&command));
                    assert!(matches!(&decision.outcome, SaleOutcome::Lead(news) if !news.asks.is_empty()));
                    decision
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, choice, offer);
criterion_main!(benches);
