//! How long something took, or has been waited for, as a curve that merges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::buckets::{LONGER, bucket};
use crate::time::Span;

/// What a survival is out of.
const WHOLE: u128 = 1_000_000_000_000_000_000;
const BP: u128 = 10_000;

/// How long something took for some, how long others have waited for it so far, and for how many it never came.
///
/// Lengths are counted in fixed buckets by their upper bounds in seconds: whole seconds up to 2 minutes, then steps of 5 s
/// up to 10 min, 30 s up to 1 h, 3 min up to 6 h, 15 min up to 2 days, 2 h up to 14 days, 12 h up to 12 weeks and 4 days up
/// to 104 weeks. Whatever is said of a length is the upper bound of its bucket, which is never more than a twentieth too
/// much. 1, 5, 15, 30 and 60 minutes are bounds, so shares within them are exact.
///
/// Those who still wait count as long as they have waited (Kaplan–Meier): they are neither left out, which would flatter,
/// nor counted as failures of a time they have not had yet. Whoever still waits counts as watched to the end of their
/// bucket. For whom it never came, because their time ended without it, they count as not having it, at whatever length.
///
/// ```
/// use fairdeal::Span;
/// use fairdeal::report::Curve;
/// let mut curve = Curve::default();
/// curve.add_happened(Span::minutes(1));
/// curve.add_waiting(Span::minutes(2));
/// curve.add_happened(Span::minutes(4));
/// curve.add_never();
/// assert_eq!(curve.share_bp(Span::minutes(1)), Some(2_500));
/// // After a minute three were left, after two minutes two; one of those two had it after four.
/// assert_eq!(curve.share_bp(Span::minutes(5)), Some(6_250));
/// assert_eq!(curve.share_so_far_bp(Span::minutes(5)), Some(5_000));
/// assert_eq!(curve.percentile(5_000), Some(Span::minutes(4)));
/// assert_eq!(curve.percentile(9_000), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Curve {
    /// For how many it took how long: by the upper bound in seconds; 4,294,967,295 is more than 104 weeks.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub happened: BTreeMap<u32, u64>,
    /// How many still wait, by how long they have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub waiting: BTreeMap<u32, u64>,
    /// For how many it can no longer happen.
    pub never: u64,
    /// How long it took together, in milliseconds, for those for whom it happened.
    pub sum_ms: u64,
}

impl Curve {
    /// It took so long.
    pub fn add_happened(&mut self, after: Span) {
        more(self.happened.entry(bucket(after)).or_default(), 1);
        more(&mut self.sum_ms, millis(after));
    }

    /// It has not happened, and so long has been waited for it.
    pub fn add_waiting(&mut self, for_so_long: Span) {
        more(self.waiting.entry(bucket(for_so_long)).or_default(), 1);
    }

    /// It has not happened and will not.
    pub fn add_never(&mut self) {
        more(&mut self.never, 1);
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Curve) {
        merge_counts(&mut self.happened, &other.happened);
        merge_counts(&mut self.waiting, &other.waiting);
        more(&mut self.never, other.never);
        more(&mut self.sum_ms, other.sum_ms);
    }

    /// For how many it happened.
    #[must_use]
    pub fn happened(&self) -> u64 {
        sum(&self.happened)
    }

    /// How many still wait.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        sum(&self.waiting)
    }

    /// How many are counted at all.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.happened().saturating_add(self.waiting()).saturating_add(self.never)
    }

    /// How long it took on average, for those for whom it happened; rounded down to the millisecond.
    #[must_use]
    pub fn mean(&self) -> Option<Span> {
        self.sum_ms.checked_div(self.happened()).map(Span::millis)
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all() == 0
    }

    /// The share for whom it happens within a length of time, in basis points, rounded down: one less the Kaplan–Meier
    /// estimate. None where nobody is counted. Exact at the bounds of buckets, otherwise as of the bound before.
    #[must_use]
    pub fn share_bp(&self, within: Span) -> Option<u32> {
        let within = within.as_millis().checked_div(1_000).unwrap_or(0);
        let survival = self.walk(|bound, _| i64::from(bound) > within)?;
        let share = WHOLE.saturating_sub(survival.left).saturating_mul(BP).checked_div(WHOLE);
        share.and_then(|share| u32::try_from(share).ok())
    }

    /// The share for whom it is known to have happened within a length of time, in basis points, rounded down: those who
    /// still wait and those for whom it never came count as not. It is never more than [`Curve::share_bp`].
    #[must_use]
    pub fn share_so_far_bp(&self, within: Span) -> Option<u32> {
        let within = within.as_millis().checked_div(1_000).unwrap_or(0);
        let in_time = self.happened.iter().take_while(|(bound, _)| i64::from(**bound) <= within);
        let in_time = in_time.fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
        let share = u128::from(in_time).saturating_mul(BP).checked_div(u128::from(self.all()))?;
        u32::try_from(share).ok()
    }

    /// Within how long it happens for a share of all, in basis points: the upper bound of the first bucket at whose end the
    /// Kaplan–Meier estimate has come so far. None where it does not come so far within what has been seen, or 104 weeks.
    #[must_use]
    pub fn percentile(&self, share_bp: u32) -> Option<Span> {
        let most_left = BP.saturating_sub(u128::from(share_bp)).saturating_mul(WHOLE);
        let reached = |left: u128| left.saturating_mul(BP) <= most_left;
        let survival = self.walk(|_, left| reached(left))?;
        let bound = survival.bound.filter(|bound| *bound < LONGER && reached(survival.left))?;
        Some(Span::seconds(u64::from(bound)))
    }

    /// Goes through the buckets until it is enough, asked before each with its bound and how many are left by then.
    ///
    /// What is left is a product of fractions. Between two buckets in which somebody ceases to be watched it is one
    /// fraction, taken exactly; it is rounded down to a part in 10¹⁸ only there.
    fn walk(&self, enough: impl Fn(u32, u128) -> bool) -> Option<Survival> {
        let mut watched = u128::from(self.all());
        // What was left when `begun` were watched.
        let (mut base, mut begun) = (WHOLE, watched);
        let mut survival = Survival { bound: None, left: WHOLE };
        if watched == 0 {
            return None;
        }
        let mut waiting = self.waiting.iter().peekable();
        let mut bounds: Vec<u32> = self.happened.keys().chain(self.waiting.keys()).copied().collect();
        bounds.sort_unstable();
        bounds.dedup();
        for bound in bounds {
            if enough(bound, survival.left) {
                break;
            }
            let happened = self.happened.get(&bound).copied().unwrap_or(0);
            watched = watched.saturating_sub(u128::from(happened));
            if let Some(left) = base.saturating_mul(watched).checked_div(begun) {
                survival = Survival { bound: Some(bound), left };
            }
            while let Some((_, gone)) = waiting.next_if(|(own, _)| **own <= bound) {
                watched = watched.saturating_sub(u128::from(*gone));
                (base, begun) = (survival.left, watched);
            }
        }
        Some(survival)
    }
}

/// How many are left without it after a bucket, out of [`WHOLE`].
#[derive(Clone, Copy, Debug)]
struct Survival {
    /// The last bucket looked at.
    bound: Option<u32>,
    left: u128,
}

/// A curve by the wall clock and, where the report has a calendar, one of its open time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curves {
    /// By the wall clock.
    pub wall: Curve,
    /// In business time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<Curve>,
}

impl Curves {
    /// Adds what others have counted.
    pub fn merge(&mut self, other: &Curves) {
        self.wall.merge(&other.wall);
        if let Some(business) = &other.business {
            self.business.get_or_insert_default().merge(business);
        }
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wall.is_empty()
    }

    pub(super) fn happened(&mut self, after: Length) {
        self.wall.add_happened(after.wall);
        if let Some(open) = after.business {
            self.business.get_or_insert_default().add_happened(open);
        }
    }

    pub(super) fn waiting(&mut self, so_long: Length) {
        self.wall.add_waiting(so_long.wall);
        if let Some(open) = so_long.business {
            self.business.get_or_insert_default().add_waiting(open);
        }
    }

    pub(super) fn never(&mut self, business: bool) {
        self.wall.add_never();
        if business {
            self.business.get_or_insert_default().add_never();
        }
    }
}

/// A length of time, by the wall clock and in business time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) wall: Span,
    pub(super) business: Option<Span>,
}

impl Length {
    pub(super) fn plus(self, other: Length) -> Length {
        let business = match (self.business, other.business) {
            (Some(own), Some(other)) => Some(own.plus(other)),
            (own, other) => own.or(other),
        };
        Length { wall: self.wall.plus(other.wall), business }
    }
}

/// So many more; saturating, which keeps sums of counts the same in any order.
pub(super) fn more(count: &mut u64, by: u64) {
    *count = count.saturating_add(by);
}

pub(super) fn millis(span: Span) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(0)
}

pub(super) fn merge_counts<K: Clone + Ord>(counts: &mut BTreeMap<K, u64>, other: &BTreeMap<K, u64>) {
    for (key, count) in other {
        more(counts.entry(key.clone()).or_default(), *count);
    }
}

fn sum(counts: &BTreeMap<u32, u64>) -> u64 {
    counts.values().fold(0, |sum, count| sum.saturating_add(*count))
}
