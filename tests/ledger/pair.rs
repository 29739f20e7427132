//! Random histories, played by the ledger and by the slow one side by side.

use fairdeal::id::AgentSlot;
use fairdeal::meter::ledger::{TurnLedger, Turns, UNIT};
use num_traits::{Signed, Zero};
use proptest::prelude::*;

use super::oracle::{Fault, Oracle, Row};
use super::{Q, masked, q, set, slot};

#[derive(Clone, Debug)]
pub enum Op {
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

pub const AGENTS: usize = 9;

pub fn op(weight: impl Strategy<Value = u32> + Clone + 'static) -> impl Strategy<Value = Op> {
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
pub fn calm() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => (0..AGENTS).prop_map(Op::Deal),
        1 => (0..AGENTS).prop_map(Op::Credit),
        2 => any::<u16>().prop_map(Op::Among),
        6 => Just(Op::Steady),
    ]
}

/// The ranks of the agents, the weights of the first members, what happens.
pub type History = (Vec<u32>, Vec<u32>, Vec<Op>);

pub fn histories() -> impl Strategy<Value = History> {
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
pub struct Pair {
    pub oracle: Oracle,
    pub ledger: TurnLedger,
    pub moved: TurnLedger,
    pub rank: Vec<u32>,
    /// Changes made while a remainder was carried: each may round by less than 8 units.
    pub rounded: i128,
    pub eligible: Vec<usize>,
}

macro_rules! ensure {
    ($holds:expr, $($why:tt)*) => { if !$holds { return Err(format!($($why)*)); } };
}

/// Another numbering of the same agents.
pub fn elsewhere(i: usize) -> usize {
    (AGENTS - i) * 37
}

impl Pair {
    pub fn new(fault: Fault, rank: Vec<u32>) -> Pair {
        Pair {
            oracle: Oracle::new(fault),
            ledger: TurnLedger::new(),
            moved: TurnLedger::new(),
            rank,
            rounded: 0,
            eligible: (0..AGENTS).collect(),
        }
    }

    pub fn tolerance(&self) -> Q {
        q(8 * self.rounded, UNIT)
    }

    pub fn note_change(&mut self) {
        let carried = self.ledger.carried();
        if carried.share != Turns::ZERO || carried.fold != Turns::ZERO {
            self.rounded += 1;
        }
    }

    pub fn share(&mut self, i: usize, shares: bool) {
        if self.ledger.sharing().contains(slot(i)) != shares {
            self.note_change();
        }
        let known = self.ledger.set_sharing(slot(i), shares);
        assert_eq!(known, self.moved.set_sharing(slot(elsewhere(i)), shares));
        if let Some(row) = self.oracle.rows.get_mut(&i) {
            row.shares = shares;
        }
    }

    pub fn step(&mut self, op: &Op) -> Result<(), String> {
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
                if let Some(row) = self.oracle.rows.get_mut(&i) {
                    row.weight = weight;
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

    pub fn deal(&mut self, i: usize) {
        self.oracle.deal(i);
        assert_eq!(self.ledger.deal(slot(i)), self.moved.deal(slot(elsewhere(i))));
    }

    pub fn lead(&mut self, share: &[usize]) -> Result<(), String> {
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
        let large = self.oracle.rows.values().any(|a| a.weight > 1000);
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
                q(1, 1) - &delta - &k.1 * q(self.oracle.rows[&k.4].weight.into(), 1)
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

    pub fn compare(&self) -> Result<(), String> {
        self.ledger.check().map_err(|e| e.to_string())?;
        self.moved.check().map_err(|e| e.to_string())?;
        let carried = self.ledger.carried();
        let total = |who: &dyn Fn(&Row) -> bool| -> i128 {
            self.oracle.rows.values().filter(|a| who(a)).map(|a| i128::from(a.weight)).sum()
        };
        let per_share = q(carried.share.units(), total(&|a| a.shares).max(1));
        let per_fold = q(carried.fold.units(), total(&|_| true).max(1));
        let mut sum = carried.total().units();
        ensure!(self.ledger.len() == self.oracle.rows.len(), "members differ");
        for (row, (i, slow)) in self.ledger.rows().zip(&self.oracle.rows) {
            sum += row.deficit.units();
            let kept = (row.agent.index(), row.weight, row.sharing, row.taken, row.last_turn);
            let said = (*i, slow.weight, slow.shares, slow.taken, slow.last);
            ensure!(kept == said, "row {kept:?}, not {said:?}");
            let weight = q(row.weight.into(), 1);
            let mut owed = q(row.deficit.units(), 1) + &per_fold * &weight;
            if row.sharing {
                owed += &per_share * &weight;
            }
            let off = (owed / q(UNIT, 1) - &slow.owed).abs();
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

pub fn run(fault: Fault, (rank, start, ops): &History) -> Result<(), String> {
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
