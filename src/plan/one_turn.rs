//! Leads that belong together take one turn.

use std::sync::Arc;

use crate::decide::Draft;
use crate::event::{Event, OneTurnBegun};
use crate::explain::Trace;
use crate::gate::{Asker, Floor, LastOwner};
use crate::id::{AgentSlot, QueueSlot};
use crate::plan::Course;

impl Course<'_> {
    /// Who has taken the turn of the leads this one belongs to, in a queue that gives them one.
    #[cold]
    pub(super) fn turn_taker(&self, floor: &Floor<'_>, queue: QueueSlot) -> Option<LastOwner> {
        let key = floor.policy.queue(queue)?.one_turn.as_ref()?.key(self.doc)?;
        let row = floor.state.queue(queue)?;
        let known = row.turn_takers.get(&key, floor.now)?;
        row.seat(known.agent)?;
        if self.is_past(known.agent) {
            return None;
        }
        let (agent, until) = (known.agent, known.until);
        // Nobody waits for them: others may take the lead at once.
        Some(LastOwner {
            sticky: None,
            registered: false,
            agent,
            out: false,
            until,
            kept_until: floor.now,
            team_until: None,
            counts_as_turn: false,
        })
    }

    /// Whether this very lead was with an agent, leaves them now, or was passed up by them.
    pub(super) fn is_past(&self, agent: AgentSlot) -> bool {
        let had = self.previous.iter().any(|former| former.agent == agent);
        let leaves = [self.leaving, self.leaving_office].contains(&Some(agent));
        had || leaves || self.passed.contains(&agent)
    }
}

impl<T: Trace> Draft<'_, T> {
    /// Whoever takes the turn of a lead has those that belong to it as well, for a while.
    #[cold]
    pub(super) fn begin_one_turn(&mut self, course: &Course<'_>, asker: &Asker<'_>, agent: AgentSlot) {
        let Some(own) = &asker.policy.one_turn else { return };
        let Some(key) = own.key(course.doc) else { return };
        let (lead, queue, until) = (course.slot, asker.slot, self.floor.now.plus(own.keep));
        self.events.push(Event::OneTurnBegun(OneTurnBegun {
            lead,
            queue,
            key: Arc::from(key),
            agent,
            until,
        }));
    }
}
