//! Draws by lot: a number from a seed and two more, the same on every machine. Whoever draws again for the same thing
//! draws the same, and nothing is remembered between draws.

/// A seed from texts, in order.
pub(crate) fn seed_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut seed = 0xcbf2_9ce4_8422_2325_u64;
    for text in texts {
        for byte in text.bytes().chain([0xff]) {
            seed = (seed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    mix(seed)
}

/// A number drawn for the `number`th time, for one of several purposes.
pub(crate) fn draw(seed: u64, number: u64, salt: u64) -> u64 {
    mix(mix(seed ^ mix(number)) ^ salt)
}

/// A number below another, each equally likely to within one in 2^64; 0 below 0.
pub(crate) fn below(drawn: u64, limit: usize) -> usize {
    let limit = u128::try_from(limit).unwrap_or(u128::MAX);
    let scaled = u128::from(drawn).saturating_mul(limit) >> 64;
    usize::try_from(scaled).unwrap_or(0)
}

/// Spreads the bits: the finalizer of SplitMix64.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_what_they_were_and_even() {
        assert_eq!(draw(seed_of(["p", "web"]), 1, 0), draw(seed_of(["p", "web"]), 1, 0));
        assert_ne!(seed_of(["p", "web"]), seed_of(["pw", "eb"]), "where a text ends counts");
        assert_ne!(draw(7, 1, 0), draw(7, 1, 1));
        let mut seen = [0_u32; 10];
        for number in 0..10_000 {
            let at = below(draw(7, number, 0), 10);
            assert!(at < 10);
            if let Some(count) = seen.get_mut(at) {
                *count += 1;
            }
        }
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
        assert_eq!(below(u64::MAX, 0), 0);
    }
}
