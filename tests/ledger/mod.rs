//! Ledgers to try things on, in few words.

mod cases;
mod documents;
pub mod oracle;
pub mod pair;

use fairdeal::bits::AgentSet;
use fairdeal::id::AgentSlot;
use fairdeal::meter::ledger::TurnLedger;
use num_bigint::BigInt;
use num_rational::BigRational;

pub type Q = BigRational;

pub fn q(a: i128, b: i128) -> Q {
    Q::new(BigInt::from(a), BigInt::from(b))
}

pub fn slot(i: usize) -> AgentSlot {
    AgentSlot::from_index(i).unwrap()
}

pub fn set(of: impl IntoIterator<Item = usize>) -> AgentSet {
    of.into_iter().map(slot).collect()
}

pub fn masked(mask: u16) -> Vec<usize> {
    (0..16).filter(|i| mask >> i & 1 == 1).collect()
}

pub fn weighted(weights: &[u32]) -> TurnLedger {
    let mut ledger = TurnLedger::new();
    for (i, weight) in weights.iter().enumerate() {
        ledger.join(slot(i), *weight, i as u64);
    }
    ledger
}

pub fn equal(n: usize) -> TurnLedger {
    weighted(&vec![1; n])
}

/// One lead for who is here, shared by who is here: absence accrues nothing.
pub fn take(ledger: &mut TurnLedger, here: &AgentSet) -> Option<usize> {
    let pick = ledger.pick(here, here)?;
    let changed: Vec<_> = ledger.sharing().differing(here).collect();
    for agent in changed {
        ledger.set_sharing(agent, here.contains(agent));
    }
    ledger.deal(pick.agent);
    Some(pick.agent.index())
}

pub fn leads(ledger: &mut TurnLedger, here: impl IntoIterator<Item = usize>, count: usize) -> Vec<usize> {
    let here = set(here);
    (0..count).map_while(|_| take(ledger, &here)).collect()
}

pub fn taken(ledger: &TurnLedger) -> Vec<u64> {
    ledger.rows().map(|row| row.taken).collect()
}
