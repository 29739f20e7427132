//! A set of agent slots as 64-bit words.

use smallvec::SmallVec;

use crate::id::AgentSlot;

/// A set of agents, one bit a slot. Up to 256 agents take no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AgentSet {
    words: SmallVec<[u64; 4]>,
}

const fn place(slot: AgentSlot) -> (usize, u64) {
    let index = slot.index();
    (index >> 6, 1_u64 << (index & 63))
}

impl AgentSet {
    pub(crate) fn contains(&self, slot: AgentSlot) -> bool {
        let (word, bit) = place(slot);
        self.words.get(word).is_some_and(|w| w & bit != 0)
    }

    pub(crate) fn insert(&mut self, slot: AgentSlot) {
        let (word, bit) = place(slot);
        if self.words.len() <= word {
            self.words.resize(word.saturating_add(1), 0);
        }
        if let Some(w) = self.words.get_mut(word) {
            *w |= bit;
        }
    }

    pub(crate) fn remove(&mut self, slot: AgentSlot) {
        let (word, bit) = place(slot);
        if let Some(w) = self.words.get_mut(word) {
            *w &= !bit;
        }
    }

    pub(crate) fn set(&mut self, slot: AgentSlot, member: bool) {
        if member {
            self.insert(slot)
        } else {
            self.remove(slot)
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    pub(crate) fn len(&self) -> usize {
        self.words
            .iter()
            .fold(0_usize, |n, w| n.saturating_add(w.count_ones() as usize))
    }

    /// Keeps only who is in `other` too.
    pub(crate) fn intersect(&mut self, other: &AgentSet) {
        for (i, w) in self.words.iter_mut().enumerate() {
            *w &= other.words.get(i).copied().unwrap_or(0);
        }
    }

    /// Drops who is in `other`.
    pub(crate) fn subtract(&mut self, other: &AgentSet) {
        for (w, o) in self.words.iter_mut().zip(&other.words) {
            *w &= !o;
        }
    }

    /// Adds who is in `other`.
    pub(crate) fn union(&mut self, other: &AgentSet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (w, o) in self.words.iter_mut().zip(&other.words) {
            *w |= o;
        }
    }

    /// Who is in exactly one of the two sets, in slot order.
    pub(crate) fn differing<'a>(&'a self, other: &'a AgentSet) -> impl Iterator<Item = AgentSlot> + 'a {
        let words = self.words.len().max(other.words.len());
        (0..words).flat_map(move |i| {
            let mine = self.words.get(i).copied().unwrap_or(0);
            let theirs = other.words.get(i).copied().unwrap_or(0);
            WordBits {
                word: mine ^ theirs,
                base: i << 6,
            }
        })
    }

    /// Who is in the set, in slot order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        self.words.iter().enumerate().flat_map(|(i, w)| WordBits {
            word: *w,
            base: i << 6,
        })
    }
}

impl FromIterator<AgentSlot> for AgentSet {
    fn from_iter<I: IntoIterator<Item = AgentSlot>>(slots: I) -> Self {
        let mut set = AgentSet::default();
        for slot in slots {
            set.insert(slot);
        }
        set
    }
}

struct WordBits {
    word: u64,
    base: usize,
}

impl Iterator for WordBits {
    type Item = AgentSlot;

    fn next(&mut self) -> Option<AgentSlot> {
        if self.word == 0 {
            return None;
        }
        let bit = self.word.trailing_zeros() as usize;
        self.word &= self.word.wrapping_sub(1);
        AgentSlot::from_index(self.base | bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(of: &[usize]) -> AgentSet {
        of.iter().filter_map(|i| AgentSlot::from_index(*i)).collect()
    }

    #[test]
    fn sets_of_unequal_length_behave_as_sets() {
        let mut few = slots(&[1, 63, 64]);
        let many = slots(&[1, 64, 700]);
        assert_eq!(
            few.differing(&many).map(AgentSlot::index).collect::<Vec<_>>(),
            [63, 700]
        );
        few.intersect(&many);
        assert_eq!(few.iter().map(AgentSlot::index).collect::<Vec<_>>(), [1, 64]);
        few.union(&many);
        assert_eq!(few.len(), 3);
        few.subtract(&slots(&[700, 9_000]));
        assert!(!few.contains(AgentSlot::from_index(700).unwrap()));
        few.remove(AgentSlot::from_index(90_000).unwrap());
        assert!(!few.is_empty());
    }
}
