//! Random histories of random exchanges: what must hold of every one, and that it is noticed where it does not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a panic here is a failed test
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub,
    dead_code
)]

mod selling;

use fairdeal::selling::{
    ExchangeFloor, ExchangeState, PassedOver, SaleCommand, SaleEvent, SaleOutcome, SaleRecord, WhyPassed,
    decide_sale,
};
use fairdeal::{Lead, Timestamp};
use selling::audit::Audit;
use selling::market;

#[test]
fn every_history_keeps_to_caps_funds_ranges_and_exclusions_and_its_book_balances() {
    let (mut sales, mut shared, mut voided, mut unknown, mut resold) = (0, 0, 0, 0, 0);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|own| own.parse().ok()).unwrap_or(120);
    for seed in 0..cases {
        let (doc, records, exchange) = market::history(seed, 150);
        let audit = Audit::of(&doc, &records).unwrap_or_else(|said| panic!("seed {seed}: {said}\n{doc}"));
        let book = exchange.state().book();
        assert!(book.balances(), "seed {seed}");
        assert_eq!(
            (book.total.sold_minor, book.total.refunded_minor, book.total.sales),
            (audit.sold_minor, audit.refunded_minor, audit.sales),
            "seed {seed}"
        );
        let mut again = ExchangeState::new();
        records.iter().for_each(|record| again.apply(record).unwrap());
        assert_eq!(again, *exchange.state(), "seed {seed}");
        let bytes = again.snapshot().unwrap();
        assert_eq!(ExchangeState::restore(&bytes).unwrap().snapshot().unwrap(), bytes, "seed {seed}");
        sales += audit.sales;
        shared += audit.shared;
        voided += audit.voided;
        unknown += audit.unknown;
        resold += audit.resold;
    }
    assert!(
        sales > 400 && shared > 100 && voided > 5 && unknown > 50 && resold > 10,
        "the histories come by little: {sales} sales, {shared} shared, {voided} voided, {unknown} unknown, {resold} resold"
    );
}

/// Why a contract of the first level is passed over for a new lead at an instant, and when that is over.
fn passed_over(exchange: &ExchangeFloor, email: &str, at: Timestamp) -> Option<Vec<PassedOver>> {
    let lead = Lead::new("new").unwrap().with("email", email);
    let offer = SaleCommand::Offer { lead, suppressed_buyers: Vec::new() };
    match decide_sale(exchange.policy(), exchange.state(), at, &offer).outcome {
        SaleOutcome::Lead(news) => {
            let first = |own: &PassedOver| {
                let buyers = exchange.policy().doc().exchange.iter().flat_map(|own| &own.buyers);
                let mut contracts = buyers.flat_map(|own| &own.contracts);
                contracts.any(|doc| {
                    doc.id == own.contract && doc.level.as_ref().is_some_and(|own| own.as_str() == "top")
                })
            };
            Some(news.passed_over.into_iter().filter(first).collect())
        }
        _ => None,
    }
}

/// The same reason, whatever its numbers.
fn alike(one: &WhyPassed, other: &WhyPassed) -> bool {
    match (one, other) {
        (WhyPassed::CapFull { cap, .. }, WhyPassed::CapFull { cap: others, .. }) => cap == others,
        _ => core::mem::discriminant(one) == core::mem::discriminant(other),
    }
}

#[test]
fn what_stands_in_the_way_does_so_until_the_instant_it_says_and_no_longer() {
    let (mut caps, mut closed, mut bought) = (0, 0, 0);
    for (seed, length) in (0..120).flat_map(|seed| [(seed, 60), (seed, 150)]) {
        let (_, _, exchange) = market::history(seed, length);
        for person in 0..4 {
            let email = format!("p{person}@example.org");
            let Some(passed) = passed_over(&exchange, &email, exchange.state().clock()) else { continue };
            for own in passed {
                let Some(clears_at) = own.clears_at else { continue };
                let there = |at: Timestamp| passed_over(&exchange, &email, at);
                let same = |other: &PassedOver| other.contract == own.contract;
                let before = there(Timestamp::clamped(clears_at.as_millis() - 1));
                // A block that is over is full until the next one begins, and by then closed.
                assert!(before.is_none_or(|all| all.iter().any(same)), "seed {seed}: {own} clears before");
                let then = there(clears_at).unwrap_or_default();
                let still = then.iter().any(|other| same(other) && alike(&other.why, &own.why));
                assert!(!still, "seed {seed}: {own} does not clear then");
                match own.why {
                    WhyPassed::CapFull { .. } => caps += 1,
                    WhyPassed::Closed { .. } => closed += 1,
                    WhyPassed::BoughtBefore { .. } => bought += 1,
                    other => panic!("{other} has an end"),
                }
            }
        }
    }
    assert!(caps > 50 && closed > 20 && bought > 5, "{caps} caps, {closed} closed, {bought} bought before");
}

#[test]
fn a_record_that_does_not_follow_is_refused_and_changes_nothing() {
    let (_, records, _) = market::history(7, 60);
    let mut state = ExchangeState::new();
    for (at, record) in records.iter().enumerate() {
        let before = state.clone();
        if let Some(next) = records.get(at + 1) {
            assert!(state.apply(next).is_err());
            let moved = SaleRecord { revision: record.revision, at: record.at, events: next.events.clone() };
            let of_unknown =
                next.events.iter().filter_map(SaleEvent::lead).any(|lead| state.sale(lead).is_none());
            let offers = next.events.iter().any(|event| matches!(event, SaleEvent::Offered { .. }));
            if of_unknown && !offers {
                assert!(state.apply(&moved).is_err());
            }
        }
        assert_eq!(state, before);
        state.apply(record).unwrap();
        assert!(state.apply(record).is_err(), "no record is taken in twice");
    }
    let mut bytes = state.snapshot().unwrap();
    bytes.truncate(bytes.len() / 2);
    assert!(ExchangeState::restore(&bytes).is_err());
}

/// Histories with something wrong in them: what the machine must never do.
#[test]
fn what_must_not_happen_is_noticed_where_it_does() {
    type Spoil = fn(&mut Vec<SaleEvent>, usize) -> bool;
    let twins: [(&str, Spoil); 11] = [
        ("a cent more than was bid", |events, at| match &mut events[at] {
            SaleEvent::Sold { price_minor, .. } => {
                *price_minor += 1;
                true
            }
            _ => false,
        }),
        ("sold twice", |events, at| {
            let sold = matches!(events[at], SaleEvent::Sold { .. });
            if sold {
                events.insert(at, events[at].clone());
            }
            sold
        }),
        ("sold without having been taken", |events, at| {
            let accepted = matches!(events[at], SaleEvent::PostAccepted { .. });
            if accepted {
                events.remove(at);
            }
            accepted
        }),
        ("sold without room reserved", |events, at| {
            let held = matches!(events[at], SaleEvent::Held { .. });
            if held {
                events.remove(at);
            }
            held
        }),
        ("sold although it is not known who has it", |events, at| match &events[at] {
            SaleEvent::Sold { lead, contract, .. } => {
                let unknown = SaleEvent::PostUnknown { lead: lead.clone(), contract: contract.clone() };
                events.insert(at, unknown);
                true
            }
            _ => false,
        }),
        ("one of a set left out", |events, at| {
            let pair = matches!(
                (&events[at], events.get(at + 1)),
                (SaleEvent::Sold { .. }, Some(SaleEvent::Sold { .. }))
            );
            if pair {
                events.remove(at);
            }
            pair
        }),
        ("closed with something reserved", |events, at| {
            let released = matches!(events[at], SaleEvent::Released { .. });
            if released {
                events.remove(at);
            }
            released
        }),
        ("more refunded than was paid", |events, at| match &mut events[at] {
            SaleEvent::Returned { refund_minor, .. } => {
                *refund_minor += 1;
                true
            }
            _ => false,
        }),
        ("taken back twice", |events, at| {
            let back = matches!(events[at], SaleEvent::Returned { .. });
            if back {
                events.insert(at, events[at].clone());
            }
            back
        }),
        ("sold again while somebody has it", |events, at| match &events[at] {
            SaleEvent::Closed { lead, sold: true } => {
                let again = SaleEvent::Reopened { lead: lead.clone(), suppressed: vec![] };
                events.insert(at + 1, again);
                true
            }
            _ => false,
        }),
        ("sold to a buyer it is not sold to", |events, at| match &mut events[at] {
            SaleEvent::Offered { terms, .. } => {
                terms.suppressed = ["b0", "b1", "b2", "b3", "b4"].map(|own| own.parse().unwrap()).to_vec();
                true
            }
            _ => false,
        }),
    ];
    let mut noticed = vec![false; twins.len()];
    for seed in 0..12 {
        let (doc, records, _) = market::history(seed, 120);
        for (twin, (_, spoil)) in
            twins.iter().enumerate().filter(|(twin, _)| !noticed[*twin]).collect::<Vec<_>>()
        {
            for at in 0..records.len() {
                let mut spoiled = records.clone();
                let own = &mut spoiled[at].events;
                if (0..own.len()).any(|event| spoil(own, event)) && Audit::of(&doc, &spoiled).is_err() {
                    noticed[twin] = true;
                    break;
                }
            }
        }
    }
    let missed: Vec<&str> =
        twins.iter().zip(&noticed).filter(|(_, own)| !**own).map(|((name, _), _)| *name).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
