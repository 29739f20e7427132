//! Equal recency: the number is which turn of the rotation was a member's last, 0 for none. Weights play no part, not even
//! 0. A turn given back was had all the same.

/// The number and the clock after a turn.
pub(super) fn taken(clock: i64) -> (i64, i64) {
    let turn = clock.saturating_add(1);
    (turn, turn)
}
