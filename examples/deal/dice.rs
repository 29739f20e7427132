//! Small seeded dice (SplitMix64): the same seed throws the same numbers on every machine.

/// A seeded sequence of numbers.
pub(crate) struct Dice(u64);

impl Dice {
    /// The sequence of a seed.
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A sequence of its own for each text, so that nobody's luck depends on what happened to others.
    pub(crate) fn of(seed: u64, parts: &[&str]) -> Dice {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
        for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Dice(hash)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        let span = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.throw().checked_rem(span).unwrap_or(0))
    }

    /// Yes in so many cases of a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the list.
    pub(crate) fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = u64::try_from(list.len()).unwrap_or(u64::MAX).checked_sub(1)?;
        list.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// One of the list, each as likely as its weight says.
    pub(crate) fn weighted<'a, T>(&mut self, list: &'a [(T, u64)]) -> Option<&'a T> {
        let total: u64 = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(1, total.max(1));
        list.iter().find_map(|(item, weight)| {
            let here = left <= *weight;
            left = left.saturating_sub(*weight);
            here.then_some(item)
        })
    }
}
