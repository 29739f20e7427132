//! The turn ledger against slow exact arithmetic, and the rotation cases.
// A test may fail by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap)]

use std::collections::BTreeMap;

use fairdeal::bits::AgentSet;
use fairdeal::id::AgentSlot;
use fairdeal::meter::ledger::{LedgerError, TurnLedger, Turns, UNIT};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proptest::prelude::*;

type Q = BigRational;

fn q(a: i128, b: i128) -> Q {
    Q::new(BigInt::from(a), BigInt::from(b))
}

fn slot(i: usize) -> AgentSlot {
    AgentSlot::from_index(i).unwrap()
}

fn set(of: impl IntoIterator<Item = usize>) -> AgentSet {
    of.into_iter().map(slot).collect()
}

fn masked(mask: u16) -> Vec<usize> {
    (0..16).filter(|i| mask >> i & 1 == 1).collect()
}

/// What a broken engine would do; the harness has to notice each.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    None,
    LostTurn,
    CreditTwice,
    RemainderDropped,
    LeaverDropped,
    Delta,
    TiesBySlot,
}

#[derive(Clone)]
struct Account {
    weight: u32,
    shares: bool,
    owed: Q,
    last: u64,
    taken: u64,
}

/// The ledger said slowly: everybody's account is written at every deal, in rationals of a turn.
#[derive(Clone)]
struct Oracle {
    fault: Fault,
    accounts: BTreeMap<usize, Account>,
    residue: Q,
    sequence: u64,
}

impl Oracle {
    fn new(fault: Fault) -> Oracle {
        Oracle { fault, accounts: BTreeMap::new(), residue: Q::zero(), sequence: 0 }
    }

    fn spread(&mut self, amount: &Q, who: impl Fn(&Account) -> bool) -> bool {
        let total: u64 = self.accounts.values().filter(|a| who(a)).map(|a| u64::from(a.weight)).sum();
        if total == 0 {
            return false;
        }
        let mut each = amount / q(total.into(), 1);
        if self.fault == Fault::RemainderDropped {
            each = (each * q(UNIT, 1)).floor() / q(UNIT, 1);
        }
        for account in self.accounts.values_mut().filter(|a| who(a)) {
            account.owed += &each * q(account.weight.into(), 1);
        }
        true
    }

    fn accrue(&mut self, amount: &Q) {
        if !self.spread(amount, |a| a.shares) && !self.spread(amount, |_| true) {
            self.residue += amount;
        }
    }

    fn join(&mut self, id: usize, weight: u32) {
        self.accounts.entry(id).or_insert(Account {
            weight,
            shares: false,
            owed: Q::zero(),
            last: 0,
            taken: 0,
        });
    }

    fn leave(&mut self, id: usize) {
        let Some(gone) = self.accounts.remove(&id) else {
            return;
        };
        if self.fault != Fault::LeaverDropped && !self.spread(&gone.owed, |_| true) {
            self.residue += gone.owed;
        }
    }

    fn deal(&mut self, id: usize) {
        let sequence = self.sequence + 1;
        let lost = self.fault == Fault::LostTurn && sequence.is_multiple_of(7);
        let Some(account) = self.accounts.get_mut(&id) else {
            return;
        };
        account.owed -= if lost { Q::zero() } else { q(1, 1) };
        account.last = sequence;
        account.taken += 1;
        self.sequence = sequence;
        self.accrue(&q(1, 1));
    }

    fn credit(&mut self, id: usize) {
        let Some(account) = self.accounts.get_mut(&id) else {
            return;
        };
        account.owed += q(if self.fault == Fault::CreditTwice { 2 } else { 1 }, 1);
        account.taken = account.taken.saturating_sub(1);
        self.accrue(&q(-1, 1));
    }

    /// (not begun, due, last turn, rank) of every candidate.
    fn keys(&self, eligible: &[usize], share: &[usize], rank: &[u32]) -> Vec<(bool, Q, u64, u32, usize)> {
        let total: u64 = share.iter().filter_map(|i| self.accounts.get(i)).map(|a| u64::from(a.weight)).sum();
        let mut candidates: Vec<_> = eligible.to_vec();
        candidates.retain(|i| self.accounts.get(i).is_some_and(|a| a.weight > 0));
        let n = candidates.len() as i128;
        let delta = q(1, if self.fault == Fault::Delta { 2 * n } else { (2 * n - 2).max(1) });
        let key = |i: usize| {
            let account = &self.accounts[&i];
            let mut owed = account.owed.clone();
            if share.contains(&i) {
                owed += q(account.weight.into(), total.into());
            }
            let due = (q(1, 1) - &delta - &owed) / q(account.weight.into(), 1);
            let (last, rank) = if self.fault == Fault::TiesBySlot { (0, 0) } else { (account.last, rank[i]) };
            (owed < delta, due, last, rank, i)
        };
        let mut keys: Vec<_> = candidates.into_iter().map(key).collect();
        keys.sort();
        keys
    }

    fn sum(&self) -> Q {
        self.accounts.values().fold(self.residue.clone(), |sum, a| sum + &a.owed)
    }
}

#[derive(Clone, Debug)]
enum Op {
    Join(usize, u32),
    Leave(usize),
    Reweigh(usize, u32),
    Share(usize, bool),
    Deal(usize),
    Credit(usize),
    Lead {
        eligible: u16,
        share: u16,
    },
    /// A lead for these, shared by the same as before.
    Among(u16),
    Steady,
}

const AGENTS: usize = 9;

fn op(weight: impl Strategy<Value = u32> + Clone + 'static) -> impl Strategy<Value = Op> {
    let agent = 0..AGENTS;
    prop_oneof![
        2 => (agent.clone(), weight.clone()).prop_map(|(a, w)| Op::Join(a, w)),
        1 => agent.clone().prop_map(Op::Leave),
        1 => (agent.clone(), weight).prop_map(|(a, w)| Op::Reweigh(a, w)),
        2 => (agent.clone(), any::<bool>()).prop_map(|(a, s)| Op::Share(a, s)),
        1 => agent.clone().prop_map(Op::Deal),
        1 => agent.prop_map(Op::Credit),
        6 => (any::<u16>(), any::<u16>(), any::<bool>()).prop_map(|(e, s, same)| {
            Op::Lead { eligible: e, share: if same { e } else { s } }
        }),
        8 => Just(Op::Steady),
    ]
}

/// Nobody starts or stops sharing: all is exact, remainders too.
fn calm() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => (0..AGENTS).prop_map(Op::Deal),
        1 => (0..AGENTS).prop_map(Op::Credit),
        2 => any::<u16>().prop_map(Op::Among),
        6 => Just(Op::Steady),
    ]
}

/// The ranks of the agents, the weights of the first members, what happens.
type History = (Vec<u32>, Vec<u32>, Vec<Op>);

fn histories() -> impl Strategy<Value = History> {
    let few = || Just(vec![1_u32, 2, 1, 2]);
    let odd = prop_oneof![
        prop::collection::vec(1..1000_u32, 2..=AGENTS),
        prop::collection::vec(prop_oneof![Just(29_u32), Just(58), Just(31)], 2..=AGENTS),
    ];
    let rest = prop_oneof![
        3 => (few(), prop::collection::vec(op(Just(1_u32)), 1..90)),
        3 => (few(), prop::collection::vec(op(0..4_u32), 1..90)),
        3 => (odd, prop::collection::vec(calm(), 1..90)),
        1 => (few(), prop::collection::vec(op(0..1000_u32), 1..60)),
        1 => (few(), prop::collection::vec(op(prop_oneof![Just(0), Just(u32::MAX), any::<u32>()]), 1..60)),
    ];
    let ranks = Just((0..AGENTS as u32).collect::<Vec<_>>()).prop_shuffle();
    (ranks, rest).prop_map(|(rank, (start, ops))| (rank, start, ops))
}

/// The ledger beside the oracle, and beside itself with other slot numbers.
struct Pair {
    oracle: Oracle,
    ledger: TurnLedger,
    moved: TurnLedger,
    rank: Vec<u32>,
    /// Changes made while a remainder was carried: each may round by less than 8 units.
    rounded: i128,
    eligible: Vec<usize>,
}

macro_rules! ensure {
    ($holds:expr, $($why:tt)*) => { if !$holds { return Err(format!($($why)*)); } };
}

/// Another numbering of the same agents.
fn elsewhere(i: usize) -> usize {
    (AGENTS - i) * 37
}

impl Pair {
    fn new(fault: Fault, rank: Vec<u32>) -> Pair {
        Pair {
            oracle: Oracle::new(fault),
            ledger: TurnLedger::new(),
            moved: TurnLedger::new(),
            rank,
            rounded: 0,
            eligible: (0..AGENTS).collect(),
        }
    }

    fn tolerance(&self) -> Q {
        q(8 * self.rounded, UNIT)
    }

    fn note_change(&mut self) {
        let carried = self.ledger.carried();
        if carried.share != Turns::ZERO || carried.fold != Turns::ZERO {
            self.rounded += 1;
        }
    }

    fn share(&mut self, i: usize, shares: bool) {
        if self.ledger.sharing().contains(slot(i)) != shares {
            self.note_change();
        }
        let known = self.ledger.set_sharing(slot(i), shares);
        assert_eq!(known, self.moved.set_sharing(slot(elsewhere(i)), shares));
        if let Some(account) = self.oracle.accounts.get_mut(&i) {
            account.shares = shares;
        }
    }

    fn step(&mut self, op: &Op) -> Result<(), String> {
        match *op {
            Op::Join(i, weight) => {
                self.note_change();
                self.oracle.join(i, weight);
                let rank = u64::from(self.rank[i]);
                let joined = self.ledger.join(slot(i), weight, rank);
                assert_eq!(joined, self.moved.join(slot(elsewhere(i)), weight, rank));
            }
            Op::Leave(i) => {
                self.note_change();
                self.oracle.leave(i);
                assert_eq!(self.ledger.leave(slot(i)), self.moved.leave(slot(elsewhere(i))));
            }
            Op::Reweigh(i, weight) => {
                self.note_change();
                if let Some(account) = self.oracle.accounts.get_mut(&i) {
                    account.weight = weight;
                }
                self.ledger.reweigh(slot(i), weight);
                self.moved.reweigh(slot(elsewhere(i)), weight);
            }
            Op::Share(i, shares) => self.share(i, shares),
            Op::Deal(i) => self.deal(i),
            Op::Credit(i) => {
                self.oracle.credit(i);
                self.ledger.credit(slot(i));
                self.moved.credit(slot(elsewhere(i)));
            }
            Op::Lead { eligible, share } => {
                self.eligible = masked(eligible);
                self.lead(&masked(share))?;
            }
            Op::Among(_) | Op::Steady => {
                if let Op::Among(eligible) = *op {
                    self.eligible = masked(eligible);
                }
                let share: Vec<_> = self.ledger.sharing().iter().map(AgentSlot::index).collect();
                self.lead(&share)?;
            }
        }
        self.compare()
    }

    fn deal(&mut self, i: usize) {
        self.oracle.deal(i);
        assert_eq!(self.ledger.deal(slot(i)), self.moved.deal(slot(elsewhere(i))));
    }

    fn lead(&mut self, share: &[usize]) -> Result<(), String> {
        let share: Vec<usize> = share.iter().copied().filter(|i| *i < AGENTS).collect();
        let eligible: Vec<usize> = self.eligible.iter().copied().filter(|i| *i < AGENTS).collect();
        let pick = self.ledger.pick(&set(eligible.clone()), &set(share.clone()));
        let next = self.ledger.next(&set(eligible.clone()), &set(share.clone()));
        ensure!(next == pick.map(|p| p.agent), "the fast answer is another: {next:?} {pick:?}");
        let back = |agent: AgentSlot| AGENTS - agent.index() / 37;
        let there = |of: &[usize]| set(of.iter().map(|i| elsewhere(*i)));
        let moved = self.moved.pick(&there(&eligible), &there(&share));
        let names = pick.map(|p| (p.agent.index(), p.runner_up.map(AgentSlot::index), p.tied_with, p.due));
        let moved = moved.map(|p| (back(p.agent), p.runner_up.map(back), p.tied_with, p.due));
        ensure!(names == moved, "slots matter: {names:?} {moved:?}");

        let keys = self.oracle.keys(&eligible, &share, &self.rank);
        let (Some(pick), Some(best)) = (pick, keys.first()) else {
            ensure!(pick.is_none() && keys.is_empty(), "one of them picks nobody");
            return Ok(());
        };
        let picked = pick.agent.index();
        // Beyond 2^56 the pick itself may round too.
        let large = self.oracle.accounts.values().any(|a| a.weight > 1000);
        if self.rounded == 0 && !large {
            ensure!(picked == best.4, "picked {picked}, not {}", best.4);
            ensure!(pick.runner_up.map(AgentSlot::index) == keys.get(1).map(|k| k.4), "another runner-up");
            let tied = keys.iter().skip(1).filter(|k| (k.0, &k.1) == (best.0, &best.1)).count();
            ensure!(pick.tied_with as usize == tied, "{} tied, not {tied}", pick.tied_with);
            let due = q(pick.due.numerator, 1) / q(pick.due.denominator, 1) / q(UNIT, 1);
            ensure!(due == best.1, "due {due}, not {}", best.1);
        } else {
            let tolerance = (self.tolerance() + q(16, UNIT)) * q(2, 1);
            let mine = keys.iter().find(|k| k.4 == picked).ok_or("picked one who may not")?;
            let n = keys.len() as i128;
            let delta = q(1, (2 * n - 2).max(1));
            let owed = |k: &(bool, Q, u64, u32, usize)| {
                q(1, 1) - &delta - &k.1 * q(self.oracle.accounts[&k.4].weight.into(), 1)
            };
            let near = |k| (owed(k) - &delta).abs() <= tolerance;
            let late = (&mine.1 - &best.1) <= tolerance;
            ensure!(late || near(best) || near(mine), "picked {picked}, far from {}", best.4);
        }
        for i in 0..AGENTS {
            self.share(i, share.contains(&i));
        }
        self.deal(picked);
        Ok(())
    }

    fn compare(&self) -> Result<(), String> {
        self.ledger.check().map_err(|e| e.to_string())?;
        self.moved.check().map_err(|e| e.to_string())?;
        let carried = self.ledger.carried();
        let total = |who: &dyn Fn(&Account) -> bool| -> i128 {
            self.oracle.accounts.values().filter(|a| who(a)).map(|a| i128::from(a.weight)).sum()
        };
        let per_share = q(carried.share.units(), total(&|a| a.shares).max(1));
        let per_fold = q(carried.fold.units(), total(&|_| true).max(1));
        let mut sum = carried.total().units();
        ensure!(self.ledger.len() == self.oracle.accounts.len(), "members differ");
        for (row, (i, account)) in self.ledger.rows().zip(&self.oracle.accounts) {
            sum += row.deficit.units();
            let kept = (row.agent.index(), row.weight, row.sharing, row.taken, row.last_turn);
            let said = (*i, account.weight, account.shares, account.taken, account.last);
            ensure!(kept == said, "row {kept:?}, not {said:?}");
            let weight = q(row.weight.into(), 1);
            let mut owed = q(row.deficit.units(), 1) + &per_fold * &weight;
            if row.sharing {
                owed += &per_share * &weight;
            }
            let off = (owed / q(UNIT, 1) - &account.owed).abs();
            ensure!(
                off <= self.tolerance(),
                "agent {i} is off by {off} turns after {} roundings",
                self.rounded
            );
        }
        ensure!(sum == 0, "deficits sum to {sum}");
        ensure!(self.oracle.sum().is_zero(), "the oracle's sum is not zero");
        Ok(())
    }
}

fn run(fault: Fault, (rank, start, ops): &History) -> Result<(), String> {
    let mut pair = Pair::new(fault, rank.clone());
    for (i, weight) in start.iter().enumerate() {
        pair.step(&Op::Join(i, *weight))?;
        pair.step(&Op::Share(i, true))?;
    }
    ops.iter().enumerate().try_for_each(|(n, op)| pair.step(op).map_err(|e| format!("{n} {op:?}: {e}")))?;
    // A document holds all there is.
    let json = serde_json::to_string(&pair.ledger).map_err(|e| e.to_string())?;
    let again: TurnLedger = serde_json::from_str(&json).map_err(|e| e.to_string())?;
    ensure!(again == pair.ledger, "JSON differs");
    let bytes = postcard::to_stdvec(&pair.ledger).map_err(|e| e.to_string())?;
    let again: TurnLedger = postcard::from_bytes(&bytes).map_err(|e| e.to_string())?;
    ensure!(again == pair.ledger && postcard::to_stdvec(&again) == Ok(bytes), "postcard differs");
    Ok(())
}

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

fn weighted(weights: &[u32]) -> TurnLedger {
    let mut ledger = TurnLedger::new();
    for (i, weight) in weights.iter().enumerate() {
        ledger.join(slot(i), *weight, i as u64);
    }
    ledger
}

fn equal(n: usize) -> TurnLedger {
    weighted(&vec![1; n])
}

/// One lead for who is here, shared by who is here: absence accrues nothing.
fn take(ledger: &mut TurnLedger, here: &AgentSet) -> Option<usize> {
    let pick = ledger.pick(here, here)?;
    let changed: Vec<_> = ledger.sharing().differing(here).collect();
    for agent in changed {
        ledger.set_sharing(agent, here.contains(agent));
    }
    ledger.deal(pick.agent);
    Some(pick.agent.index())
}

fn leads(ledger: &mut TurnLedger, here: impl IntoIterator<Item = usize>, count: usize) -> Vec<usize> {
    let here = set(here);
    (0..count).map_while(|_| take(ledger, &here)).collect()
}

fn taken(ledger: &TurnLedger) -> Vec<u64> {
    ledger.rows().map(|row| row.taken).collect()
}

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
