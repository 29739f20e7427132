//! One lead too many waits in a queue: one goes on to where its plan says.

use crate::decide::{Answer, Draft};
use crate::event::{Event, PushedOut};
use crate::explain::{Finding, Trace};
use crate::id::QueueSlot;
use crate::outcome::Outcome;
use crate::plan::{Course, Start, asker};
use crate::policy::PushOutDoc;

impl<T: Trace> Draft<'_, T> {
    /// Pushes one lead out of a line or a pool that holds too many. It is a record of its own, whoever came last.
    pub(super) fn push_out(&mut self, queue: QueueSlot, pool: bool) -> Answer {
        let floor = self.floor;
        let unchanged = Ok(Outcome::Unchanged { lead: None });
        let Some(asker) = asker(floor, queue) else { return unchanged };
        let bound = if pool { asker.policy.max_pooled } else { asker.policy.max_waiting };
        let Some(bound) = bound else { return unchanged };
        let goes = match bound.push_out {
            PushOutDoc::Last => asker.row.last(pool, floor.now),
            PushOutDoc::Oldest => asker.row.oldest(pool),
            PushOutDoc::Newest => asker.row.newest(pool),
        };
        let found = goes.and_then(|key| Some((key.lead, floor.state.lead(key.lead)?)));
        let Some((lead, row)) = found else { return unchanged };
        let waiting = u32::try_from(asker.row.list(pool).len()).unwrap_or(u32::MAX);
        self.trace.add(|| {
            let (lead, queue) = (row.doc.id().clone(), asker.policy.id.clone());
            Finding::PushedOut { lead, queue, pool, waiting, bound }
        });
        self.events.push(Event::PushedOut(PushedOut { lead, queue, pool, waiting, most: bound.leads }));
        let mut course = Course::under_way(floor, lead, row, &row.doc);
        let next = self.stage_of(&course).and_then(|stage| stage.next.pushed_out);
        Ok(self.place(&mut course, next.map_or(Start::After, Start::At)))
    }
}
