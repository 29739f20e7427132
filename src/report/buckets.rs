//! Lengths of time in fixed buckets.

use crate::time::Span;

/// Up to a bound, buckets are so wide; in seconds. Every bound is a multiple of its step beyond the bound before.
const RANGES: [(u32, u32); 8] = [
    (120, 1),
    (600, 5),
    (3_600, 30),
    (21_600, 180),
    (172_800, 900),
    (1_209_600, 7_200),
    (7_257_600, 43_200),
    (62_899_200, 345_600),
];

/// The bucket of whatever took longer than all others: more than 104 weeks.
pub(super) const LONGER: u32 = u32::MAX;

/// The upper bound of the bucket a length of time falls into, in seconds; a second begun counts as a whole one.
pub(super) fn bucket(span: Span) -> u32 {
    let millis = u64::try_from(span.as_millis()).unwrap_or(0);
    let seconds = u32::try_from(millis.div_ceil(1_000)).unwrap_or(LONGER);
    let mut below = 0_u32;
    for (bound, step) in RANGES {
        if seconds <= bound {
            let steps = seconds.saturating_sub(below).div_ceil(step);
            return below.saturating_add(steps.saturating_mul(step));
        }
        below = bound;
    }
    LONGER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_bounds_and_a_bucket_is_never_wider_than_a_twentieth() {
        for minutes in [1, 2, 5, 10, 15, 30, 60, 360, 2_880, 20_160, 120_960, 1_048_320] {
            assert_eq!(u64::from(bucket(Span::minutes(minutes))), minutes * 60, "{minutes}");
            let next = bucket(Span::minutes(minutes).plus(Span::millis(1)));
            assert!(u64::from(next) > minutes * 60, "{minutes}");
        }
        let mut seconds = 1_u32;
        while seconds < 62_899_200 {
            let upper = bucket(Span::seconds(u64::from(seconds)));
            assert!(upper >= seconds, "{seconds}");
            assert!(seconds <= 120 || (upper - seconds) * 20 <= seconds, "{seconds} in {upper}");
            assert_eq!(bucket(Span::seconds(u64::from(upper))), upper, "a bound lies in its own bucket");
            seconds += 1 + seconds / 97;
        }
        assert_eq!(bucket(Span::ZERO), 0);
        assert_eq!(bucket(Span::millis(1)), 1);
        assert_eq!(bucket(Span::days(728).plus(Span::millis(1))), LONGER);
        assert_eq!(bucket(Span::millis(u64::MAX)), LONGER);
    }
}
