//! A ledger's document says all there is, one way only, and a damaged one is refused or harmless.

use fairdeal::meter::ledger::{LedgerError, TurnLedger, Turns};
use proptest::prelude::*;

use super::{leads, set, slot, weighted};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), large in any::<i128>()) {
        let read: Result<TurnLedger, _> = postcard::from_bytes(&bytes);
        if let Ok(ledger) = read {
            prop_assert_eq!(ledger.check(), Ok(()));
        }
        let json = format!(r#"{{"sequence":18446744073709551615,"residue":{},"share_carry":0,"fold_carry":0,"rows":[
            {{"agent":3,"weight":4294967295,"sharing":true,"deficit":{large},"taken":0,"last_turn":9}}]}}"#,
            large.checked_neg().unwrap_or(0));
        if let Ok(mut ledger) = serde_json::from_str::<TurnLedger>(&json) {
            ledger.join(slot(1), 7, 1);
            let both = set([1, 3]);
            prop_assert!(ledger.pick(&both, &both).is_some());
            ledger.deal(slot(3));
            ledger.credit(slot(3));
            ledger.reweigh(slot(3), 1);
            ledger.leave(slot(3));
            let _ = (ledger.check(), ledger.max_deviation().to_string());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_byte_is_refused_or_harmless(
        weights in prop::collection::vec(0..900_u32, 1..6), deals in 0..40_usize, at in any::<prop::sample::Index>(),
        byte in any::<u8>(), agent in 0..8_usize,
    ) {
        let mut ledger = weighted(&weights);
        leads(&mut ledger, 0..weights.len(), deals);
        let mut bytes = postcard::to_stdvec(&ledger).unwrap();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(mut ledger) = postcard::from_bytes::<TurnLedger>(&bytes) {
            prop_assert_eq!(ledger.check(), Ok(()));
            leads(&mut ledger, [0, agent], 3);
            ledger.reweigh(slot(agent), u32::MAX);
            ledger.join(slot(agent), 3, 0);
            leads(&mut ledger, [0, agent], 3);
            ledger.credit(slot(agent));
            ledger.leave(slot(agent));
            let _ = (ledger.check(), ledger.max_deviation().to_string());
        }
    }
}

#[test]
fn the_document_is_canonical() {
    let mut ledger = weighted(&[2, 1]);
    leads(&mut ledger, 0..2, 1);
    let json = concat!(
        r#"{"sequence":1,"residue":0,"share_carry":0,"fold_carry":0,"rows":["#,
        r#"{"agent":0,"weight":2,"sharing":true,"deficit":-179902090368000,"taken":1,"last_turn":1},"#,
        r#"{"agent":1,"weight":1,"sharing":true,"deficit":179902090368000,"taken":0,"last_turn":0}]}"#,
    );
    assert_eq!(serde_json::to_string(&ledger).unwrap(), json);
    // The same debts by another way: one that joined and left, in another order.
    let mut other = TurnLedger::new();
    for (agent, weight) in [(9, 5), (1, 1), (0, 2)] {
        other.join(slot(agent), weight, agent as u64);
    }
    other.leave(slot(9));
    leads(&mut other, 0..2, 1);
    assert_eq!(serde_json::to_string(&other).unwrap(), json);
    assert_eq!(other, ledger);
}

#[test]
fn damaged_documents_are_refused() {
    let row = |agent: u32, deficit: i64, last: u32| {
        format!(
            r#"{{"agent":{agent},"weight":1,"sharing":false,"deficit":{deficit},"taken":0,"last_turn":{last}}}"#
        )
    };
    let document = |carry: i64, rows: &[String]| {
        let rows = rows.join(",");
        let head = r#""sequence":5,"residue":0,"fold_carry":0"#;
        serde_json::from_str::<TurnLedger>(&format!(r#"{{{head},"share_carry":{carry},"rows":[{rows}]}}"#))
    };
    assert!(document(0, &[row(1, 5, 5), row(2, -5, 0)]).is_ok());
    let fails = |read: Result<TurnLedger, serde_json::Error>, why: LedgerError| {
        let said = read.unwrap_err().to_string();
        assert!(said.contains(&why.to_string()), "{said}");
    };
    fails(document(0, &[row(1, 5, 0)]), LedgerError::Unbalanced(Turns::from_units(5)));
    fails(document(0, &[row(2, 0, 0), row(2, 0, 0)]), LedgerError::Order(slot(2)));
    fails(document(0, &[row(1 << 24, 0, 0)]), LedgerError::Slot(slot(1 << 24)));
    fails(document(0, &[row(1, 0, 6)]), LedgerError::LastTurn(slot(1)));
    fails(document(3, &[row(1, -3, 0)]), LedgerError::Carry { carry: 3, weight: 0 });
}
