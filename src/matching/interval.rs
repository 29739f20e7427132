//! The ranges of one integer attribute: a segment tree over their ends.

use super::posting::{List, Postings};

/// Every range is filed at the few nodes that together cover it; a number reads the lists from its leaf to the root.
#[derive(Clone, Debug)]
pub(super) struct Intervals {
    /// Where a segment begins, ascending. The numbers before the first are in no range.
    starts: Vec<i64>,
    /// Node 1 is the root, the children of `n` are `2n` and `2n + 1`, the leaves are the last `starts.len()`.
    nodes: Vec<List>,
}

impl Intervals {
    /// `filed` are ranges, both ends in, each with its rule. Lists are added to `postings`.
    ///
    /// # Complexity
    /// At most `2 log n` postings a range, and `log n` lists a number.
    pub(super) fn new(filed: &[(i64, i64, u32)], postings: &mut Postings) -> Option<Intervals> {
        let mut starts: Vec<i64> = Vec::new();
        for (from, last, _) in filed {
            starts.push(*from);
            starts.extend(last.checked_add(1));
        }
        starts.sort_unstable();
        starts.dedup();
        let leaves = starts.len();
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); leaves.checked_mul(2)?];
        let mut in_order = filed.to_vec();
        in_order.sort_unstable_by_key(|(from, last, rule)| (*rule, *from, *last));
        for (from, last, rule) in &in_order {
            let mut left = starts.partition_point(|start| start < from).checked_add(leaves)?;
            let mut right = starts
                .partition_point(|start| start <= last)
                .checked_add(leaves)?;
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
        let nodes: Option<Vec<List>> = lists
            .into_iter()
            .map(|list| postings.add(list.into_iter()))
            .collect();
        Some(Intervals {
            starts,
            nodes: nodes?,
        })
    }

    /// Every list of which all ranges hold the number.
    #[inline]
    pub(super) fn find(&self, number: i64, mut found: impl FnMut(List)) {
        let Some(leaf) = self
            .starts
            .partition_point(|start| *start <= number)
            .checked_sub(1)
        else {
            return;
        };
        let mut node = leaf.saturating_add(self.starts.len());
        while node >= 1 {
            if let Some(list) = self.nodes.get(node) {
                found(*list);
            }
            node >>= 1;
        }
    }
}

fn file(lists: &mut [Vec<u32>], node: usize, rule: u32) {
    // Two ranges of one rule may share a node.
    if let Some(list) = lists.get_mut(node)
        && list.last() != Some(&rule)
    {
        list.push(rule);
    }
}
