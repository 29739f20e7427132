//! Whoever joins a rotation by totals begins with the total of those who are here, never at nothing.

use crate::agent::AgentDoc;
use crate::bits::AgentSet;
use crate::decide::Draft;
use crate::event::Event;
use crate::explain::Trace;
use crate::id::{AccountSlot, AgentSlot};
use crate::layout::Seat;
use crate::meter::tally::{Rule, Tally};
use crate::rank::entry;
use crate::state::QueueRow;

impl<T: Trace> Draft<'_, T> {
    /// Puts an agent of this document level wherever it makes them begin. O(members) of those queues.
    pub(super) fn put_level(&mut self, agent: AgentSlot, doc: &AgentDoc) {
        let state = self.floor.state;
        for (slot, seat) in state.layout.place(doc).seats {
            let Some(row) = state.queue(slot) else { continue };
            let Some(tally) =
                row.turns.tally.as_deref().filter(|tally| tally.kind().rule == Rule::LowestCount)
            else {
                continue;
            };
            let before = row.seat(agent).map(|row| entry(&row.seat));
            if Tally::begins(tally.kind(), before, Some(entry(&seat))) {
                let mark = self.level(row, tally, agent, &seat);
                self.events.push(Event::PutLevel { account: AccountSlot::of(slot), agent, mark });
            }
        }
    }

    /// The least total of the others in the circle who are at work (present, on shift, not on leave); if nobody is, of those on the floor; if
    /// nobody is, of all.
    fn level(&self, row: &QueueRow, tally: &Tally, agent: AgentSlot, seat: &Seat) -> i64 {
        let state = self.floor.state;
        let mut active = row.members.clone();
        active.intersect(&state.active);
        let mut here = active.clone();
        here.intersect(self.floor.here());
        let on_leave =
            |other: &AgentSlot| state.agent(*other).is_some_and(|row| row.on_leave(self.floor.now).is_some());
        let on_leave: AgentSet = here.iter().filter(on_leave).collect();
        here.subtract(&on_leave);
        let least = |among: &AgentSet| {
            let others = among.iter().filter(|other| *other != agent).filter(|other| {
                let other = row.seat(*other).map(|row| row.seat);
                let circle = |other: Seat| !tally.kind().by_tier || other.tier == seat.tier;
                other.is_some_and(|other| other.weight > 0 && circle(other))
            });
            others.map(|other| tally.mark(other)).min()
        };
        [&here, &active, &row.members].into_iter().find_map(least).unwrap_or(0)
    }
}
