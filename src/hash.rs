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
    const LONG: u8 = 16;

    pub(crate) fn of(text: &str) -> TextMark {
        let mut bytes = [0_u8; 16];
        match u8::try_from(text.len()) {
            Ok(length) if length < TextMark::LONG => {
                bytes.iter_mut().zip(text.bytes()).for_each(|(byte, own)| *byte = own);
                bytes[15] = length;
            }
            _ => {
                let hash = hash_of(text).to_be_bytes();
                bytes.iter_mut().zip(hash).for_each(|(byte, own)| *byte = own);
                bytes[15] = TextMark::LONG;
            }
        }
        TextMark(u128::from_be_bytes(bytes))
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
