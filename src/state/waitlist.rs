//! The leads of a queue in their order, with the place of each.

use crate::id::LeadSlot;

/// A lead's place in the order: the discipline's key, then the lead's own number, then its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaitKey {
    pub(crate) key: (i64, i64),
    pub(crate) sequence: u64,
    pub(crate) lead: LeadSlot,
}

/// The most keys in one run; a run that grows past it is halved.
const RUN: usize = 512;

/// A sorted list in runs: insertion and removal move at most a run, and a place is a sum over the runs' lengths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waitlist {
    /// No run is empty.
    runs: Vec<Vec<WaitKey>>,
    len: usize,
}

impl Waitlist {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first run whose last key is not before `key`.
    fn run_of(&self, key: &WaitKey) -> usize {
        self.runs.partition_point(|run| run.last().is_some_and(|last| last < key))
    }

    pub(crate) fn insert(&mut self, key: WaitKey) {
        let at = self.run_of(&key).min(self.runs.len().saturating_sub(1));
        let Some(run) = self.runs.get_mut(at) else {
            self.runs.push(vec![key]);
            self.len = 1;
            return;
        };
        if let Err(place) = run.binary_search(&key) {
            run.insert(place, key);
            self.len = self.len.saturating_add(1);
        }
        if run.len() > RUN {
            let tail = run.split_off(RUN / 2);
            self.runs.insert(at.saturating_add(1), tail);
        }
    }

    pub(crate) fn remove(&mut self, key: &WaitKey) {
        let at = self.run_of(key);
        let Some(run) = self.runs.get_mut(at) else { return };
        if let Ok(place) = run.binary_search(key) {
            run.remove(place);
            self.len = self.len.saturating_sub(1);
        }
        if run.is_empty() {
            self.runs.remove(at);
        }
    }

    /// How many keys come before this one.
    pub(crate) fn before(&self, key: &WaitKey) -> usize {
        let at = self.run_of(key);
        let runs = self.runs.get(..at).unwrap_or_default();
        let whole = runs.iter().fold(0_usize, |n, run| n.saturating_add(run.len()));
        let part = self.runs.get(at).map_or(0, |run| run.partition_point(|other| other < key));
        whole.saturating_add(part)
    }

    pub(crate) fn contains(&self, key: &WaitKey) -> bool {
        self.runs.get(self.run_of(key)).is_some_and(|run| run.binary_search(key).is_ok())
    }

    pub(crate) fn first(&self) -> Option<WaitKey> {
        self.runs.first().and_then(|run| run.first()).copied()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = WaitKey> + '_ {
        self.runs.iter().flat_map(|run| run.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn it_is_a_sorted_set_that_knows_places() {
        let mut list = Waitlist::default();
        let mut plain = BTreeSet::new();
        let mut number = 1_u64;
        for round in 0..6_000_u64 {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let small = i64::try_from((number >> 33) % 900).unwrap();
            let key = WaitKey {
                key: (small, 0),
                sequence: 7,
                lead: LeadSlot::from_index(usize::try_from(small).unwrap()).unwrap(),
            };
            if round % 3 == 0 {
                list.remove(&key);
                plain.remove(&key);
            } else {
                list.insert(key);
                plain.insert(key);
            }
            assert_eq!(list.before(&key), plain.range(..key).count());
        }
        assert!(list.iter().eq(plain.iter().copied()));
        assert_eq!(list.len(), plain.len());
        assert_eq!(list.first(), plain.first().copied());
    }
}
