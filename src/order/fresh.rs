//! The newest first among the fresh, then the oldest of the others; a share of picks goes to the oldest of all.

use smallvec::SmallVec;

use crate::id::LeadSlot;
use crate::state::{WaitKey, Waitlist};
use crate::time::{Span, Timestamp};

/// Basis points in a whole.
const WHOLE: u64 = 10_000;

fn is_fresh(key: &WaitKey, fresh_for: Span, now: Timestamp) -> bool {
    now < Timestamp::clamped(key.key.0).plus(fresh_for)
}

/// Whether the next pick belongs to the oldest: the share is paid evenly over the picks.
fn oldest_is_due(share_bp: u32, taken: u64) -> bool {
    let paid = |picks: u64| picks.saturating_mul(u64::from(share_bp)).checked_div(WHOLE).unwrap_or(0);
    paid(taken.saturating_add(1)) > paid(taken)
}

pub(super) fn line(
    list: &Waitlist,
    fresh_for: Span,
    share_bp: u32,
    taken: u64,
    now: Timestamp,
) -> impl Iterator<Item = LeadSlot> + '_ {
    let oldest: SmallVec<[LeadSlot; 1]> =
        list.first().filter(|_| oldest_is_due(share_bp, taken)).map(|key| key.lead).into_iter().collect();
    let fresh = list.iter().rev().take_while(move |key| is_fresh(key, fresh_for, now));
    let aged = list.iter().take_while(move |key| !is_fresh(key, fresh_for, now));
    let skip = oldest.first().copied();
    let rest = fresh.chain(aged).map(|key| key.lead).filter(move |lead| Some(*lead) != skip);
    oldest.into_iter().chain(rest)
}

/// How many come before this one, not counting the share of the oldest.
pub(super) fn before(list: &Waitlist, key: &WaitKey, fresh_for: Span, now: Timestamp) -> usize {
    let at = list.before(key);
    let from = now.minus(fresh_for).as_millis().saturating_add(1);
    let first_fresh = WaitKey { key: (from, i64::MIN), sequence: 0, lead: key.lead };
    let aged = list.before(&first_fresh);
    let fresh = list.len().saturating_sub(aged);
    if is_fresh(key, fresh_for, now) {
        list.len().saturating_sub(at).saturating_sub(usize::from(list.contains(key)))
    } else {
        fresh.saturating_add(at)
    }
}
