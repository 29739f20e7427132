//! A set of agent slots as 64-bit words.

use smallvec::SmallVec;

use crate::id::AgentSlot;

/// A set of agents, one bit a slot. Slots below 256 take no allocation.
///
/// Two sets are equal when they hold the same agents. A test or a change of one agent takes constant time, every
/// operation over whole sets one step per 64 slots.
///
/// ```
/// use fairdeal::bits::AgentSet;
/// use fairdeal::id::AgentSlot;
/// let ann = AgentSlot::from_index(0).ok_or("slot")?;
/// let bob = AgentSlot::from_index(700).ok_or("slot")?;
/// let mut set: AgentSet = [ann, bob].into_iter().collect();
/// set.remove(bob);
/// assert!(set.contains(ann) && !set.contains(bob));
/// assert_eq!(set, [ann].into_iter().collect());
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Default)]
pub struct AgentSet {
    words: SmallVec<[u64; 4]>,
}

impl Clone for AgentSet {
    fn clone(&self) -> Self {
        // A copy of the words, not one by one.
        AgentSet { words: SmallVec::from_slice(&self.words) }
    }
}

const fn place(slot: AgentSlot) -> (usize, u64) {
    let index = slot.index();
    (index >> 6, 1_u64 << (index & 63))
}

impl AgentSet {
    /// Whether the agent is in the set.
    #[must_use]
    pub fn contains(&self, slot: AgentSlot) -> bool {
        let (word, bit) = place(slot);
        self.words.get(word).is_some_and(|w| w & bit != 0)
    }

    /// Adds the agent.
    pub fn insert(&mut self, slot: AgentSlot) {
        let (word, bit) = place(slot);
        if self.words.len() <= word {
            self.words.resize(word.saturating_add(1), 0);
        }
        if let Some(w) = self.words.get_mut(word) {
            *w |= bit;
        }
    }

    /// Drops the agent.
    pub fn remove(&mut self, slot: AgentSlot) {
        let (word, bit) = place(slot);
        if let Some(w) = self.words.get_mut(word) {
            *w &= !bit;
        }
    }

    /// Adds or drops the agent.
    pub fn set(&mut self, slot: AgentSlot, member: bool) {
        if member { self.insert(slot) } else { self.remove(slot) }
    }

    /// Whether nobody is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    /// How many agents are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().fold(0_usize, |n, w| n.saturating_add(w.count_ones() as usize))
    }

    /// Who is in all four sets.
    pub(crate) fn in_all(sets: [&AgentSet; 4]) -> AgentSet {
        let [a, b, c, d] = sets.map(AgentSet::words);
        let mut words = SmallVec::new();
        words.extend(a.iter().zip(b).zip(c.iter().zip(d)).map(|((a, b), (c, d))| a & b & c & d));
        AgentSet { words }
    }

    /// Whether somebody in this set and in `also` is not in `not`.
    pub(crate) fn meets_without(&self, also: &AgentSet, not: &AgentSet) -> bool {
        let not = not.words();
        let both = self.words().iter().zip(also.words());
        both.enumerate().any(|(i, (mine, also))| mine & also & !not.get(i).copied().unwrap_or(0) != 0)
    }

    /// How many are in both sets.
    pub(crate) fn common(&self, other: &AgentSet) -> u64 {
        let both = self.words().iter().zip(other.words());
        both.fold(0, |n, (mine, theirs)| n.saturating_add(u64::from((mine & theirs).count_ones())))
    }

    /// Keeps only who is in `other` too.
    pub fn intersect(&mut self, other: &AgentSet) {
        for (i, w) in self.words.iter_mut().enumerate() {
            *w &= other.words.get(i).copied().unwrap_or(0);
        }
    }

    /// Drops who is in `other`.
    pub fn subtract(&mut self, other: &AgentSet) {
        for (w, o) in self.words.iter_mut().zip(&other.words) {
            *w &= !o;
        }
    }

    /// Adds who is in `other`.
    pub fn union(&mut self, other: &AgentSet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (w, o) in self.words.iter_mut().zip(&other.words) {
            *w |= o;
        }
    }

    /// Who is in exactly one of the two sets, in slot order.
    pub fn differing<'a>(&'a self, other: &'a AgentSet) -> impl Iterator<Item = AgentSlot> + 'a {
        let words = self.words.len().max(other.words.len());
        (0..words).flat_map(move |i| {
            let mine = self.words.get(i).copied().unwrap_or(0);
            let theirs = other.words.get(i).copied().unwrap_or(0);
            WordBits { word: mine ^ theirs, base: i << 6 }
        })
    }

    /// Whether anybody is in both sets.
    pub(crate) fn meets(&self, other: &AgentSet) -> bool {
        self.words.iter().zip(&other.words).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// The words, 64 slots each, lowest slot in the lowest bit. Trailing words may be zero or missing.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Who is in the set, in slot order.
    pub fn iter(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        self.words.iter().enumerate().flat_map(|(i, w)| WordBits { word: *w, base: i << 6 })
    }
}

impl PartialEq for AgentSet {
    fn eq(&self, other: &AgentSet) -> bool {
        let common = self.words.len().min(other.words.len());
        let tail = |set: &AgentSet| set.words.iter().skip(common).all(|w| *w == 0);
        self.words.iter().zip(&other.words).all(|(a, b)| a == b) && tail(self) && tail(other)
    }
}

impl Eq for AgentSet {}

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
        assert_eq!(few.differing(&many).map(AgentSlot::index).collect::<Vec<_>>(), [63, 700]);
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
