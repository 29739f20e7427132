//! How a cap is spread over its window: how much of it is open by an instant, exactly and in whole units.

use crate::time::Span;

/// How much of a limit is open once so much of a window has passed: `burst + ⌊limit · elapsed / length⌋`, and never more
/// than the limit.
///
/// So `burst` is open at the window's first instant, and each unit after that opens at the first instant by which its
/// share of the window has passed. With a burst of at least 1 the whole limit opens before the window ends, if it is no
/// greater than the milliseconds of the window.
#[must_use]
pub fn opened(limit: u64, burst: u64, elapsed: Span, length: Span) -> u64 {
    let passed = u128::from(elapsed.as_millis().unsigned_abs());
    let length = u128::from(length.as_millis().unsigned_abs());
    let share = u128::from(limit).saturating_mul(passed).checked_div(length).unwrap_or(0);
    u64::try_from(share).unwrap_or(u64::MAX).saturating_add(burst).min(limit)
}

/// How much of a window has to pass until so much is open: the least `elapsed` for which [`opened`] is no less; none if it
/// never is.
#[must_use]
pub fn opens_after(units: u64, limit: u64, burst: u64, length: Span) -> Option<Span> {
    if units > limit {
        return None;
    }
    let more = u128::from(units.saturating_sub(burst));
    let length = u128::from(length.as_millis().unsigned_abs());
    let elapsed = more.saturating_mul(length).checked_add(u128::from(limit).saturating_sub(1))?;
    let elapsed = if more == 0 { 0 } else { elapsed.checked_div(u128::from(limit))? };
    u64::try_from(elapsed).ok().map(Span::millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_instant_at_which_so_much_is_open_is_exact() {
        for (limit, burst, length) in
            [(10, 1, 86_400_000), (7, 3, 1_000), (1, 1, 60_000), (100_000, 2_500, 82_800_000), (3, 1, 3)]
        {
            let length = Span::millis(length);
            assert_eq!(opened(limit, burst, Span::ZERO, length), burst.min(limit));
            for units in 1..=limit.min(50) {
                let after = opens_after(units, limit, burst, length).unwrap();
                assert!(after < length, "the whole limit opens within the window");
                assert!(opened(limit, burst, after, length) >= units);
                if after > Span::ZERO {
                    let before = Span::millis(after.as_millis().unsigned_abs() - 1);
                    assert!(
                        opened(limit, burst, before, length) < units,
                        "{units} of {limit} not before {after}"
                    );
                }
            }
            assert_eq!(opens_after(limit + 1, limit, burst, length), None);
        }
    }

    #[test]
    fn a_window_in_which_no_time_counts_opens_the_burst_alone() {
        assert_eq!(opened(10, 2, Span::ZERO, Span::ZERO), 2);
        assert_eq!(opened(10, 2, Span::millis(5), Span::ZERO), 2);
    }
}
