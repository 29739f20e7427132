//! Whoever has had the smallest share of what they are promised goes first.

use core::cmp::Ordering;

use super::{Chosen, Contender, SaleRange, choose};

/// How many leads a contract has bought of how many it is promised, this month and today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Bought this month.
    pub month: u64,
    /// Promised for a month, at least 1.
    pub monthly: u32,
    /// Bought today.
    pub day: u64,
    /// Promised for a day, at least 1.
    pub daily: u32,
}

impl Share {
    /// The month's share first, then the day's: exact, by products.
    fn order(&self, other: &Share) -> Ordering {
        let share = |bought: u64, promised: u32| u128::from(bought).saturating_mul(u128::from(promised));
        share(self.month, other.monthly)
            .cmp(&share(other.month, self.monthly))
            .then_with(|| share(self.day, other.daily).cmp(&share(other.day, self.daily)))
    }
}

/// The set that holds whoever is first by share, if any set may; of these the one that holds the second, if one may; and so
/// on. `shares` has one for each contender. Ties go by priority, last sale and place.
///
/// A set may have the lead by the same rules as in [`choose`]: everybody accepts how many they are, nobody excludes another,
/// and together they bring the floor.
///
/// # Complexity
/// A [`choose`] for each contender who gets on with those taken.
#[must_use]
pub fn choose_by_share(
    contenders: &[Contender<'_>],
    shares: &[Share],
    range: SaleRange,
    held: &[usize],
) -> Option<Chosen> {
    let mut all: Vec<(usize, &Contender<'_>, &Share)> = contenders
        .iter()
        .zip(shares)
        .enumerate()
        .map(|(place, (contender, share))| (place, contender, share))
        .collect();
    all.sort_by(|(place, own, share), (other_place, other, other_share)| {
        share.order(other_share).then_with(|| {
            (own.priority, own.last_sold, place).cmp(&(other.priority, other.last_sold, other_place))
        })
    });
    let mut taken = held.to_vec();
    let mut best = choose(contenders, range, &taken).chosen?;
    for (place, ..) in all {
        if taken.contains(&place) {
            continue;
        }
        taken.push(place);
        match choose(contenders, range, &taken).chosen {
            Some(found) => best = found,
            None => {
                taken.pop();
            }
        }
    }
    Some(best)
}
