//! How much work a choice can be where buyers exclude one another.

use std::collections::BTreeMap;

use crate::policy::compile::report::Report;
use crate::policy::compiled::Contract;
use crate::policy::doc::ExchangeDoc;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most combinations of contracts that a choice may have to look at for one number of buyers, where buyers exclude one
/// another. A choice is exact, so a policy that asks for more is refused.
///
/// Buyers hang together where one excludes the other, or both hang together with a third. Of the contracts of a level whose
/// buyers hang together, all combinations of up to as many as a lead may be sold to count, each such group by itself.
pub const MOST_COMBINATIONS: u64 = 1_000_000;

pub(super) fn check(
    doc: &ExchangeDoc,
    contracts: &[Contract],
    max_sales: u32,
    path: &Path<'_>,
    report: &mut Report,
) {
    for (at, level) in doc.levels.iter().enumerate() {
        let own: Vec<&Contract> = contracts.iter().filter(|own| own.level == at).collect();
        let groups = groups(&own);
        let combinations = groups
            .iter()
            .fold(0_u64, |sum, contracts| sum.saturating_add(combinations(*contracts, u64::from(max_sales))));
        if combinations > MOST_COMBINATIONS {
            let largest = groups.iter().max().copied().unwrap_or(0);
            let message = format!(
                "the buyers of level `{}` who exclude one another have {combinations} combinations of up to {max_sales}, \
                 {MOST_COMBINATIONS} are allowed: lower `max_sales`, or split the level ({largest} contracts hang together)",
                level.id
            );
            report.error(&path.index(at), IssueKind::TooLarge, message);
        }
    }
}

/// How many contracts hang together, group by group.
fn groups(contracts: &[&Contract]) -> Vec<u64> {
    let buyer = |own: &Contract| u32::try_from(own.buyer).unwrap_or(u32::MAX);
    let mut roots: BTreeMap<u32, u32> = contracts.iter().map(|own| (buyer(own), buyer(own))).collect();
    let root = |roots: &BTreeMap<u32, u32>, mut at: u32| {
        while let Some(next) = roots.get(&at).filter(|next| **next != at) {
            at = *next;
        }
        at
    };
    let here = roots.clone();
    let mut entangled: BTreeMap<u32, ()> = BTreeMap::new();
    for own in contracts {
        let others = own.excludes.iter().filter(|other| **other != buyer(own) && here.contains_key(*other));
        for other in others {
            let (one, two) = (root(&roots, buyer(own)), root(&roots, *other));
            roots.insert(one.max(two), one.min(two));
            entangled.insert(buyer(own), ());
            entangled.insert(*other, ());
        }
    }
    let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
    for own in contracts.iter().filter(|own| entangled.contains_key(&buyer(own))) {
        let size = sizes.entry(root(&roots, buyer(own))).or_default();
        *size = size.saturating_add(1);
    }
    sizes.into_values().collect()
}

/// How many sets of up to so many there are of so many things; what is beyond 64 bits is as many as there are numbers.
fn combinations(things: u64, most: u64) -> u64 {
    let mut of_size = 1_u128;
    let mut all = 1_u128;
    for size in 1..=most.min(things) {
        let left = u128::from(things.saturating_sub(size).saturating_add(1));
        of_size = of_size.saturating_mul(left).checked_div(u128::from(size)).unwrap_or(u128::MAX);
        all = all.saturating_add(of_size);
    }
    u64::try_from(all).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::combinations;

    #[test]
    fn sets_are_counted_as_a_table_of_binomials_says() {
        assert_eq!(combinations(0, 8), 1);
        assert_eq!(combinations(5, 2), 1 + 5 + 10);
        assert_eq!(combinations(5, 8), 32);
        assert_eq!(combinations(20, 4), 1 + 20 + 190 + 1_140 + 4_845);
        assert_eq!(combinations(u64::MAX, 8), u64::MAX);
    }
}
