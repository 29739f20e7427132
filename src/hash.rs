//! Hashes of texts, the same on every machine. One finds things in tables and decides nothing; the other, written down
//! here to the last constant, is what lots are drawn by.

use core::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

const HASHER: FixedState = FixedState::with_seed(0x6661_6972_6465_616c);

/// Hashes anything with the fixed seed.
pub(crate) fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    HASHER.hash_one(value)
}

/// A number of these texts in this order, the same in every release: FNV-1a over their bytes, each text closed by a byte
/// that no text holds.
pub(crate) fn text_hash(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Spreads a number over all 64 bits: the last steps of SplitMix64.
pub(crate) fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
