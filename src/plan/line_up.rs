//! Putting a lead in a queue's line or pool.

use crate::decide::Draft;
use crate::event::Event;
use crate::explain::Trace;
use crate::gate::Asker;
use crate::id::LeadSlot;
use crate::order;
use crate::plan::{Back, Course, Rest};
use crate::policy::{PlaceDoc, RequeueDoc};
use crate::state::WaitKey;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    pub(crate) fn line_up(
        &mut self,
        course: &Course<'_>,
        asker: &Asker<'_>,
        pool: bool,
        until: Option<Timestamp>,
        wake: Timestamp,
    ) -> Rest {
        let again_at = self.again_at(course, asker);
        let (lead, queue) = (course.slot, asker.slot);
        let from = if course.back.is_some_and(|back| comes_as_new(&asker.policy.requeue, back)) {
            self.events.push(Event::CountsAsNew { lead });
            self.floor.now
        } else {
            course.ordered_from
        };
        let of = (course.sequence, self.pulls(lead));
        let key = order::key(&asker.policy.discipline, &course.encoded, from, of);
        self.events.push(Event::Queued {
            lead,
            queue,
            pool,
            key,
            until,
            wake: wake.min(again_at).max(self.floor.now),
            again_at,
        });
        let place = WaitKey { key, sequence: course.sequence, lead };
        let now = self.floor.now;
        let waits = self.floor.state.lead(lead).and_then(|row| row.wait_key(lead));
        let old = waits.filter(|(other, in_pool, key)| (*other, *in_pool) == (queue, pool) && *key != place);
        let position = match old {
            Some((_, _, old)) => asker.row.place_instead_of(pool, &old, &place, now),
            None => asker.row.place_of(pool, &place, from, now),
        };
        Rest::Queued { queue, pool, position }
    }

    /// How often a lead has been claimed; one whose customer has just come back, not at all since.
    fn pulls(&self, lead: LeadSlot) -> u32 {
        match self.events.first() {
            Some(Event::Reopened { lead: back }) if *back == lead => 0,
            _ => self.floor.state.pulls(lead),
        }
    }

    /// When members who passed the lead up may be asked again.
    pub(crate) fn again_at(&self, course: &Course<'_>, asker: &Asker<'_>) -> Timestamp {
        if course.passed.is_empty() {
            return Timestamp::MAX;
        }
        course.again_at.min(self.floor.now.plus(asker.policy.cycle_wait))
    }
}

/// Whether a lead that comes back so counts as new.
fn comes_as_new(requeue: &RequeueDoc, back: Back) -> bool {
    let place = match back {
        Back::Declined => requeue.declined,
        Back::TimedOut => requeue.timed_out,
        Back::Returned => requeue.returned,
        Back::Redistributed => requeue.redistributed,
        Back::Reopened => requeue.reopened,
    };
    place == PlaceDoc::AsNew
}
