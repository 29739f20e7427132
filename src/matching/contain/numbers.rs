//! Whole numbers as stretches.

use crate::matching::tree::Test;

/// Sorted, apart from one another, both ends in.
#[derive(Clone, Debug)]
pub(super) struct Numbers(Vec<(i64, i64)>);

impl Numbers {
    pub(super) fn all() -> Numbers {
        Numbers(vec![(i64::MIN, i64::MAX)])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn keep(&mut self, test: &Test, wanted: bool) {
        let asked = asked(test);
        let asked = if wanted { asked } else { others(&asked) };
        self.0 = both(&self.0, &asked).collect();
    }

    pub(super) fn meets(&self, test: &Test, wanted: bool) -> bool {
        let asked = asked(test);
        let asked = if wanted { asked } else { others(&asked) };
        both(&self.0, &asked).next().is_some()
    }

    pub(super) fn value(&self, last: bool) -> Option<i64> {
        if last { self.0.last().map(|(_, last)| *last) } else { self.0.first().map(|(from, _)| *from) }
    }

    /// How many there are, if that is as many as there are stretches.
    pub(super) fn count(&self) -> Option<usize> {
        self.0.iter().all(|(from, last)| from == last).then_some(self.0.len())
    }

    pub(super) fn each(&self) -> impl Iterator<Item = Numbers> {
        self.0.iter().map(|own| Numbers(vec![*own]))
    }
}

fn asked(test: &Test) -> Vec<(i64, i64)> {
    match test {
        Test::Between(from, last) => vec![(*from, *last)],
        Test::Integer(numbers) => {
            let mut stretches: Vec<(i64, i64)> = Vec::with_capacity(numbers.len());
            stretches.extend(numbers.iter().map(|own| (*own, *own)));
            stretches
        }
        _ => Vec::new(),
    }
}

/// What lies between sorted stretches.
fn others(own: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut gaps = Vec::with_capacity(own.len().saturating_add(1));
    let mut next = Some(i64::MIN);
    for (from, last) in own {
        if let (Some(start), Some(end)) = (next, from.checked_sub(1))
            && start <= end
        {
            gaps.push((start, end));
        }
        next = last.checked_add(1);
    }
    gaps.extend(next.map(|start| (start, i64::MAX)));
    gaps
}

/// What lies in both, from the first to the last.
fn both<'a>(one: &'a [(i64, i64)], other: &'a [(i64, i64)]) -> impl Iterator<Item = (i64, i64)> + 'a {
    let (mut a, mut b) = (0_usize, 0_usize);
    core::iter::from_fn(move || {
        loop {
            let ((from, last), (start, end)) = (*one.get(a)?, *other.get(b)?);
            if last <= end {
                a = a.saturating_add(1);
            } else {
                b = b.saturating_add(1);
            }
            let common = (from.max(start), last.min(end));
            if common.0 <= common.1 {
                return Some(common);
            }
        }
    })
}
