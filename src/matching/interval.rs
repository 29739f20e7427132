//! The ranges of one integer attribute, by the segments between their ends.

use super::posting::{List, Posting, Postings};

/// How many postings a range may take up in every segment it covers, and how many all may in any case, before the
/// segments are put under a tree.
const FLAT_EACH: usize = 16;
const FLAT_ALL: usize = 32_768;

/// How many starts there are to one of the coarse ones: so few that all of them are looked at, in two lines of memory.
const STEP: usize = 16;

/// So many starts are in a cache near the processor, and are searched as they are.
const FEW: usize = 4_096;

/// Few ranges are filed at every segment they cover, and a number reads one list. Many are filed at the few nodes of
/// a tree that together cover them, and a number reads the lists from its leaf to the root.
#[derive(Clone, Debug)]
pub(super) struct Intervals {
    /// Where a segment begins, ascending. The numbers before the first are in no range.
    starts: Vec<i64>,
    /// Every so many of them where they are many, so that a search first reads little.
    coarse: Vec<i64>,
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
        Intervals::within(filed, postings, most_flat, FEW)
    }

    /// `most_flat` is how many postings there may be before the segments are put under a tree, `few` how many starts are
    /// searched as they are.
    fn within(
        filed: &[(i64, i64, Posting)],
        postings: &mut Postings,
        most_flat: usize,
        few: usize,
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
        let coarse = if leaves <= few { Vec::new() } else { starts.iter().step_by(STEP).copied().collect() };
        starts.shrink_to_fit();
        Some(Intervals { starts, coarse, nodes, flat })
    }

    pub(super) fn bytes(&self) -> usize {
        let numbers = self.starts.capacity().saturating_add(self.coarse.capacity());
        numbers.saturating_mul(8).saturating_add(self.nodes.capacity().saturating_mul(4))
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
        if self.coarse.is_empty() {
            return self.starts.partition_point(|start| *start <= number).checked_sub(1);
        }
        let block = self.coarse.partition_point(|start| *start <= number).checked_sub(1)?;
        let first = block.saturating_mul(STEP);
        let starts = self.starts.get(first..)?;
        let starts = starts.get(..STEP).unwrap_or(starts);
        // All of them are looked at, so that no wait for memory follows another.
        let begun = starts.iter().map(|start| usize::from(*start <= number)).fold(0, usize::wrapping_add);
        first.checked_add(begun)?.checked_sub(1)
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
            let intervals = Intervals::within(&filed, &mut postings, most_flat, few).unwrap();
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
