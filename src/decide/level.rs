//! Whoever joins a rotation by totals begins with the total of those who are here, never at nothing.

use crate::agent::AgentDoc;
use crate::bits::AgentSet;
use crate::decide::Draft;
use crate::event::Event;
use crate::explain::Trace;
use crate::id::{AgentSlot, SheetSlot};
use crate::meter::tally::{Entry, Rule, Tally};
use crate::rank::entry;

impl<T: Trace> Draft<'_, T> {
    /// Puts an agent of this document level wherever it makes them begin. O(members) of those queues, for each sheet in
    /// which their turns are written down.
    pub(super) fn put_level(&mut self, agent: AgentSlot, doc: &AgentDoc) {
        let state = self.floor.state;
        let mut seats = state.layout.place(doc).seats;
        seats.iter_mut().for_each(|(queue, seat)| *seat = state.seat_by_merit(*queue, agent, *seat));
        let mut sheets: Vec<SheetSlot> =
            seats.iter().flat_map(|(queue, _)| state.sheets_of(*queue)).collect();
        sheets.sort_unstable();
        sheets.dedup();
        for sheet in sheets {
            let tally = state.turns(sheet).and_then(|turns| turns.tally.as_deref());
            let Some(tally) = tally.filter(|tally| tally.kind().rule == Rule::LowestCount) else { continue };
            let queues = state.queues_of(sheet);
            let own = seats.iter().filter(|(queue, _)| queues.contains(queue)).map(|(_, seat)| entry(seat));
            let Some(after) = own.reduce(Entry::joined) else { continue };
            if Tally::begins(tally.kind(), state.entry_in(sheet, agent), Some(after)) {
                let mark = self.level(sheet, tally, agent, after.tier);
                // Of those kept apart there may be many, and in most of them this is known without a word.
                let beside = state.sheet_beside(sheet);
                if beside.is_none_or(|row| row.least_mark(after.tier).unwrap_or(0) != mark) {
                    self.events.push(Event::PutLevel { sheet, agent, mark });
                }
            }
        }
    }

    /// The least total of the others in the circle who are at work (present, on shift, not on leave); if nobody is, of those on the floor; if
    /// nobody is, of all.
    fn level(&self, sheet: SheetSlot, tally: &Tally, agent: AgentSlot, tier: u32) -> i64 {
        let state = self.floor.state;
        let mut members = AgentSet::default();
        for queue in state.queues_of(sheet).into_iter().filter_map(|queue| state.queue(queue)) {
            members.union(&queue.members);
        }
        let mut active = members.clone();
        active.intersect(&state.active);
        let mut here = active.clone();
        here.intersect(self.floor.here());
        let on_leave =
            |other: &AgentSlot| state.agent(*other).is_some_and(|row| row.on_leave(self.floor.now).is_some());
        let on_leave: AgentSet = here.iter().filter(on_leave).collect();
        here.subtract(&on_leave);
        let least = |among: &AgentSet| {
            let others = among.iter().filter(|other| *other != agent).filter(|other| {
                let other = state.entry_in(sheet, *other);
                other.is_some_and(|other| other.weight > 0 && tally.kind().same_circle(other.tier, tier))
            });
            others.map(|other| tally.mark(other)).min()
        };
        [&here, &active, &members].into_iter().find_map(least).unwrap_or(0)
    }
}
