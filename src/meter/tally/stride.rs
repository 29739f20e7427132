//! Strides (C. Waldspurger and W. Weihl, "Stride scheduling", 1995): the number is a member's pass, a turn puts it one
//! stride of [`SCALE`] ÷ weight further, and the circle's clock is the pass of who was last.
//!
//! A pass behind the clock counts as the clock's, so that whoever was away comes back level; whoever joins begins one
//! stride after the clock.

/// One stride of weight 1: 2⁵·3²·5²·7·11·13·17·19. Every weight up to 22 divides it; of a weight up to a million a stride is
/// rounded by less than one part in two thousand.
pub(crate) const SCALE: i64 = 2_327_925_600;

fn stride(weight: u32) -> i64 {
    SCALE.checked_div(i64::from(weight)).unwrap_or(SCALE).max(1)
}

pub(super) fn level(clock: i64, weight: u32) -> i64 {
    clock.saturating_add(stride(weight))
}

/// The pass and the clock after a turn.
pub(super) fn taken(pass: i64, clock: i64, weight: u32) -> (i64, i64) {
    let from = pass.max(clock);
    (from.saturating_add(stride(weight)), from)
}

pub(super) fn given_back(pass: i64, weight: u32) -> i64 {
    pass.saturating_sub(stride(weight))
}
