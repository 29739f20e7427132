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
    /// Whether any block reaches into the day after.
    overnight: bool,
    /// Whether it is open at every instant.
    always: bool,
}

impl Pattern {
    /// A pattern; what comes in may be in any order.
    pub(super) fn new(mut weekly: [Vec<Block>; 7], mut specials: Vec<Special>) -> Pattern {
        weekly.iter_mut().for_each(|blocks| blocks.sort_unstable());
        specials
            .iter_mut()
            .for_each(|special| special.blocks.sort_unstable());
        specials.sort_by_key(|special| special.day);
        let all = weekly
            .iter()
            .flatten()
            .chain(specials.iter().flat_map(|special| &special.blocks));
        let overnight = all.into_iter().any(|block| block.until > DAY);
        let always = specials.is_empty() && fills_the_week(&weekly);
        Pattern {
            weekly: weekly.map(Vec::into_boxed_slice),
            specials: specials.into_boxed_slice(),
            overnight,
            always,
        }
    }

    /// The blocks that begin on a day, in order.
    pub(super) fn on(&self, day: i64) -> &[Block] {
        if let Ok(found) = self.specials.binary_search_by_key(&day, |special| special.day) {
            return self
                .specials
                .get(found)
                .map(|special| &*special.blocks)
                .unwrap_or_default();
        }
        let weekday = usize::try_from(weekday(day)).unwrap_or(0);
        self.weekly
            .get(weekday)
            .map(|blocks| &**blocks)
            .unwrap_or_default()
    }

    /// Whether any block reaches into the day after the one it begins on.
    pub(super) fn overnight(&self) -> bool {
        self.overnight
    }

    /// Whether it is open at every instant.
    pub(super) fn always(&self) -> bool {
        self.always
    }
}

fn fills_the_week(weekly: &[Vec<Block>; 7]) -> bool {
    let week = DAY.saturating_mul(7);
    let starts = (0_i64..7).map(|day| day.saturating_mul(DAY));
    let days: Vec<(i64, &Vec<Block>)> = starts.zip(weekly).collect();
    // Sunday night reaches into Monday.
    let sunday = days
        .last()
        .map(|&(start, blocks)| (start.saturating_sub(week), blocks));
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
        let night = vec![Block {
            from: 9 * HOUR,
            until: 33 * HOUR,
        }];
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
        let pattern = Pattern::new(
            days,
            vec![Special {
                day: 4,
                blocks: Box::new([]),
            }],
        );
        assert_eq!(pattern.on(3).len(), 1);
        assert_eq!(pattern.on(4).len(), 0);
        assert!(!pattern.always());
    }
}
