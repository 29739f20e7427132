//! The day by which a queue adds up idle time.

use crate::calendar::{Window, bounds};
use crate::decide::Draft;
use crate::event::Event;
use crate::explain::Trace;
use crate::gate::Asker;
use crate::policy::{IdleOver, RankKeyDoc};

impl<T: Trace> Draft<'_, T> {
    /// Writes down the day if it is not the one that is written down: by it the members are ranked from now on.
    #[cold]
    pub(crate) fn begin_idle_day(&mut self, asker: &Asker<'_>) {
        let now = self.floor.now;
        if asker.row.is_idle_day(now) || !asker.policy.keys.contains(&RankKeyDoc::CumulativeIdle) {
            return;
        }
        if let IdleOver::Day(zone) = &asker.policy.idle_over {
            let (from, until) = bounds(Window::Day, zone, now);
            self.events.push(Event::IdleDayBegan { queue: asker.slot, from, until });
        }
    }
}
