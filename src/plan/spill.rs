//! A lead goes on while the members of its stage's queue are busier than the stage allows.

use crate::decide::Draft;
use crate::explain::{Finding, Trace};
use crate::gate::Asker;
use crate::plan::Course;
use crate::policy::Stage;

/// How busy the members of a queue are who are at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Utilisation {
    /// Units held.
    held: u64,
    /// Units they may hold.
    capacity: u64,
    anybody: bool,
}

impl Utilisation {
    /// In basis points, rounded down; beyond 10000 where a manager has given somebody more than fits.
    fn bp(self) -> u64 {
        let share = self.held.saturating_mul(10_000).checked_div(self.capacity);
        share.unwrap_or(if self.anybody { 0 } else { 10_000 })
    }

    fn is_above(self, bp: u32) -> bool {
        match self.capacity {
            0 => self.bp() > u64::from(bp),
            capacity => self.held.saturating_mul(10_000) > capacity.saturating_mul(u64::from(bp)),
        }
    }
}

impl<T: Trace> Draft<'_, T> {
    /// Whether the lead goes on from its stage as the members are busy. O(members) where the stage says how busy they may be.
    #[inline]
    pub(crate) fn spills(&self, course: &Course<'_>, stage: &Stage, asker: &Asker<'_>) -> bool {
        stage.spill_above_bp.is_some_and(|bp| self.utilisation(course, asker).is_above(bp))
    }

    /// Writes down how busy the members are.
    #[cold]
    pub(super) fn tell_spill(&mut self, course: &Course<'_>, stage: &Stage, asker: &Asker<'_>) {
        let Some(above_bp) = stage.spill_above_bp else { return };
        let busy = self.utilisation(course, asker);
        let queue = asker.policy.id.clone();
        let (held, capacity, spills) = (busy.held, busy.capacity, busy.is_above(above_bp));
        self.trace.add(|| Finding::Utilisation { queue, held, capacity, bp: busy.bp(), above_bp, spills });
    }

    #[cold]
    fn utilisation(&self, course: &Course<'_>, asker: &Asker<'_>) -> Utilisation {
        let (state, now) = (self.floor.state, self.floor.now);
        let mut members = asker.row.members.clone();
        members.intersect(&state.active);
        members.intersect(self.floor.here());
        // What this decision takes from whoever had the lead is not held any longer.
        let own = state.lead(course.slot).and_then(|row| row.held);
        let mut busy = Utilisation { held: 0, capacity: 0, anybody: false };
        for agent in members.iter() {
            let Some(row) = state.agent(agent).filter(|row| row.on_leave(now).is_none()) else { continue };
            busy.anybody = true;
            if row.place.units == u32::MAX {
                continue;
            }
            let freed = own.filter(|held| held.agent == agent).map_or(0, |held| held.units);
            let held = row.load.units.saturating_sub(freed);
            busy.held = busy.held.saturating_add(u64::from(held));
            busy.capacity = busy.capacity.saturating_add(u64::from(row.place.units));
        }
        busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_is_not_rounded() {
        let busy = |held, capacity| Utilisation { held, capacity, anybody: true };
        assert!(!busy(2, 4).is_above(5_000), "exactly half is not above half");
        assert!(busy(2, 3).is_above(6_666), "two thirds are more than 6666 basis points");
        assert_eq!(busy(2, 3).bp(), 6_666);
        assert!(!busy(0, 3).is_above(0));
        assert!(busy(5, 3).is_above(9_999), "more than fits, by a manager's hand");
        assert!(!busy(0, 0).is_above(0), "nobody has a limit");
        assert!(Utilisation { held: 0, capacity: 0, anybody: false }.is_above(9_999), "nobody is at work");
    }
}
