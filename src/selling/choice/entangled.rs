//! Where some exclude others: those who hang together are tried in all combinations, and the best of each size is put
//! together with the best of the others.

use std::collections::BTreeMap;

use super::{Contender, clash, price};

/// Contenders by rank, all of whom accept the size.
type Ranked<'c> = [(usize, &'c Contender<'c>)];

/// Some of a list, by rank, and what they bring.
#[derive(Clone, Debug, Default)]
struct Part {
    ranks: Vec<usize>,
    revenue: u64,
}

impl Part {
    /// Whether it is to be taken in place of another of its size: it brings more, or the same and comes first.
    fn beats(&self, other: &Option<Part>) -> bool {
        other.as_ref().is_none_or(|other| {
            self.revenue > other.revenue || self.revenue == other.revenue && self.ranks < other.ranks
        })
    }

    /// The two together, of disjoint parts of the list.
    fn with(&self, other: &Part) -> Part {
        let mut ranks: Vec<usize> = self.ranks.iter().chain(&other.ranks).copied().collect();
        ranks.sort_unstable();
        Part { ranks, revenue: self.revenue.saturating_add(other.revenue) }
    }
}

/// The best so many, by their places in the list of contenders; none where there are no so many.
///
/// Of equal size and revenue the set is best that holds the first rank by which two differ. That order is kept when the same
/// ranks are added to both, so the best of parts make up the best of the whole.
pub(super) fn best(ranked: &Ranked<'_>, wanted: usize) -> Option<Vec<usize>> {
    let (free, groups) = groups(ranked);
    let mut sizes: Vec<Option<Part>> = vec![None; wanted.saturating_add(1)];
    if let Some(none) = sizes.first_mut() {
        *none = Some(Part::default());
    }
    for group in &groups {
        let own = Search::run(ranked, group, wanted);
        sizes = together(&sizes, &own);
    }
    let mut buyers: Vec<u32> = Vec::with_capacity(wanted);
    let mut alone = vec![Some(Part::default())];
    let mut so_far = Part::default();
    for rank in free {
        let Some((_, own)) = ranked.get(rank) else { continue };
        if buyers.len() == wanted {
            break;
        }
        if !buyers.contains(&own.buyer) {
            buyers.push(own.buyer);
            so_far.ranks.push(rank);
            so_far.revenue = so_far.revenue.saturating_add(price(own));
            alone.push(Some(so_far.clone()));
        }
    }
    let found = together(&sizes, &alone).pop().flatten()?;
    found.ranks.iter().map(|rank| ranked.get(*rank).map(|(place, _)| *place)).collect()
}

/// The best of each size of two disjoint parts, up to the length of the first.
fn together(first: &[Option<Part>], second: &[Option<Part>]) -> Vec<Option<Part>> {
    let mut both: Vec<Option<Part>> = vec![None; first.len()];
    for (size, best) in both.iter_mut().enumerate() {
        for (own, other) in (0..=size).map(|own| (own, size.saturating_sub(own))) {
            if let (Some(Some(own)), Some(Some(other))) = (first.get(own), second.get(other)) {
                let joined = own.with(other);
                if joined.beats(best) {
                    *best = Some(joined);
                }
            }
        }
    }
    both
}

/// The ranks of those whom nobody here excludes and who exclude nobody here, and of the others in groups that hang together.
fn groups(ranked: &Ranked<'_>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let here: BTreeMap<u32, ()> = ranked.iter().map(|(_, own)| (own.buyer, ())).collect();
    // Each buyer's root; whoever is in no exclusion is not in it.
    let mut roots: BTreeMap<u32, u32> = BTreeMap::new();
    for (_, own) in ranked {
        for other in own.excludes.iter().filter(|other| **other != own.buyer && here.contains_key(*other)) {
            let (one, two) = (root(&roots, own.buyer), root(&roots, *other));
            roots.insert(one.max(two), one.min(two));
            roots.entry(one.min(two)).or_insert(one.min(two));
        }
    }
    let mut free = Vec::new();
    let mut by_root: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (rank, (_, own)) in ranked.iter().enumerate() {
        if roots.contains_key(&own.buyer) {
            by_root.entry(root(&roots, own.buyer)).or_default().push(rank);
        } else {
            free.push(rank);
        }
    }
    (free, by_root.into_values().collect())
}

fn root(roots: &BTreeMap<u32, u32>, buyer: u32) -> u32 {
    let mut at = buyer;
    while let Some(next) = roots.get(&at).filter(|next| **next != at) {
        at = *next;
    }
    at
}

/// A search through the combinations of one group, in the order of their ranks.
struct Search<'s> {
    /// The group by rank.
    all: Vec<(usize, &'s Contender<'s>)>,
    /// What the first so many of them bring together.
    sums: Vec<u64>,
    best: Vec<Option<Part>>,
    taken: Vec<usize>,
}

impl<'s> Search<'s> {
    fn run(ranked: &'s Ranked<'s>, group: &[usize], wanted: usize) -> Vec<Option<Part>> {
        let all: Vec<_> =
            group.iter().filter_map(|rank| ranked.get(*rank).map(|(_, own)| (*rank, *own))).collect();
        let mut sums = vec![0_u64];
        for (_, own) in &all {
            sums.push(sums.last().copied().unwrap_or(0).saturating_add(price(own)));
        }
        let mut best: Vec<Option<Part>> = vec![None; wanted.saturating_add(1)];
        if let Some(none) = best.first_mut() {
            *none = Some(Part::default());
        }
        let mut search = Search { all, sums, best, taken: Vec::with_capacity(wanted) };
        search.from(0, 0);
        search.best
    }

    /// Adds each of those from `at` on in turn. What is found first comes first among its equals.
    fn from(&mut self, at: usize, revenue: u64) {
        for next in at..self.all.len() {
            if !self.may_bring_more(next, revenue) {
                return;
            }
            let Some((_, own)) = self.all.get(next).copied() else { return };
            let clashes = self.taken.iter().filter_map(|other| self.all.get(*other));
            if clashes.into_iter().any(|(_, other)| clash(own, other)) {
                continue;
            }
            self.taken.push(next);
            let revenue = revenue.saturating_add(price(own));
            if self.best.get(self.taken.len()).is_some_and(|best| brings_more(best, revenue)) {
                let ranks = self.taken.iter().filter_map(|own| self.all.get(*own).map(|(rank, _)| *rank));
                let found = Part { ranks: ranks.collect(), revenue };
                if let Some(best) = self.best.get_mut(self.taken.len()) {
                    *best = Some(found);
                }
            }
            self.from(next.saturating_add(1), revenue);
            self.taken.pop();
        }
    }

    /// Whether a set of some size could bring more than the best of its size if all that follow got on with each other.
    fn may_bring_more(&self, next: usize, revenue: u64) -> bool {
        let sizes = self.best.iter().enumerate().skip(self.taken.len().saturating_add(1));
        let left = self.all.len().saturating_sub(next);
        sizes.map(|(size, best)| (size.saturating_sub(self.taken.len()), best)).any(|(more, best)| {
            let sum = |to: usize| self.sums.get(to).copied().unwrap_or(u64::MAX);
            let most = sum(next.saturating_add(more)).saturating_sub(sum(next));
            more <= left && brings_more(best, revenue.saturating_add(most))
        })
    }
}

fn brings_more(best: &Option<Part>, revenue: u64) -> bool {
    best.as_ref().is_none_or(|best| revenue > best.revenue)
}
