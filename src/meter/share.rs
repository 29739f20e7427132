//! A share of picks, paid evenly over them.

/// All, in basis points.
const WHOLE_BP: u64 = 10_000;

/// Whether the next of some picks belongs to a share in basis points: of 10,000 picks so many, evenly spread.
pub(crate) fn share_is_due(picks: u64, share_bp: u32) -> bool {
    let share = u64::from(share_bp);
    let paid = |picks: u64| picks.saturating_mul(share).checked_div(WHOLE_BP).unwrap_or(0);
    share > 0 && paid(picks.saturating_add(1)) > paid(picks)
}
