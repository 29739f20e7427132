//! What tells whether bytes are as they were written: a file without check sums may give others without a word.

/// A number of these bytes, the same in every release. One changed byte always gives another.
pub(super) fn sum(floor: i64, revision: i64, bytes: &[u8]) -> i64 {
    let seed = mix(mix(0x6661_6972_6465_616c, word(&floor.to_le_bytes())), word(&revision.to_le_bytes()));
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let sum = bytes.chunks(8).fold(mix(seed, length), |sum, chunk| mix(sum, word(chunk)));
    i64::from_le_bytes(sum.to_le_bytes())
}

/// One to one in either argument.
fn mix(sum: u64, word: u64) -> u64 {
    (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// Up to eight bytes as a number.
fn word(chunk: &[u8]) -> u64 {
    if let Ok(whole) = chunk.try_into() {
        return u64::from_le_bytes(whole);
    }
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(chunk).for_each(|(byte, own)| *byte = *own);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_and_place_counts() {
        let bytes: Vec<u8> = (0..61).collect();
        let right = sum(1, 7, &bytes);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[at] ^= 1 << bit;
                assert_ne!(sum(1, 7, &other), right);
            }
            assert_ne!(sum(1, 7, &bytes[..at]), right);
        }
        assert_ne!(sum(2, 7, &bytes), right);
        assert_ne!(sum(1, 8, &bytes), right);
        assert_ne!(sum(1, 7, &[0]), sum(1, 7, &[0, 0]));
        assert_eq!(sum(1, 7, b"fairdeal"), -8_018_759_574_214_325_151, "the same in every release");
    }
}
