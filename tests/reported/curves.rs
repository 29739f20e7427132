//! Curves recounted: lengths one by one, buckets by a list of bounds, and Kaplan–Meier in exact fractions.

use fairdeal::calendar::Calendar;
use fairdeal::report::{Curve, Curves};
use fairdeal::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

/// Since when until when, one by one.
#[derive(Clone, Debug, Default)]
pub struct Clocked {
    pub happened: Vec<(Timestamp, Timestamp)>,
    pub waiting: Vec<(Timestamp, Timestamp)>,
    pub never: u64,
}

pub fn clocked(own: Clocked, calendar: Option<&Calendar>) -> Curves {
    let business = calendar.map(|calendar| curve(&own, |from, until| calendar.business_between(from, until)));
    let wall = curve(&own, |from, until| until.since(from));
    Curves { wall, business: business.filter(|own| *own != Curve::default()) }
}

fn curve(own: &Clocked, length: impl Fn(Timestamp, Timestamp) -> Span) -> Curve {
    let mut curve = Curve { never: own.never, ..Curve::default() };
    for (from, until) in &own.happened {
        let took = length(*from, *until);
        *curve.happened.entry(bound_of(took)).or_default() += 1;
        curve.sum_ms += took.as_millis() as u64;
    }
    for (from, until) in &own.waiting {
        *curve.waiting.entry(bound_of(length(*from, *until))).or_default() += 1;
    }
    curve
}

/// The first bound of the list that is not less.
fn bound_of(length: Span) -> u32 {
    let bounds = bounds();
    let at = bounds.partition_point(|bound| i64::from(*bound) * 1_000 < length.as_millis());
    bounds.get(at).copied().unwrap_or(u32::MAX)
}

fn bounds() -> Vec<u32> {
    let (minute, hour, day) = (60, 3_600, 86_400);
    let mut bounds: Vec<u32> = (0..2 * minute).collect();
    bounds.extend((2 * minute..10 * minute).step_by(5));
    bounds.extend((10 * minute..hour).step_by(30));
    bounds.extend((hour..6 * hour).step_by(180));
    bounds.extend((6 * hour..2 * day).step_by(900));
    bounds.extend((2 * day..14 * day).step_by(7_200));
    bounds.extend((14 * day..84 * day).step_by(43_200));
    bounds.extend((84 * day..=728 * day).step_by(4 * 86_400));
    bounds
}

/// What is left after each bucket, as exact fractions.
fn left(curve: &Curve) -> Vec<(u32, BigRational)> {
    let all = |counts: &std::collections::BTreeMap<u32, u64>| counts.values().sum::<u64>();
    let mut left = BigRational::one();
    let mut steps = Vec::new();
    let mut buckets: Vec<u32> = curve.happened.keys().chain(curve.waiting.keys()).copied().collect();
    buckets.sort_unstable();
    buckets.dedup();
    for bucket in buckets {
        let before = |counts: &std::collections::BTreeMap<u32, u64>| {
            counts.iter().filter(|(own, _)| **own < bucket).map(|(_, count)| count).sum::<u64>()
        };
        let watched = all(&curve.happened) + all(&curve.waiting) + curve.never
            - before(&curve.happened)
            - before(&curve.waiting);
        let happened = curve.happened.get(&bucket).copied().unwrap_or(0);
        left *= BigRational::new(BigInt::from(watched - happened), BigInt::from(watched));
        steps.push((bucket, left.clone()));
    }
    steps
}

pub fn exact_share_bp(curve: &Curve, within: Span) -> Option<u32> {
    if *curve == Curve::default() {
        return None;
    }
    let steps = left(curve);
    let last = steps.iter().rev().find(|(bound, _)| i64::from(*bound) * 1_000 <= within.as_millis());
    let left = last.map_or(BigRational::one(), |(_, left)| left.clone());
    ((BigRational::one() - left) * BigInt::from(10_000)).floor().to_integer().to_u32()
}

pub fn exact_percentile(curve: &Curve, share_bp: u32) -> Option<Span> {
    let share = BigRational::new(BigInt::from(share_bp), BigInt::from(10_000));
    let reached = left(curve).into_iter().find(|(_, left)| BigRational::one() - left >= share);
    let (bound, left) = reached.filter(|(bound, _)| *bound < u32::MAX)?;
    assert!(left >= BigRational::zero());
    Some(Span::seconds(u64::from(bound)))
}
