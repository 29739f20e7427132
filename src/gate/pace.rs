//! Has enough of a cap opened that is spread over its window?

use crate::calendar::Calendar;
use crate::gate::cap::window_at;
use crate::meter::pace::{opened, opens_after};
use crate::policy::{Cap, Pace, Policy};
use crate::state::CounterRow;
use crate::time::{Span, Timestamp};

/// A limit on its pace, at an instant of a window.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'p> {
    limit: u64,
    burst: u64,
    from: Timestamp,
    until: Timestamp,
    hours: Option<&'p Calendar>,
}

impl<'p> Opening<'p> {
    /// None where the cap is not spread, or there is no window at that instant.
    pub(crate) fn of(
        policy: &'p Policy,
        cap: &Cap,
        row: Option<&CounterRow>,
        limit: u64,
        at: Timestamp,
    ) -> Option<Opening<'p>> {
        let Pace { burst, hours } = cap.pace?;
        // Known already: nobody has to ask the zone.
        let known = row.filter(|row| row.from <= at && at < row.until && row.until < Timestamp::MAX);
        let (from, until) = match known {
            Some(row) => (row.from, row.until),
            None => window_at(policy, cap, at).map(|(from, until, _)| (from, until))?,
        };
        let hours = hours.and_then(|hours| policy.calendars.get(hours)).map(|(_, calendar)| calendar);
        Some(Opening { limit, burst, from, until, hours })
    }

    fn between(&self, from: Timestamp, until: Timestamp) -> Span {
        self.hours.map_or_else(|| until.since(from), |hours| hours.business_between(from, until))
    }

    /// How much is open at an instant of the window.
    pub(crate) fn opened(&self, at: Timestamp) -> u64 {
        let length = self.between(self.from, self.until);
        opened(self.limit, self.burst, self.between(self.from, at), length)
    }

    /// The first instant at which so much is open, or the end of the window where that comes before.
    pub(crate) fn opens_at(&self, units: u64) -> Timestamp {
        let length = self.between(self.from, self.until);
        let after = opens_after(units, self.limit, self.burst, length);
        let at = after.and_then(|after| match self.hours {
            Some(_) if length == Span::ZERO => None,
            Some(hours) => hours.add_business(self.from, after),
            None => Some(self.from.plus(after)),
        });
        at.map_or(self.until, |at| at.min(self.until))
    }

    /// The first instant at which so much may be open, `alone` being how much has to be in a window in which nothing is counted
    /// yet. A window without open hours opens its burst and no more: where that is too little, it is looked for from the next
    /// opening on, not in one window after the other.
    pub(crate) fn clears_at(&self, units: u64, alone: u64) -> Timestamp {
        let at = self.opens_at(units);
        match self.hours {
            Some(hours) if at >= self.until && alone > self.burst => hours.next_open(at).unwrap_or(at),
            _ => at,
        }
    }
}
