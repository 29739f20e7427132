//! The rotation cases, each by its id.

use fairdeal::meter::ledger::Turns;

use super::{equal, leads, slot, taken, weighted};

#[test]
fn a1_rotation_ignores_open_work() {
    // Frappe test_round_robin. The ledger knows of no open work.
    assert_eq!(leads(&mut equal(3), 0..3, 4), [0, 1, 2, 0]);
}

#[test]
fn a5_who_was_away_comes_first_and_in_order() {
    // Chatwoot inbox_round_robin_service_spec.rb.
    let mut ledger = equal(5);
    assert_eq!(leads(&mut ledger, [1, 2], 6), [1, 2, 1, 2, 1, 2]);
    assert_eq!(leads(&mut ledger, 0..5, 5), [0, 3, 4, 1, 2]);
}

#[test]
fn a7_an_empty_pool_moves_nothing() {
    // Chatwoot inbox_round_robin_service_spec.rb.
    let mut ledger = equal(3);
    leads(&mut ledger, 0..3, 2);
    let before = ledger.clone();
    assert_eq!(leads(&mut ledger, [], 1), [0; 0]);
    assert_eq!(leads(&mut ledger, [77], 1), [0; 0]);
    assert_eq!(ledger, before);
    assert_eq!(leads(&mut ledger, 0..3, 1), [2]);
    assert_eq!(leads(&mut weighted(&[0, 0]), 0..2, 1), [0; 0]);
}

#[test]
fn a9_one_alone_takes_all() {
    // jamessimone RoundRobinAssignerTests.cls: u1 is inactive.
    assert_eq!(leads(&mut equal(2), [1], 4), [1, 1, 1, 1]);
}

#[test]
fn a11_after_c_goes_d_is_next() {
    // Frappe Helpdesk, a peer bug: theirs gives A.
    let mut ledger = equal(4);
    assert_eq!(leads(&mut ledger, 0..4, 3), [0, 1, 2]);
    assert_eq!(leads(&mut ledger, [0, 1, 3], 1), [3]);
}

#[test]
fn a13_the_backup_gets_no_turns_of_the_absent() {
    // Vacademy PR#2170: redirecting to the backup gives A 2, E 8.
    let mut ledger = equal(5);
    leads(&mut ledger, [0, 4], 10);
    assert_eq!(taken(&ledger), [5, 0, 0, 0, 5]);
}

#[test]
fn a15_weights_are_honoured() {
    // balance_test.go.
    for (weights, count, expected) in [
        ([1, 1, 1], 999, [333, 333, 333]),
        ([2, 1, 1], 1000, [500, 250, 250]),
        ([0, 1, 1], 1000, [0, 500, 500]),
    ] {
        let mut ledger = weighted(&weights);
        leads(&mut ledger, 0..3, count);
        assert_eq!(taken(&ledger), expected);
    }
}

#[test]
fn a17_two_equal_members_get_fifteen_each() {
    // Odoo test_assign_fairness_member_order_bias: 30/0 before their fix, 11/19 after.
    let mut ledger = equal(2);
    leads(&mut ledger, 0..2, 30);
    assert_eq!(taken(&ledger), [15, 15]);
}

#[test]
fn b13_a_joiner_starts_level() {
    // Cal.com getLuckyUser.test.ts, "different weights", leads after joining: u1 +1, u2 -1.
    let mut ledger = weighted(&[0, 100]);
    leads(&mut ledger, [1], 40);
    ledger.leave(slot(0));
    ledger.join(slot(0), 200, 0);
    for agent in [0, 1] {
        ledger.set_sharing(slot(agent), true);
    }
    assert_eq!(ledger.max_deviation(), Turns::ZERO);
    for agent in [0, 1, 0, 1, 0, 1] {
        ledger.deal(slot(agent));
    }
    assert_eq!(ledger.deficit(slot(0)).unwrap().to_string(), "+1.00");
    assert_eq!(ledger.deficit(slot(1)).unwrap().to_string(), "-1.00");
    assert_eq!(leads(&mut ledger, 0..2, 1), [0]);
}

/// nginx's smooth weighted round robin, as a baseline.
fn smooth(weights: &[i64], count: usize) -> Vec<usize> {
    let total: i64 = weights.iter().sum();
    let mut current = vec![0; weights.len()];
    let one = |_| {
        current.iter_mut().zip(weights).for_each(|(c, w)| *c += w);
        let best = (0..current.len()).rev().max_by_key(|i| current[*i]).unwrap();
        current[best] -= total;
        best
    };
    (0..count).map(one).collect()
}

#[test]
fn v_nginx_five_one_one() {
    // nginx: a a b a c a a, and ours deals the same order here. Where they part, see the next test.
    assert_eq!(smooth(&[5, 1, 1], 7), [0, 0, 1, 0, 2, 0, 0]);
    let mut ledger = weighted(&[5, 1, 1]);
    let ours = leads(&mut ledger, 0..3, 7);
    assert_eq!(taken(&ledger), [5, 1, 1]);
    assert_eq!(ours, [0, 0, 1, 0, 2, 0, 0]);
    assert_eq!(leads(&mut ledger, 0..3, 7), ours);
}

#[test]
fn smooth_weighted_leaves_the_bound_that_the_ledger_keeps() {
    let weights: [i64; 5] = [3, 12, 12, 1, 1];
    // The worst deviation, in 29ths of a turn.
    let worst = |order: &[usize]| {
        let mut taken = [0; 5];
        let mut worst = 0;
        for (k, agent) in (1..).zip(order) {
            taken[*agent] += 1;
            let off = weights.iter().zip(&taken).map(|(w, c)| (k * w - c * 29_i64).abs());
            worst = off.fold(worst, i64::max);
        }
        worst
    };
    assert_eq!(worst(&smooth(&weights, 29)), 30);
    let mut ledger = weighted(&weights.map(|w| w as u32));
    let ours = worst(&leads(&mut ledger, 0..5, 29));
    assert_eq!(taken(&ledger), [3, 12, 12, 1, 1]);
    assert!(ours * 8 <= 29 * 7, "{ours}");
}

#[test]
fn v_chili_piper_two_one_one() {
    let mut ledger = weighted(&[200, 100, 100]);
    leads(&mut ledger, 0..3, 60);
    assert_eq!(taken(&ledger), [30, 15, 15]);
}

#[test]
fn v_distribution_engine_twice_a_cycle_and_every_other() {
    // Weights 2, 1, 1 and 0.5: two cycles are nine turns.
    let mut ledger = weighted(&[4, 2, 2, 1]);
    leads(&mut ledger, 0..4, 9);
    assert_eq!(taken(&ledger), [4, 2, 2, 1]);
    assert_eq!(ledger.max_deviation(), Turns::ZERO);
}
