//! Who buys a lead: of all sets of buyers that a lead may go to, the one that brings most. Exact, whatever the prices.

mod apart;
mod by_share;
mod entangled;

use std::cmp::Reverse;

use crate::policy::MOST_BUYERS;
use crate::time::Timestamp;

pub use by_share::{Share, choose_by_share};

/// A contract that would take a lead. Contenders stand in a list by the ids of their contracts, and are known by their
/// place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contender<'c> {
    /// The buyer, by any number that no other buyer has. No lead goes to one buyer twice.
    pub buyer: u32,
    /// What the lead would bring, in minor units.
    pub price_minor: u32,
    /// The fewest buyers the lead has to go to, this one among them, at least 1.
    pub least: u32,
    /// The most buyers it may go to, this one among them.
    pub most: u32,
    /// The buyers this one does not share a lead with, whoever of the two says so.
    pub excludes: &'c [u32],
    /// Of equal prices the lower goes first.
    pub priority: u32,
    /// When the contract last bought; of equal prices and priorities whoever has waited longest goes first, and before them who
    /// has bought nothing yet. What is a tie then goes by the place in the list.
    pub last_sold: Option<Timestamp>,
}

/// To how many a lead may be sold, and for how much at the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleRange {
    /// The fewest buyers, at least 1.
    pub least: u32,
    /// The most, at most [`MOST_BUYERS`](crate::policy::MOST_BUYERS).
    pub most: u32,
    /// What it has to bring altogether, in minor units.
    pub floor_minor: u64,
    /// Whether of sets that bring the same the larger is taken; the smaller without it.
    pub prefer_more: bool,
}

/// The best set there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Places in the list of contenders: dearest first, ties as [`Contender`] says.
    pub members: Vec<usize>,
    /// What they pay together, in minor units.
    pub revenue_minor: u64,
}

/// The best of each kind, and which of them it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The set the lead goes to; none where no set may have it, or none brings the floor.
    pub chosen: Option<Chosen>,
    /// The best single buyer, whatever the floor.
    pub best_single: Option<Chosen>,
    /// The best set of two buyers or more, whatever the floor.
    pub best_shared: Option<Chosen>,
}

/// The set of contenders that brings most, of those in which everybody accepts how many they are, nobody is twice, nobody
/// excludes another, and everybody of `held` is.
///
/// Of sets that bring the same the smaller is taken, or the larger if the range says so. Of those of one size it is the one
/// that comes first where contenders are ordered by price, priority, last sale and place, as words are in a dictionary.
///
/// ```
/// use fairdeal::selling::{Contender, SaleRange, choose};
/// let one = Contender { buyer: 0, price_minor: 0, least: 1, most: 4, excludes: &[], priority: 0, last_sold: None };
/// let contenders = [
///     Contender { buyer: 1, price_minor: 5_000, most: 1, ..one.clone() }, // exclusively
///     Contender { buyer: 2, price_minor: 3_000, excludes: &[3], ..one.clone() },
///     Contender { buyer: 3, price_minor: 2_900, ..one.clone() },
///     Contender { buyer: 4, price_minor: 2_200, least: 2, ..one.clone() },
/// ];
/// let range = SaleRange { least: 1, most: 4, floor_minor: 0, prefer_more: false };
/// let choice = choose(&contenders, range, &[]);
/// assert_eq!(choice.chosen.as_ref().map(|own| (own.members.clone(), own.revenue_minor)), Some((vec![1, 3], 5_200)));
/// assert_eq!(choice.best_single.map(|own| own.revenue_minor), Some(5_000));
/// assert!(choose(&contenders, SaleRange { floor_minor: 5_201, ..range }, &[]).chosen.is_none());
/// ```
///
/// # Complexity
/// `n log n` to order them, and for each number of buyers a pass that ends with the last it takes. Where buyers exclude one
/// another, those who hang together by that are tried in all combinations of up to so many that can still bring more than the
/// best found: a policy with more than [`MOST_COMBINATIONS`](crate::policy::MOST_COMBINATIONS) of them does not compile.
#[must_use]
pub fn choose(contenders: &[Contender<'_>], range: SaleRange, held: &[usize]) -> Choice {
    let order = order(contenders);
    let mut choice = Choice::default();
    let floor = range.floor_minor;
    for count in range.least.max(1)..=range.most.min(MOST_BUYERS) {
        let Some(found) = of_size(contenders, &order, count, held) else { continue };
        let best = if count == 1 { &mut choice.best_single } else { &mut choice.best_shared };
        if brings_more(best.as_ref(), &found, range.prefer_more) {
            *best = Some(found);
        }
    }
    let enough = |own: &&Chosen| own.revenue_minor >= floor;
    let single = choice.best_single.as_ref().filter(enough);
    let shared = choice.best_shared.as_ref().filter(enough);
    choice.chosen = match (single, shared) {
        (Some(single), Some(shared)) if brings_more(Some(single), shared, range.prefer_more) => Some(shared),
        (None, other) | (other, _) => other,
    }
    .cloned();
    choice
}

/// Whether a set of more buyers is to be taken in place of the best of fewer.
fn brings_more(best: Option<&Chosen>, larger: &Chosen, prefer_more: bool) -> bool {
    best.is_none_or(|best| {
        larger.revenue_minor > best.revenue_minor || prefer_more && larger.revenue_minor == best.revenue_minor
    })
}

/// Places of the contenders: dearest first, ties by priority, last sale and place.
fn order(contenders: &[Contender<'_>]) -> Vec<u32> {
    let mut keys: Vec<_> = (0_u32..)
        .zip(contenders)
        .map(|(place, own)| (Reverse(own.price_minor), own.priority, own.last_sold, place))
        .collect();
    keys.sort_unstable();
    keys.into_iter().map(|(.., place)| place).collect()
}

/// Whether two contenders may not both have the lead.
pub(crate) fn clash(one: &Contender<'_>, other: &Contender<'_>) -> bool {
    one.buyer == other.buyer || one.excludes.contains(&other.buyer) || other.excludes.contains(&one.buyer)
}

/// The best set of exactly so many.
fn of_size(contenders: &[Contender<'_>], order: &[u32], count: u32, held: &[usize]) -> Option<Chosen> {
    let accepts = |own: &Contender<'_>| own.least <= count && count <= own.most;
    let mut holders: Vec<&Contender<'_>> = Vec::with_capacity(held.len());
    for place in held {
        let own = contenders.get(*place)?;
        if !accepts(own) || holders.iter().any(|other| clash(own, other)) {
            return None;
        }
        holders.push(own);
    }
    let wanted = usize::try_from(count).ok()?.checked_sub(holders.len())?;
    let ranked = order.iter().filter_map(|place| {
        let place = usize::try_from(*place).ok()?;
        let own = contenders.get(place)?;
        (accepts(own) && !holders.iter().any(|holder| clash(own, holder))).then_some((place, own))
    });
    let found = if contenders.iter().all(|own| own.excludes.is_empty()) {
        apart::first_of_each(ranked, wanted)?
    } else {
        entangled::best(&ranked.collect::<Vec<_>>(), wanted)?
    };
    let mut members: Vec<usize> = held.iter().copied().chain(found).collect();
    let position = |place: &usize| {
        contenders.get(*place).map(|own| (Reverse(own.price_minor), own.priority, own.last_sold, *place))
    };
    members.sort_by_key(position);
    let revenue_minor = members.iter().filter_map(|place| contenders.get(*place)).map(price).sum();
    Some(Chosen { members, revenue_minor })
}

pub(crate) fn price(own: &Contender<'_>) -> u64 {
    u64::from(own.price_minor)
}
