//! Random histories of random exchanges: what must hold of every one, and that it is noticed where it does not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a panic here is a failed test
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    missing_docs,
    unreachable_pub,
    dead_code
)]

mod selling;

use fairdeal::selling::{ExchangeState, SaleEvent, SaleRecord};
use selling::audit::Audit;
use selling::market;

#[test]
fn every_history_keeps_to_caps_funds_ranges_and_exclusions_and_its_book_balances() {
    let (mut sales, mut shared, mut voided, mut unknown, mut resold) = (0, 0, 0, 0, 0);
    for seed in 0..120 {
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
