//! The ranges of one integer attribute, by the segments between their ends.

use super::posting::{List, Posting, Postings};

/// How many postings a range may take up in every segment it covers, and how many all may in any case, before the
/// segments are put under a tree.
const FLAT_EACH: usize = 16;
const FLAT_ALL: usize = 32_768;

/// How many starts there are to a bucket where they lie evenly.
const EACH: usize = 3;

/// So many starts are searched in a few steps, and are one bucket.
const FEW: usize = 128;

/// So many starts of a bucket, or fewer, are looked at together with those after them, which a number of the bucket lies below:
/// always so many, so that nothing depends on how many there are.
const GLANCE: usize = 8;

/// Few ranges are filed at every segment they cover, and a number reads one list. Many are filed at the few nodes of
/// a tree that together cover them, and a number reads the lists from its leaf to the root.
#[derive(Clone, Debug)]
pub(super) struct Intervals {
    /// Where a segment begins, ascending. The numbers before the first are in no range.
    starts: Vec<i64>,
    buckets: Buckets,
    /// Where the list of each node begins; it ends where the next one begins. Node 1 is the root, the children of `n` are
    /// `2n` and `2n + 1`, the leaves are the last `starts.len()`.
    nodes: Vec<u32>,
    /// Only the leaves are there.
    flat: bool,
}

impl Intervals {
    /// `filed` are ranges, both ends in, each with its rule. Lists are added to `postings`.
    ///
    /// # Complexity
    /// At most `2 log n` postings a range, and `log n` lists a number, or one where the ranges are few.
    pub(super) fn new(filed: &[(i64, i64, Posting)], postings: &mut Postings) -> Option<Intervals> {
        let most_flat = filed.len().saturating_mul(FLAT_EACH).saturating_add(FLAT_ALL);
        Intervals::within(filed, postings, (most_flat, FEW))
    }

    /// `most_flat` is how many postings there may be before the segments are put under a tree, `few` how many starts are
    /// one bucket.
    fn within(
        filed: &[(i64, i64, Posting)],
        postings: &mut Postings,
        (most_flat, few): (usize, usize),
    ) -> Option<Intervals> {
        let mut starts: Vec<i64> = Vec::new();
        for (from, last, _) in filed {
            starts.push(*from);
            starts.extend(last.checked_add(1));
        }
        starts.sort_unstable();
        starts.dedup();
        let leaves = starts.len();
        let mut lists: Vec<Vec<Posting>> = vec![Vec::new(); leaves.checked_mul(2)?];
        let mut in_order = filed.to_vec();
        in_order.sort_unstable_by_key(|(from, last, rule)| (*rule, *from, *last));
        let covered = |from: i64, last: i64| {
            let left = starts.partition_point(|start| *start < from).checked_add(leaves)?;
            let right = starts.partition_point(|start| *start <= last).checked_add(leaves)?;
            Some((left, right))
        };
        let mut total = 0_usize;
        for (from, last, _) in &in_order {
            let (left, right) = covered(*from, *last)?;
            total = total.saturating_add(right.saturating_sub(left));
        }
        let flat = total <= most_flat;
        for (from, last, rule) in &in_order {
            let (mut left, mut right) = covered(*from, *last)?;
            if flat {
                (left..right).for_each(|leaf| file(&mut lists, leaf, *rule));
                continue;
            }
            while left < right {
                if left & 1 == 1 {
                    file(&mut lists, left, *rule);
                    left = left.checked_add(1)?;
                }
                if right & 1 == 1 {
                    right = right.checked_sub(1)?;
                    file(&mut lists, right, *rule);
                }
                left >>= 1;
                right >>= 1;
            }
        }
        let own = lists.into_iter().skip(if flat { leaves } else { 0 });
        let mut nodes = Vec::with_capacity(leaves.saturating_mul(if flat { 1 } else { 2 }).saturating_add(1));
        for list in own {
            nodes.push(postings.add(list.into_iter())?.start());
        }
        nodes.push(postings.here()?);
        starts.shrink_to_fit();
        Some(Intervals { buckets: Buckets::of(&starts, few)?, starts, nodes, flat })
    }

    pub(super) fn bytes(&self) -> usize {
        let places = self.buckets.begun.capacity().saturating_add(self.nodes.capacity());
        self.starts.capacity().saturating_mul(8).saturating_add(places.saturating_mul(4))
    }

    /// Every list of which all ranges hold the number.
    #[inline]
    pub(super) fn find(&self, number: i64, mut found: impl FnMut(List)) {
        let Some(leaf) = self.leaf(number) else { return };
        if self.flat {
            found(self.list(leaf));
            return;
        }
        let mut node = leaf.saturating_add(self.starts.len());
        while node >= 1 {
            found(self.list(node));
            node >>= 1;
        }
    }

    #[inline]
    fn list(&self, node: usize) -> List {
        List::between(self.nodes.get(node), self.nodes.get(node.saturating_add(1)))
    }

    /// The segment of a number.
    #[inline]
    fn leaf(&self, number: i64) -> Option<usize> {
        let (from, to) = self.buckets.of_number(number)?;
        let begun = match self.starts.get(from..).and_then(|starts| starts.first_chunk::<GLANCE>()) {
            Some(starts) if to.wrapping_sub(from) <= GLANCE => {
                starts.iter().map(|start| usize::from(*start <= number)).fold(0, usize::wrapping_add)
            }
            _ => self.starts.get(from..to)?.partition_point(|start| *start <= number),
        };
        from.wrapping_add(begun).checked_sub(1)
    }
}

/// The starts cut into stretches of equal width, so that a search reads few of them; where they crowd into one, it is the
/// usual search.
#[derive(Clone, Debug, Default)]
struct Buckets {
    /// The least start.
    first: i64,
    /// A bucket is two to the power of this wide.
    shift: u32,
    /// How many starts there are before each bucket, and in all.
    begun: Vec<u32>,
}

impl Buckets {
    /// Of starts that ascend; so `few` are one bucket.
    fn of(starts: &[i64], few: usize) -> Option<Buckets> {
        let (Some(first), Some(last)) = (starts.first(), starts.last()) else {
            return Some(Buckets::default());
        };
        if starts.len() <= few {
            return Some(Buckets {
                first: *first,
                shift: 63,
                begun: vec![0, u32::try_from(starts.len()).ok()?],
            });
        }
        let most = (starts.len() / EACH).max(1) as u64;
        let mut own = Buckets { first: *first, shift: 0, begun: Vec::new() };
        // All 64 bits may be there; no more than 63 are shifted out, so there may be two buckets.
        while own.shift < 63 && own.place(*last) >= most {
            own.shift = own.shift.saturating_add(1);
        }
        for (number, start) in starts.iter().enumerate() {
            let before = usize::try_from(own.place(*start)).ok()?.checked_add(1)?;
            if own.begun.len() < before {
                own.begun.resize(before, u32::try_from(number).ok()?);
            }
        }
        own.begun.push(u32::try_from(starts.len()).ok()?);
        own.begun.shrink_to_fit();
        Some(own)
    }

    /// The bucket of a number that is not below the first.
    #[inline]
    fn place(&self, number: i64) -> u64 {
        number.abs_diff(self.first) >> self.shift
    }

    /// The starts of a number's bucket: the last that is not above the number is among them, or is the one before them.
    #[inline]
    fn of_number(&self, number: i64) -> Option<(usize, usize)> {
        let last = self.begun.len().checked_sub(2).filter(|_| number >= self.first)?;
        let bucket = usize::try_from(self.place(number)).map_or(last, |bucket| bucket.min(last));
        let from = *self.begun.get(bucket)?;
        Some((from as usize, *self.begun.get(bucket.saturating_add(1))? as usize))
    }
}

fn file(lists: &mut [Vec<Posting>], node: usize, rule: Posting) {
    // Two ranges of one rule may share a node.
    if let Some(list) = lists.get_mut(node)
        && list.last() != Some(&rule)
    {
        list.push(rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::guard::Guard;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![8 => -9..9_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
    }

    fn posting(rule: u32) -> Posting {
        Posting { rule, guard: Guard::default() }
    }

    proptest! {
        #[test]
        fn flat_and_under_a_tree_every_range_that_holds_a_number_is_found_once(
            ranges in proptest::collection::vec((number(), number()), 1..200),
            numbers in proptest::collection::vec(number(), 1..9),
            most_flat in prop_oneof![Just(0_usize), Just(usize::MAX)],
            few in prop_oneof![Just(0_usize), Just(FEW)],
        ) {
            let filed: Vec<(i64, i64, Posting)> =
                (0..).zip(ranges).map(|(rule, (a, b))| (a.min(b), a.max(b), posting(rule))).collect();
            let mut postings = Postings::default();
            let intervals = Intervals::within(&filed, &mut postings, (most_flat, few)).unwrap();
            for number in numbers {
                let mut found: Vec<u32> = Vec::new();
                intervals.find(number, |list| {
                    assert!(postings.list(list).is_sorted());
                    found.extend(postings.list(list).iter().map(|posting| posting.rule));
                });
                found.sort_unstable();
                let holding = filed.iter().filter(|(from, last, _)| *from <= number && number <= *last);
                prop_assert_eq!(found, holding.map(|(_, _, posting)| posting.rule).collect::<Vec<u32>>());
            }
        }
    }
}
