//! Which blocks begin on which day.

use super::civil::{DAY, weekday};

/// One open block of a day, as wall time since that day's midnight, half-open. Ends at most two days after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    pub(super) from: i64,
    pub(super) until: i64,
}

/// A date with blocks of its own: a holiday or an exception.
#[derive(Clone, Debug)]
pub(super) struct Special {
    pub(super) day: i64,
    pub(super) blocks: Box<[Block]>,
}

/// The blocks of every day there is.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Monday first; each day's blocks in order.
    weekly: [Box<[Block]>; 7],
    /// In order of their days.
    specials: Box<[Special]>,
    /// The first special day, and from it on one bit a day: whether it is special. Most days are not.
    first: i64,
    marks: Box<[u64]>,
    /// Whether any block reaches into the day after.
    overnight: bool,
    /// Whether the weekly blocks leave no gap.
    full: bool,
}

impl Pattern {
    /// A pattern; what comes in may be in any order.
    pub(super) fn new(mut weekly: [Vec<Block>; 7], mut specials: Vec<Special>) -> Pattern {
        weekly.iter_mut().for_each(|blocks| blocks.sort_unstable());
        specials.iter_mut().for_each(|special| special.blocks.sort_unstable());
        specials.sort_by_key(|special| special.day);
        let all = weekly.iter().flatten().chain(specials.iter().flat_map(|special| &special.blocks));
        let overnight = all.into_iter().any(|block| block.until > DAY);
        let full = fills_the_week(&weekly);
        let (first, marks) = marks(&specials);
        Pattern {
            weekly: weekly.map(Vec::into_boxed_slice),
            specials: specials.into_boxed_slice(),
            first,
            marks,
            overnight,
            full,
        }
    }

    /// The blocks that begin on a day, in order.
    pub(super) fn on(&self, day: i64) -> &[Block] {
        if self.is_special(day)
            && let Ok(found) = self.specials.binary_search_by_key(&day, |special| special.day)
        {
            return self.specials.get(found).map(|special| &*special.blocks).unwrap_or_default();
        }
        let weekday = usize::try_from(weekday(day)).unwrap_or(0);
        self.weekly.get(weekday).map(|blocks| &**blocks).unwrap_or_default()
    }

    /// Whether any block reaches into the day after the one it begins on.
    pub(super) fn overnight(&self) -> bool {
        self.overnight
    }

    /// Whether it is open at every instant.
    pub(super) fn always(&self) -> bool {
        self.full && self.specials.is_empty()
    }

    /// Where the weekly blocks leave no gap: the day up to whose midnight it stays open once the blocks of a day,
    /// not a special one, are over. The day before the next special one, or `i64::MAX`.
    pub(super) fn open_through(&self, day: i64) -> Option<i64> {
        if !self.full || self.is_special(day) {
            return None;
        }
        let next = self.specials.partition_point(|special| special.day <= day);
        Some(self.specials.get(next).map_or(i64::MAX, |special| special.day.saturating_sub(1)))
    }

    fn is_special(&self, day: i64) -> bool {
        let (word, bit) = mark(self.first, day);
        word.and_then(|word| self.marks.get(word)).is_some_and(|word| word & bit != 0)
    }
}

/// Where the bit of a day stands; no word for a day before the first.
fn mark(first: i64, day: i64) -> (Option<usize>, u64) {
    let place = day.saturating_sub(first);
    (usize::try_from(place >> 6).ok(), 1_u64.rotate_left(u32::try_from(place & 63).unwrap_or(0)))
}

/// The first special day and the bits of all of them, which are in order.
fn marks(specials: &[Special]) -> (i64, Box<[u64]>) {
    let first = specials.first().map_or(0, |special| special.day);
    let mut marks = Vec::new();
    for special in specials {
        if let (Some(word), bit) = mark(first, special.day) {
            marks.resize(word.saturating_add(1), 0);
            if let Some(word) = marks.last_mut() {
                *word |= bit;
            }
        }
    }
    (first, marks.into_boxed_slice())
}

fn fills_the_week(weekly: &[Vec<Block>; 7]) -> bool {
    let week = DAY.saturating_mul(7);
    let starts = (0_i64..7).map(|day| day.saturating_mul(DAY));
    let days: Vec<(i64, &Vec<Block>)> = starts.zip(weekly).collect();
    // Sunday night reaches into Monday.
    let sunday = days.last().map(|&(start, blocks)| (start.saturating_sub(week), blocks));
    let mut reached = 0;
    for (start, blocks) in sunday.into_iter().chain(days) {
        for block in blocks {
            if start.saturating_add(block.from) <= reached {
                reached = reached.max(start.saturating_add(block.until));
            }
        }
    }
    reached >= week
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::civil::HOUR;

    #[test]
    fn a_week_filled_by_night_shifts_is_always_open() {
        let night = vec![Block { from: 9 * HOUR, until: 33 * HOUR }];
        let nights: [Vec<Block>; 7] = core::array::from_fn(|_| night.clone());
        assert!(Pattern::new(nights.clone(), vec![]).always());
        let mut but_friday = nights;
        but_friday[4].clear();
        assert!(!Pattern::new(but_friday, vec![]).always());
        let days = core::array::from_fn(|_| vec![Block { from: 0, until: DAY }]);
        assert!(Pattern::new(days, vec![]).always());
    }

    #[test]
    fn a_special_day_replaces_the_weekly_blocks() {
        let days: [Vec<Block>; 7] = core::array::from_fn(|_| vec![Block { from: 0, until: DAY }]);
        let pattern = Pattern::new(days, vec![Special { day: 4, blocks: Box::new([]) }]);
        assert_eq!(pattern.on(3).len(), 1);
        assert_eq!(pattern.on(4).len(), 0);
        assert!(!pattern.always());
        assert_eq!(pattern.open_through(-900), Some(3));
        assert_eq!(pattern.open_through(4), None);
        assert_eq!(pattern.open_through(5), Some(i64::MAX));
    }

    #[test]
    fn special_days_far_apart_are_all_found() {
        let days = [-1, 0, 62, 63, 64, 20_000, 83_999];
        let special = |&day| Special { day, blocks: Box::new([]) };
        let weekly = core::array::from_fn(|_| vec![Block { from: 0, until: DAY }]);
        let pattern = Pattern::new(weekly, days.iter().rev().map(special).collect());
        let found: Vec<i64> = (-900..90_000).filter(|&day| pattern.on(day).is_empty()).collect();
        assert_eq!(found, days);
    }
}
