//! Hashes of texts, the same on every machine. One finds things in tables and decides nothing; the other, written down
//! here to the last constant, is what lots are drawn by.

use core::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

const HASHER: FixedState = FixedState::with_seed(0x6661_6972_6465_616c);

/// Hashes anything with the fixed seed.
pub(crate) fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    HASHER.hash_one(value)
}

/// A text as a number that nearly always tells it from every other: one of fifteen bytes or fewer is these bytes and their
/// number, and has a mark no other text has; a longer one is its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextMark(u128);

impl TextMark {
    /// The number of bytes said of every text longer than there is room for.
    pub(crate) const LONG: u8 = 16;

    pub(crate) fn of(text: &str) -> TextMark {
        let long = || TextMark::of_halves([hash_of(text), u64::from(TextMark::LONG)]);
        TextMark::of_short(text.as_bytes()).unwrap_or_else(long)
    }

    /// The mark of a text of these bytes, if no other has it: of fifteen or fewer.
    #[inline]
    pub(crate) fn of_short(bytes: &[u8]) -> Option<TextMark> {
        let length = u8::try_from(bytes.len()).ok().filter(|length| *length < TextMark::LONG)?;
        let [high, low] = short_bytes(bytes);
        Some(TextMark::of_halves([high, low | u64::from(length)]))
    }

    /// The mark of the first bytes of the text, of which there are so many, if its bytes are known.
    #[inline]
    pub(crate) fn of_first(self, length: usize) -> Option<TextMark> {
        let length = u8::try_from(length).ok().filter(|length| *length < TextMark::LONG)?;
        let kept = !u128::MAX.checked_shr(u32::from(length).wrapping_mul(8)).unwrap_or(0);
        self.is_sure().then_some(TextMark(self.0 & kept | u128::from(length)))
    }

    /// Its halves, the upper one first: tables of many marks are smaller for it.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "halves of a number")]
    pub(crate) fn halves(self) -> [u64; 2] {
        [(self.0 >> 64) as u64, self.0 as u64]
    }

    /// The mark of these halves.
    #[inline]
    pub(crate) fn of_halves([high, low]: [u64; 2]) -> TextMark {
        TextMark(u128::from(high) << 64 | u128::from(low))
    }

    /// The text, if no other has this mark.
    pub(crate) fn text(self) -> Option<Box<str>> {
        let bytes = self.0.to_be_bytes();
        let [.., length] = bytes;
        let own = bytes.get(..usize::from(length)).filter(|_| self.is_sure())?;
        core::str::from_utf8(own).ok().map(Box::from)
    }

    /// Whether no other text has this mark.
    #[inline]
    pub(crate) fn is_sure(self) -> bool {
        self.0 & 0xff != u128::from(TextMark::LONG)
    }

    /// Where to look for it in a table.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "halves of a number")]
    pub(crate) fn hash(self) -> u64 {
        let (high, low) = ((self.0 >> 64) as u64, self.0 as u64);
        let product =
            u128::from(high ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(u128::from(low ^ 0xbf58_476d_1ce4_e5b9));
        ((product >> 64) as u64) ^ (product as u64)
    }
}

/// The bytes as two numbers that are in the order of the bytes, of fewer than sixteen; of more, nothing. Read in two overlapping
/// pieces, as hash functions read short texts.
#[inline]
fn short_bytes(bytes: &[u8]) -> [u64; 2] {
    let missing = |of: u32| of.wrapping_sub(u32::try_from(bytes.len()).unwrap_or(0)).wrapping_mul(8);
    match bytes.len() {
        16.. => [0, 0],
        8.. => {
            let (first, last) = (bytes.first_chunk().copied(), bytes.last_chunk().copied());
            let first = u64::from_be_bytes(first.unwrap_or_default());
            let last = u64::from_be_bytes(last.unwrap_or_default());
            [first, last.checked_shl(missing(16)).unwrap_or(0)]
        }
        4.. => {
            let (first, last) = (bytes.first_chunk().copied(), bytes.last_chunk().copied());
            let first = u32::from_be_bytes(first.unwrap_or_default());
            let last = u32::from_be_bytes(last.unwrap_or_default());
            let last = last.checked_shl(missing(8)).unwrap_or(0);
            [u64::from(first) << 32 | u64::from(last), 0]
        }
        _ => {
            let bytes = bytes.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
            [bytes.checked_shl(missing(8)).unwrap_or(0), 0]
        }
    }
}

/// A number of these texts in this order, the same in every release: FNV-1a over their bytes, each text closed by a byte
/// that no text holds.
pub(crate) fn text_hash(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A lot from 0 to `most`, drawn by these texts: as likely each, and the same in every release.
pub(crate) fn drawn(texts: &[&str], most: u64) -> u64 {
    let number = u128::from(mixed(text_hash(texts)));
    let drawn = number.saturating_mul(u128::from(most).saturating_add(1)) >> 64;
    u64::try_from(drawn).unwrap_or(most)
}

/// Spreads a number over all 64 bits: the last steps of SplitMix64.
pub(crate) fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_bytes_of_a_short_text_and_their_number() {
        let text = "abcdefghijklmnopqrst";
        for length in 0..text.len() {
            let own = &text[..length];
            let mark = TextMark::of(own);
            assert_eq!(mark.text().as_deref(), (length < 16).then_some(own));
            assert_eq!(TextMark::of_short(own.as_bytes()), (length < 16).then_some(mark));
            for first in 0..=length {
                let begins = (length < 16).then(|| TextMark::of(&own[..first]));
                assert_eq!(mark.of_first(first), begins);
            }
        }
        assert!(TextMark::of("ab").halves() < TextMark::of("b").halves());
    }
}
