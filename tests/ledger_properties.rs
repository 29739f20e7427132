//! The turn ledger: its laws, beside slow exact arithmetic and alone. Its documents and the rotation cases are below
//! `ledger`.
// A test may fail by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap)]
#![allow(missing_docs, unreachable_pub)]

mod ledger;

use fairdeal::meter::ledger::{TurnLedger, UNIT};
use ledger::oracle::Fault;
use ledger::pair::{histories, run};
use ledger::{equal, q, set, slot, take};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn picks_and_deficits_are_the_rational_oracles(history in histories()) {
        prop_assert_eq!(run(Fault::None, &history), Ok(()));
    }

    #[test]
    fn with_constant_eligibility_nobody_is_off_by_more_than_tijdemans_bound(
        weights in prop_oneof![
            prop::collection::vec(1..=1000_u32, 1..=12),
            prop::collection::vec(1..=u32::MAX, 1..=12),
            prop::collection::vec(prop_oneof![Just(1), Just(u32::MAX)], 2..=12),
        ],
    ) {
        let n = weights.len();
        let all = set(0..n);
        let mut ledger = TurnLedger::new();
        for (i, weight) in weights.iter().enumerate() {
            ledger.join(slot(i), *weight, i as u64);
            ledger.set_sharing(slot(i), true);
        }
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        // |k w / W - c| <= 1 - 1/(2n - 2), times W (2n - 2).
        let (bound, scale) = if n == 1 { (0, 1) } else { (2 * n as i128 - 3, 2 * n as i128 - 2) };
        let mut taken = vec![0_i128; n];
        for k in 1..=400_i128 {
            let pick = ledger.pick(&all, &all).unwrap();
            ledger.deal(pick.agent);
            taken[pick.agent.index()] += 1;
            for (w, c) in weights.iter().zip(&taken) {
                let off = (k * i128::from(*w) - c * total).abs();
                prop_assert!(off * scale <= bound * total, "deal {}: {} of {}", k, off, total);
            }
        }
        prop_assert_eq!(ledger.check(), Ok(()));
    }

    /// Agents of equal weight that are there together alternate, whoever else comes and goes: of two, the one with fewer
    /// turns is owed more, and with as many turns the one whose last is older goes first.
    #[test]
    fn absence_of_one_never_moves_the_turns_of_the_others(
        leads in prop::collection::vec(any::<u8>(), 20..160),
    ) {
        const N: usize = 7;
        let mut ledger = equal(N);
        let mut order = Vec::new();
        for lead in leads {
            let here = set((0..N).filter(|i| *i > 2 || lead >> i & 1 == 1));
            let agent = take(&mut ledger, &here).unwrap();
            if agent > 2 {
                order.push(agent);
            }
        }
        for (place, agent) in order.iter().enumerate() {
            prop_assert_eq!(*agent, 3 + place % 4);
        }
    }

    #[test]
    fn a_credit_reverses_its_deal_exactly(weights in prop::collection::vec(0..40_u32, 1..9), deals in 0..50_u32) {
        let mut ledger = TurnLedger::new();
        for (i, weight) in weights.iter().enumerate() {
            ledger.join(slot(i), *weight, i as u64);
            ledger.set_sharing(slot(i), i % 3 > 0);
        }
        for k in 0..deals {
            ledger.deal(slot(k as usize % weights.len()));
        }
        let owed = |ledger: &TurnLedger| {
            (ledger.rows().map(|r| (r.deficit, r.taken)).collect::<Vec<_>>(), ledger.carried())
        };
        let before = owed(&ledger);
        ledger.deal(slot(0));
        ledger.credit(slot(0));
        prop_assert_eq!(owed(&ledger), before);
        prop_assert_eq!(ledger.check(), Ok(()));
    }

    #[test]
    fn whoever_is_made_up_for_comes_back_owed_what_it_missed(
        weights in prop::collection::vec(1..30_u32, 2..8), leads in 1..60_i128,
    ) {
        let n = weights.len();
        let mut ledger = TurnLedger::new();
        for (i, weight) in weights.iter().enumerate() {
            ledger.join(slot(i), *weight, i as u64);
            ledger.set_sharing(slot(i), true);
        }
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        for _ in 0..leads {
            let pick = ledger.pick(&set(1..n), &set(0..n)).unwrap();
            ledger.deal(pick.agent);
        }
        let owed = q(ledger.deficit(slot(0)).unwrap().units(), 1)
            + q(ledger.carried().share.units() * i128::from(weights[0]), total);
        prop_assert_eq!(owed, q(leads * i128::from(weights[0]) * UNIT, total));
    }
}

#[test]
fn the_harness_catches_broken_twins() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let faults = [
        Fault::LostTurn,
        Fault::CreditTwice,
        Fault::RemainderDropped,
        Fault::LeaverDropped,
        Fault::Delta,
        Fault::TiesBySlot,
    ];
    for fault in faults {
        let mut runner = TestRunner::deterministic();
        let caught =
            (0..200).any(|_| run(fault, &histories().new_tree(&mut runner).unwrap().current()).is_err());
        assert!(caught, "{fault:?} was not noticed");
    }
}
