//! Leads that count under a cap only if they come to something in time.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::id::{CounterSlot, LeadSlot};
use crate::state::FloorState;
use crate::state::timers::Due;
use crate::time::Timestamp;

/// Until when a lead is reserved under a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reservation {
    pub(crate) counter: CounterSlot,
    pub(crate) until: Timestamp,
}

/// Those of one lead.
pub(crate) type Reservations = SmallVec<[Reservation; 1]>;

/// When the first of them runs out.
fn first_of(own: &[Reservation]) -> Timestamp {
    own.iter().map(|own| own.until).min().unwrap_or(Timestamp::MAX)
}

impl FloorState {
    /// What is reserved for a lead under caps, each until an instant.
    pub(crate) fn reservations(&self, lead: LeadSlot) -> &[Reservation] {
        self.reserved.get(&lead).map_or(&[], |own| own)
    }

    fn reservation_due(&self, lead: LeadSlot) -> Option<Due> {
        self.lead(lead).map(|row| Due::Reservation(row.sequence, lead))
    }

    /// Changes what is reserved for a lead, and when the first of it runs out.
    pub(in crate::state) fn on_reservations(
        &mut self,
        lead: LeadSlot,
        change: impl FnOnce(&mut Reservations),
    ) {
        let Some(due) = self.reservation_due(lead) else { return };
        let mut own = self.reserved.remove(&lead).unwrap_or_default();
        self.timers.remove(first_of(&own), due);
        change(&mut own);
        self.timers.insert(first_of(&own), due);
        if !own.is_empty() {
            self.reserved.insert(lead, own);
        }
    }

    /// A lead is nobody's any longer, or counted elsewhere.
    pub(in crate::state) fn drop_reservations(&mut self, lead: LeadSlot) {
        if !self.reserved.is_empty() {
            self.on_reservations(lead, Reservations::clear);
        }
    }

    /// Counters have other slots, or are gone.
    pub(in crate::state) fn rename_reservations(&mut self, counters: &[Option<CounterSlot>]) {
        let leads: Vec<LeadSlot> = self.reserved.keys().copied().collect();
        for lead in leads {
            self.on_reservations(lead, |own| {
                own.retain(|own| match counters.get(own.counter.index()).copied().flatten() {
                    Some(counter) => {
                        own.counter = counter;
                        true
                    }
                    None => false,
                });
            });
        }
    }

    /// Sets the timers; after a restore.
    pub(in crate::state) fn time_reservations(&mut self) {
        let due = self.reserved.iter();
        let due: Vec<_> =
            due.filter_map(|(lead, own)| Some((first_of(own), self.reservation_due(*lead)?))).collect();
        due.into_iter().for_each(|(at, due)| self.timers.insert(at, due));
    }

    /// Leads for which something is reserved that is not counted, or that nothing will end.
    pub(in crate::state) fn reserved_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        let vain = self.reserved.iter().filter(move |(lead, own)| {
            let counted = |own: &Reservation| {
                let row = self.lead(**lead);
                row.is_some_and(|row| row.counted.iter().any(|count| count.counter == own.counter))
            };
            let due = self.reservation_due(**lead).is_some_and(|due| timers.contains(&(first_of(own), due)));
            !own.iter().all(counted) || !due
        });
        vain.map(|(lead, _)| *lead)
    }
}
