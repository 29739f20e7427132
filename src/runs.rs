//! A sorted set in runs: one structure under the lines of leads and the order of turns.

use std::collections::VecDeque;

/// Distinct keys in order. Insertion and removal move at most half a run, taking from the front or adding at the back
/// moves nothing; a key's place is a sum over the runs' lengths. A run that grows past `RUN` keys is halved.
#[derive(Clone, Debug)]
pub(crate) struct Runs<K, const RUN: usize = 512> {
    /// No run is empty.
    runs: Vec<VecDeque<K>>,
    len: usize,
}

impl<K, const RUN: usize> Default for Runs<K, RUN> {
    fn default() -> Self {
        Runs { runs: Vec::new(), len: 0 }
    }
}

impl<K: Ord + Copy, const RUN: usize> Runs<K, RUN> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first run whose last key is not before `key`.
    fn run_of(&self, key: &K) -> usize {
        if let [only] = self.runs.as_slice() {
            return usize::from(only.back().is_some_and(|last| last < key));
        }
        self.runs.partition_point(|run| run.back().is_some_and(|last| last < key))
    }

    /// Adds a key; a key that is there already stays.
    pub(crate) fn insert(&mut self, key: K) {
        let at = self.run_of(&key).min(self.runs.len().saturating_sub(1));
        let Some(run) = self.runs.get_mut(at) else {
            self.runs.push(VecDeque::from([key]));
            self.len = 1;
            return;
        };
        if run.back().is_some_and(|last| *last < key) {
            run.push_back(key);
            self.len = self.len.saturating_add(1);
        } else if let Err(place) = run.binary_search(&key) {
            run.insert(place, key);
            self.len = self.len.saturating_add(1);
        }
        if run.len() > RUN {
            let tail = run.split_off(RUN / 2);
            self.runs.insert(at.saturating_add(1), tail);
        }
    }

    /// Takes a key out, if it is there.
    pub(crate) fn remove(&mut self, key: &K) {
        let at = self.run_of(key);
        let Some(run) = self.runs.get_mut(at) else { return };
        if run.front() == Some(key) {
            run.pop_front();
            self.len = self.len.saturating_sub(1);
        } else if let Ok(place) = run.binary_search(key) {
            run.remove(place);
            self.len = self.len.saturating_sub(1);
        }
        if run.is_empty() {
            self.runs.remove(at);
        }
    }

    /// Takes one key out and adds another. Where the first goes to the back, as turns do, that is two looks.
    #[inline]
    pub(crate) fn replace(&mut self, old: &K, new: K) {
        if !self.first_to_last(old, new) {
            self.remove(old);
            self.insert(new);
        }
    }

    /// [`replace`](Self::replace) where the first key becomes the last and no run is emptied or grows too long.
    #[inline]
    fn first_to_last(&mut self, old: &K, new: K) -> bool {
        let after_all =
            self.runs.last().is_some_and(|run| run.len() < RUN && run.back().is_some_and(|last| *last < new));
        let Some(first) = self.runs.first_mut() else { return false };
        if !after_all || first.len() < 2 || first.front() != Some(old) {
            return false;
        }
        first.pop_front();
        if let Some(last) = self.runs.last_mut() {
            last.push_back(new);
        }
        true
    }

    /// How many keys come before this one.
    pub(crate) fn before(&self, key: &K) -> usize {
        let at = self.run_of(key);
        let runs = self.runs.get(..at).unwrap_or_default();
        let whole = runs.iter().fold(0_usize, |n, run| n.saturating_add(run.len()));
        let part = self.runs.get(at).map_or(0, |run| run.partition_point(|other| other < key));
        whole.saturating_add(part)
    }

    pub(crate) fn contains(&self, key: &K) -> bool {
        self.runs.get(self.run_of(key)).is_some_and(|run| run.binary_search(key).is_ok())
    }

    pub(crate) fn first(&self) -> Option<K> {
        self.runs.first().and_then(VecDeque::front).copied()
    }

    pub(crate) fn last(&self) -> Option<K> {
        self.runs.last().and_then(VecDeque::back).copied()
    }

    /// The last of the keys for which something holds that holds for all keys before one and for none after it.
    pub(crate) fn last_before(&self, holds: impl Fn(&K) -> bool) -> Option<K> {
        let runs = self.runs.partition_point(|run| run.front().is_some_and(&holds));
        let run = self.runs.get(runs.checked_sub(1)?)?;
        run.get(run.partition_point(&holds).checked_sub(1)?).copied()
    }

    /// The first key that will do. One step for each before it.
    #[inline]
    pub(crate) fn find(&self, mut will_do: impl FnMut(&K) -> bool) -> Option<K> {
        for run in &self.runs {
            let (front, back) = run.as_slices();
            for part in [front, back] {
                if let Some(key) = part.iter().find(|key| will_do(key)) {
                    return Some(*key);
                }
            }
        }
        None
    }

    /// The first key after this one that will do. O(log n), and one step for each between.
    pub(crate) fn find_after(&self, key: &K, mut will_do: impl FnMut(&K) -> bool) -> Option<K> {
        let at = self.run_of(key);
        for (number, run) in self.runs.iter().enumerate().skip(at) {
            let from = if number == at { run.partition_point(|other| other <= key) } else { 0 };
            if let Some(found) = run.range(from..).find(|other| will_do(other)) {
                return Some(*found);
            }
        }
        None
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = K> + '_ {
        self.runs.iter().flat_map(|run| run.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn it_is_a_sorted_set_that_knows_places() {
        let mut runs: Runs<u64> = Runs::default();
        let mut plain = BTreeSet::new();
        let mut number = 1_u64;
        for round in 0..6_000_u64 {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let key = (number >> 33) % 900;
            if round % 50 == 0
                && let Some(first) = plain.pop_first()
            {
                runs.replace(&first, first.wrapping_add(key));
                plain.insert(first.wrapping_add(key));
            }
            if round % 3 == 0 {
                runs.remove(&key);
                plain.remove(&key);
            } else {
                runs.insert(key);
                plain.insert(key);
            }
            assert_eq!(runs.before(&key), plain.range(..key).count());
            let even = |key: &u64| key.is_multiple_of(2);
            assert_eq!(runs.find_after(&key, even), plain.range(key + 1..).copied().find(even));
        }
        assert!(runs.iter().eq(plain.iter().copied()));
        assert!(runs.iter().rev().eq(plain.iter().rev().copied()));
        assert_eq!((runs.len(), runs.first()), (plain.len(), plain.first().copied()));
        assert_eq!(runs.last(), plain.last().copied());
        for end in [0, 1, 450, 899, 2_000] {
            assert_eq!(runs.last_before(|key| *key < end), plain.range(..end).next_back().copied());
        }
    }
}
