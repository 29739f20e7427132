//! What lies between stretches of numbers.

/// Numbers that are not named, between two that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Gap {
    pub(super) fn before(self) -> u32 {
        self.from.saturating_sub(1)
    }

    pub(super) fn after(self) -> u32 {
        self.to.saturating_add(1)
    }
}

/// Stretches, both ends in, of which those that meet or adjoin are one, in order.
pub(super) fn merged(mut all: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    all.sort_unstable();
    let mut apart: Vec<(u32, u32)> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match apart.last_mut() {
            Some((_, end)) if from <= end.saturating_add(1) => *end = (*end).max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

/// What lies between stretches that are named, outside others that are left alone; nothing where that is not less than what is
/// named: then only some are meant. All stretches are apart and in order.
pub(super) fn gaps(named: &[(u32, u32)], left_alone: &[(u32, u32)]) -> Vec<Gap> {
    let Some((first, last)) = named.first().zip(named.last()).map(|(first, last)| (first.0, last.1)) else {
        return Vec::new();
    };
    let within = left_alone.iter().filter(|(from, to)| *from <= last && first <= *to);
    let within = within.map(|(from, to)| (*from.max(&first), *to.min(&last)));
    let all = merged(named.iter().copied().chain(within).collect());
    let mut gaps = Vec::new();
    for pair in all.windows(2) {
        let [(_, before), (after, _)] = pair else { continue };
        gaps.push(Gap { from: before.saturating_add(1), to: after.saturating_sub(1) });
    }
    let length = |from: u32, to: u32| u64::from(to.saturating_sub(from)).saturating_add(1);
    let open = gaps.iter().map(|gap| length(gap.from, gap.to)).fold(0, u64::saturating_add);
    let own = named.iter().map(|(from, to)| length(*from, *to)).fold(0, u64::saturating_add);
    if open < own { gaps } else { Vec::new() }
}
