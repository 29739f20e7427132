//! A table of keys that never changes, and answers in the same few steps whether it has a key or not.
//!
//! Nobody can tell beforehand whether a lead's next text is one that rules compare with, and a processor that guesses wrong
//! waits as long as a look-up takes. So a key has one place, found without a guess: it belongs to a bucket by its hash,
//! and the bucket's number, found when the table is made, sends each of the bucket's keys to a place of its own (hash and
//! displace: Belazzougui, Botelho and Dietzfelbinger, 2009).

use crate::hash::TextMark;

/// Sixteen bytes: a mark, or a number.
pub(super) type Key = [u64; 2];

/// How many keys there are to a bucket.
const EACH: usize = 3;

/// So many keys of one bucket come by ill will only, as do two of one hash: nobody looks for a number that sends them apart.
const MOST: usize = 48;

/// One place in so many stays free.
const FREE: usize = 32;

/// What lies where no key does: nobody may ask for it.
const NOTHING: Key = [0, u64::MAX];

/// Keys, each at a place of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    keys: Vec<Key>,
    /// What sends the keys of each bucket to their places.
    numbers: Vec<u16>,
    /// Keys that no number of their bucket sends to free places: as good as always none. Sorted; their places are past the
    /// others.
    strays: Vec<Key>,
}

impl Table {
    /// The place of each key in it is [`Table::find`]'s. Of keys that come several times one counts.
    pub(super) fn of(keys: impl Iterator<Item = Key>) -> Table {
        let mut hashed: Vec<(u64, Key)> = keys.map(|key| (hash(key), key)).collect();
        hashed.sort_unstable();
        hashed.dedup();
        let places = hashed.len().saturating_add(hashed.len() / FREE);
        let count = hashed.len().div_ceil(EACH);
        let mut own = Table { keys: vec![NOTHING; places], numbers: vec![0; count], strays: Vec::new() };
        // Buckets are ranges of hashes. The largest are placed first, while there is room.
        let mut buckets: Vec<&[(u64, Key)]> =
            hashed.chunk_by(|(a, _), (b, _)| own.bucket(*a) == own.bucket(*b)).collect();
        buckets.sort_by_key(|keys| core::cmp::Reverse(keys.len()));
        for bucket in buckets {
            own.place(bucket);
        }
        own.strays.sort_unstable();
        own.strays.shrink_to_fit();
        own
    }

    /// Finds a number that sends these keys of one bucket to free places, and puts them there.
    fn place(&mut self, bucket: &[(u64, Key)]) {
        let hopeless = bucket.len() > MOST || bucket.windows(2).any(hashes_are_one);
        let mut taken: Vec<usize> = Vec::with_capacity(bucket.len());
        let found = (0..=u16::MAX).find(|number| !hopeless && self.has_room(bucket, *number, &mut taken));
        let at = bucket.first().map(|(hash, _)| self.bucket(*hash));
        let (Some(number), Some(at)) = (found, at) else {
            self.strays.extend(bucket.iter().map(|(_, key)| *key));
            return;
        };
        if let Some(own) = self.numbers.get_mut(at) {
            *own = number;
        }
        for (hash, key) in bucket {
            let place = self.sent(*hash, number);
            if let Some(own) = self.keys.get_mut(place) {
                *own = *key;
            }
        }
    }

    /// Whether a number sends each of these keys to a free place of its own.
    fn has_room(&self, bucket: &[(u64, Key)], number: u16, taken: &mut Vec<usize>) -> bool {
        taken.clear();
        for (hash, _) in bucket {
            let place = self.sent(*hash, number);
            if self.keys.get(place) != Some(&NOTHING) || taken.contains(&place) {
                return false;
            }
            taken.push(place);
        }
        true
    }

    /// Where a key is, below [`Table::places`], and whether it is there: the other is true of a key that the table does not
    /// have, which has a place all the same.
    #[inline]
    pub(super) fn find(&self, key: Key) -> (usize, bool) {
        let hash = hash(key);
        let number = self.numbers.get(self.bucket(hash)).copied().unwrap_or(0);
        let place = self.sent(hash, number);
        let there = self.keys.get(place).is_some_and(|own| (own[0] ^ key[0]) | (own[1] ^ key[1]) == 0);
        if self.strays.is_empty() { (place, there) } else { self.find_among_strays(key, place, there) }
    }

    #[cold]
    #[inline(never)]
    fn find_among_strays(&self, key: Key, place: usize, there: bool) -> (usize, bool) {
        match self.strays.binary_search(&key) {
            Ok(at) => (self.keys.len().saturating_add(at), true),
            Err(_) => (place, there),
        }
    }

    /// How many places there are, of which some are free.
    pub(super) fn places(&self) -> usize {
        self.keys.len().saturating_add(self.strays.len())
    }

    /// The keys with their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Key)> + '_ {
        let all = self.keys.iter().chain(&self.strays).copied().enumerate();
        all.filter(|(_, key)| *key != NOTHING)
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let keys = self.keys.capacity().saturating_add(self.strays.capacity());
        keys.saturating_mul(size_of::<Key>()).saturating_add(self.numbers.capacity().saturating_mul(2))
    }

    #[inline]
    fn bucket(&self, hash: u64) -> usize {
        part_of(hash >> 32, self.numbers.len())
    }

    /// Where a number sends a hash.
    #[inline]
    fn sent(&self, hash: u64, number: u16) -> usize {
        let mixed = (hash ^ u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_mul(0xd1b5_4a32_d192_ed03);
        part_of(mixed >> 32, self.keys.len())
    }
}

fn hashes_are_one(keys: &[(u64, Key)]) -> bool {
    keys.first().map(|(hash, _)| hash) == keys.last().map(|(hash, _)| hash)
}

/// Which of so many equal parts of all 32-bit numbers this one is in.
#[inline]
fn part_of(number: u64, parts: usize) -> usize {
    (number.wrapping_mul(parts as u64) >> 32) as usize
}

#[inline]
fn hash(key: Key) -> u64 {
    TextMark::of_halves(key).hash()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Keys of one bucket, and some with one hash: what lies between the parts of the product cancels out.
    fn key() -> impl Strategy<Value = Key> {
        let fixed = 0x9e37_79b9_7f4a_7c15_u64;
        prop_oneof![
            4 => any::<[u64; 2]>(),
            4 => (0..40_u64, 0..16_u64).prop_map(|(high, low)| [high << 40, low]),
            // The first factor is nothing, so all of these have the hash 0.
            1 => (0..9_u64).prop_map(move |low| [fixed, low]),
        ]
    }

    proptest! {
        #[test]
        fn every_key_has_a_place_of_its_own_and_no_other_is_there(
            keys in proptest::collection::vec(key(), 0..300),
            others in proptest::collection::vec(key(), 0..100),
        ) {
            let table = Table::of(keys.iter().copied());
            let once: BTreeSet<Key> = keys.into_iter().collect();
            let places: BTreeSet<usize> = once.iter().map(|key| table.find(*key)).map(|(place, there)| {
                assert!(there && place < table.places());
                place
            }).collect();
            prop_assert_eq!(places.len(), once.len());
            for other in others {
                prop_assert_eq!(table.find(other).1, once.contains(&other));
            }
            let said: BTreeSet<Key> = table.iter().map(|(place, key)| {
                assert_eq!(table.find(key), (place, true));
                key
            }).collect();
            prop_assert_eq!(said, once);
        }
    }

    /// Whoever finds out how keys are hashed can make a table slow, not wrong, and not for ever.
    #[test]
    fn keys_that_were_made_to_meet_are_found_all_the_same() {
        let fixed = 0x9e37_79b9_7f4a_7c15_u64;
        let table = Table::of((0..100_000).map(|low| [fixed, low]));
        assert_eq!(table.strays.len(), 100_000);
        assert!((0..100_000).all(|low| table.find([fixed, low]).1));
        assert!(!table.find([fixed, 100_000]).1);
    }

    #[test]
    fn a_table_of_many_keys_is_nearly_full_and_has_no_strays() {
        let table = Table::of((0..50_000_u64).map(|key| [key, 5]));
        assert!(table.strays.is_empty());
        assert!(table.bytes() < 50_000 * 18, "{} bytes", table.bytes());
        assert!(!table.find([50_000, 5]).1 && !Table::default().find([0, 0]).1);
    }
}
