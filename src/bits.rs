//! A set of agent slots as 64-bit words.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

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
#[derive(Clone, Debug, Default)]
pub struct AgentSet {
    /// Slots below 256.
    first: [u64; INLINE],
    /// The words after those.
    rest: Vec<u64>,
}

/// The first 16 bytes of the SHA-256 of a large set: sets with the same mark are the same, told without a look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SetMark([u8; 16]);

/// How many words take no allocation.
const INLINE: usize = 4;

/// How many words are looked at before a look at the outcome.
const STRIDE: usize = 64;

const fn place(slot: AgentSlot) -> (usize, u64) {
    let index = slot.index();
    (index >> 6, 1_u64 << (index & 63))
}

impl AgentSet {
    /// Whether the agent is in the set.
    #[must_use]
    #[inline]
    pub fn contains(&self, slot: AgentSlot) -> bool {
        let (word, bit) = place(slot);
        self.word(word) & bit != 0
    }

    /// Adds the agent.
    pub fn insert(&mut self, slot: AgentSlot) {
        let (word, bit) = place(slot);
        if let Some(past) = word.checked_sub(INLINE)
            && self.rest.len() <= past
        {
            self.rest.resize(past.saturating_add(1), 0);
        }
        if let Some(w) = self.word_mut(word) {
            *w |= bit;
        }
    }

    /// Drops the agent.
    pub fn remove(&mut self, slot: AgentSlot) {
        let (word, bit) = place(slot);
        if let Some(w) = self.word_mut(word) {
            *w &= !bit;
        }
    }

    /// Adds or drops the agent.
    pub fn set(&mut self, slot: AgentSlot, member: bool) {
        if member { self.insert(slot) } else { self.remove(slot) }
    }

    /// Whether nobody is in the set.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.first == [0; INLINE] && self.rest.iter().all(|w| *w == 0)
    }

    /// How many agents are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words().fold(0_usize, |n, w| n.saturating_add(w.count_ones() as usize))
    }

    /// Keeps only who is in `other` too.
    #[inline]
    pub fn intersect(&mut self, other: &AgentSet) {
        for (w, o) in self.first.iter_mut().zip(&other.first) {
            *w &= o;
        }
        let others = other.rest.iter().chain(core::iter::repeat(&0));
        for (w, o) in self.rest.iter_mut().zip(others) {
            *w &= o;
        }
    }

    /// Drops who is in `other`.
    #[inline]
    pub fn subtract(&mut self, other: &AgentSet) {
        for (w, o) in self.first.iter_mut().zip(&other.first) {
            *w &= !o;
        }
        for (w, o) in self.rest.iter_mut().zip(&other.rest) {
            *w &= !o;
        }
    }

    /// Adds who is in `other`.
    pub fn union(&mut self, other: &AgentSet) {
        if self.rest.len() < other.rest.len() {
            self.rest.resize(other.rest.len(), 0);
        }
        for (w, o) in self.first.iter_mut().zip(&other.first) {
            *w |= o;
        }
        for (w, o) in self.rest.iter_mut().zip(&other.rest) {
            *w |= o;
        }
    }

    /// Makes the set who is in both, and tells whether anybody is.
    #[inline]
    pub(crate) fn fill_with_common(&mut self, one: &AgentSet, other: &AgentSet) -> bool {
        let mut any = 0;
        for (w, (one, other)) in self.first.iter_mut().zip(one.first.iter().zip(&other.first)) {
            *w = one & other;
            any |= *w;
        }
        self.rest.clear();
        if !one.rest.is_empty() {
            self.rest.extend(one.rest.iter().zip(&other.rest).map(|(one, other)| one & other));
        }
        any != 0 || self.rest.iter().any(|w| *w != 0)
    }

    /// Whether this is who is in both of two others. No allocation.
    #[inline]
    pub(crate) fn is_common(&self, one: &AgentSet, other: &AgentSet) -> bool {
        let both = one.first.iter().zip(&other.first);
        let first = self.first.iter().zip(both);
        if first.fold(0, |all, (w, (one, other))| all | (w ^ (one & other))) != 0 {
            return false;
        }
        // A way out now and then, so that it takes several words at a time.
        let mine = self.rest.chunks(STRIDE);
        let both = one.rest.chunks(STRIDE).zip(other.rest.chunks(STRIDE));
        let same = mine.zip(both).all(|(mine, (one, other))| {
            let both = one.iter().zip(other);
            mine.iter().zip(both).fold(0, |any, (w, (one, other))| any | (w ^ (one & other))) == 0
        });
        let shortest = one.rest.len().min(other.rest.len());
        let past = self.rest.iter().skip(shortest);
        let past_self = one.rest.iter().zip(&other.rest).skip(self.rest.len());
        same && past.fold(0, |any, w| any | w) == 0
            && past_self.fold(0, |any, (one, other)| any | (one & other)) == 0
    }

    /// The mark of a large set; none of one that is as quickly compared.
    pub(crate) fn mark(&self) -> Option<SetMark> {
        if self.rest.is_empty() {
            return None;
        }
        let mut hash = Sha256::new();
        let last = self.rest.iter().rposition(|word| *word != 0).map_or(0, |last| last.saturating_add(1));
        let words = self.first.iter().chain(self.rest.iter().take(last));
        words.for_each(|word| hash.update(word.to_le_bytes()));
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        Some(SetMark(bytes))
    }

    /// How many are in both sets.
    pub(crate) fn common(&self, other: &AgentSet) -> u64 {
        let both = self.words().zip(other.words());
        both.fold(0, |n, (mine, theirs)| n.saturating_add(u64::from((mine & theirs).count_ones())))
    }

    /// Whether somebody in this set and in `also` is not in `not`.
    #[inline]
    pub(crate) fn meets_without(&self, also: &AgentSet, not: &AgentSet) -> bool {
        let first = self.first.iter().zip(&also.first).zip(&not.first);
        if first.fold(0, |all, ((mine, also), not)| all | (mine & also & !not)) != 0 {
            return true;
        }
        let common = self.rest.len().min(not.rest.len());
        let (mine, past) = self.rest.split_at_checked(common).unwrap_or_default();
        let also_past = also.rest.get(common..).unwrap_or_default();
        // No way out half way, so that it takes several words at a time.
        let both = mine.iter().zip(&also.rest).zip(&not.rest);
        both.fold(0, |any, ((mine, also), not)| any | (mine & also & !not)) != 0
            || past.iter().zip(also_past).any(|(mine, also)| mine & also != 0)
    }

    /// Whether anybody is in both sets.
    #[inline]
    pub(crate) fn meets(&self, other: &AgentSet) -> bool {
        let first = self.first.iter().zip(&other.first);
        if first.fold(0, |all, (mine, theirs)| all | (mine & theirs)) != 0 {
            return true;
        }
        // A way out now and then, so that it takes several words at a time.
        let (mine, theirs) = (self.rest.chunks(STRIDE), other.rest.chunks(STRIDE));
        mine.zip(theirs).any(|(mine, theirs)| {
            mine.iter().zip(theirs).fold(0, |any, (mine, theirs)| any | (mine & theirs)) != 0
        })
    }

    /// Who is in exactly one of the two sets, in slot order.
    pub fn differing<'a>(&'a self, other: &'a AgentSet) -> impl Iterator<Item = AgentSlot> + 'a {
        let words = self.rest.len().max(other.rest.len()).saturating_add(INLINE);
        (0..words).flat_map(move |i| WordBits { word: self.word(i) ^ other.word(i), base: i << 6 })
    }

    /// The word of 64 slots with this index, lowest slot in the lowest bit.
    #[inline]
    pub(crate) fn word(&self, index: usize) -> u64 {
        let word = match self.first.get(index) {
            Some(word) => Some(word),
            None => self.rest.get(index.saturating_sub(INLINE)),
        };
        word.copied().unwrap_or(0)
    }

    fn word_mut(&mut self, index: usize) -> Option<&mut u64> {
        match self.first.get_mut(index) {
            Some(word) => Some(word),
            None => self.rest.get_mut(index.saturating_sub(INLINE)),
        }
    }

    /// The words, 64 slots each. Trailing words may be zero or missing.
    #[inline]
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        self.first.iter().chain(&self.rest).copied()
    }

    /// The agent before whom so many of the set come, in slot order.
    pub(crate) fn nth(&self, mut before: usize) -> Option<AgentSlot> {
        for (index, word) in self.words().enumerate() {
            let here = word.count_ones() as usize;
            if before < here {
                return WordBits { word, base: index << 6 }.nth(before);
            }
            before = before.saturating_sub(here);
        }
        None
    }

    /// Who is in the set, in slot order.
    pub fn iter(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        self.words().enumerate().flat_map(|(i, word)| WordBits { word, base: i << 6 })
    }
}

/// Agents to choose among: a set, or who is in both of two.
pub(crate) trait Among {
    /// Whether the agent is among them.
    fn contains(&self, slot: AgentSlot) -> bool;
    /// Whether anybody of the set is among them.
    fn meets(&self, set: &AgentSet) -> bool;
    /// Whether anybody but this agent is among them.
    fn holds_others(&self, than: AgentSlot) -> bool;
    /// All of them as a set.
    fn everybody(&self) -> AgentSet;
}

impl Among for AgentSet {
    #[inline]
    fn contains(&self, slot: AgentSlot) -> bool {
        AgentSet::contains(self, slot)
    }

    #[inline]
    fn meets(&self, set: &AgentSet) -> bool {
        AgentSet::meets(self, set)
    }

    fn holds_others(&self, than: AgentSlot) -> bool {
        self.words().enumerate().any(|(i, word)| others(word, i, than) != 0)
    }

    fn everybody(&self) -> AgentSet {
        self.clone()
    }
}

/// Who is in both of two sets, without a set of their own.
pub(crate) struct Both<'a>(pub(crate) &'a AgentSet, pub(crate) &'a AgentSet);

impl Among for Both<'_> {
    #[inline]
    fn contains(&self, slot: AgentSlot) -> bool {
        // Fewer are here than have room, as a rule.
        self.1.contains(slot) && self.0.contains(slot)
    }

    #[inline]
    fn meets(&self, set: &AgentSet) -> bool {
        let Both(one, other) = self;
        let first = one.first.iter().zip(&other.first).zip(&set.first);
        if first.fold(0, |any, ((one, other), word)| any | (one & other & word)) != 0 {
            return true;
        }
        // A way out now and then, so that it takes several words at a time.
        let both = one.rest.chunks(STRIDE).zip(other.rest.chunks(STRIDE));
        both.zip(set.rest.chunks(STRIDE)).any(|((one, other), words)| {
            let both = one.iter().zip(other).zip(words);
            both.fold(0, |any, ((one, other), word)| any | (one & other & word)) != 0
        })
    }

    fn holds_others(&self, than: AgentSlot) -> bool {
        let both = self.0.words().zip(self.1.words());
        both.enumerate().any(|(i, (one, other))| others(one & other, i, than) != 0)
    }

    fn everybody(&self) -> AgentSet {
        let mut common = AgentSet::default();
        common.fill_with_common(self.0, self.1);
        common
    }
}

/// A word of 64 slots without this one.
fn others(word: u64, index: usize, than: AgentSlot) -> u64 {
    let (own, bit) = place(than);
    if index == own { word & !bit } else { word }
}

impl PartialEq for AgentSet {
    #[inline]
    fn eq(&self, other: &AgentSet) -> bool {
        let common = self.rest.len().min(other.rest.len());
        let tail = |set: &AgentSet| set.rest.iter().skip(common).all(|w| *w == 0);
        self.first == other.first
            && self.rest.get(..common) == other.rest.get(..common)
            && tail(self)
            && tail(other)
    }
}

impl Eq for AgentSet {}

impl Extend<AgentSlot> for AgentSet {
    fn extend<I: IntoIterator<Item = AgentSlot>>(&mut self, slots: I) {
        slots.into_iter().for_each(|slot| self.insert(slot));
    }
}

impl FromIterator<AgentSlot> for AgentSet {
    fn from_iter<I: IntoIterator<Item = AgentSlot>>(slots: I) -> Self {
        let mut set = AgentSet::default();
        set.extend(slots);
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
        let only = slots(&[300]);
        assert!(!only.holds_others(AgentSlot::from_index(300).unwrap()));
        assert!(only.holds_others(AgentSlot::from_index(301).unwrap()));
        assert!(many.holds_others(AgentSlot::from_index(700).unwrap()));
        let mut common = slots(&[7]);
        assert!(common.fill_with_common(&many, &slots(&[64, 300, 700, 9_000])));
        assert_eq!(common, slots(&[64, 700]));
        assert!(!common.fill_with_common(&many, &slots(&[300])) && common.is_empty());
    }

    #[test]
    fn who_is_in_both_is_as_the_set_of_them() {
        let (one, other) = (slots(&[1, 64, 300, 700]), slots(&[64, 300, 9_000]));
        let (both, set) = (Both(&one, &other), slots(&[64, 300]));
        assert_eq!(both.everybody(), set);
        for index in [1, 64, 300, 700, 9_000] {
            let slot = AgentSlot::from_index(index).unwrap();
            assert_eq!(both.contains(slot), set.contains(slot));
            assert_eq!(both.meets(&slots(&[index])), set.meets(&slots(&[index])));
            assert_eq!(both.holds_others(slot), set.holds_others(slot));
        }
        let alone = Both(&one, &set);
        assert!(!Both(&alone.everybody(), &slots(&[64])).holds_others(AgentSlot::from_index(64).unwrap()));
    }

    #[test]
    fn what_two_sets_have_in_common_is_told_from_everything_else() {
        let ends = [3, 255, 256, 300, 4_351, 4_352, 9_000];
        let upto = |end: usize| slots(&(0..=end).filter(|i| i % 3 != 1).collect::<Vec<_>>());
        for (one, other) in ends.iter().flat_map(|one| ends.map(|other| (upto(*one), upto(other)))) {
            let mut common = AgentSet::default();
            common.fill_with_common(&one, &other);
            assert!(common.is_common(&one, &other) && common.is_common(&other, &one));
            for end in ends {
                let (mut more, mut less) = (common.clone(), common.clone());
                let slot = AgentSlot::from_index(end / 3 * 3).unwrap();
                more.insert(slot);
                less.remove(slot);
                assert_eq!(more.is_common(&one, &other), more == common);
                assert_eq!(less.is_common(&one, &other), less == common);
                // Trailing words of nobody say nothing.
                let far = AgentSlot::from_index(20_000).unwrap();
                more.insert(far);
                assert!(!more.is_common(&one, &other));
                more.remove(far);
                assert_eq!(more.is_common(&one, &other), more == common);
            }
        }
    }
}
