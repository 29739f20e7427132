//! The last owner comes first.

use std::sync::Arc;

use crate::decide::Draft;
use crate::event::Event;
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Floor, LastOwner, Question};
use crate::id::{AgentSlot, QueueSlot, StickySlot};
use crate::pick::{Picked, outside_turn};
use crate::plan::Course;
use crate::policy::{Action, StickTo};

impl Course<'_> {
    /// Who had the last lead of the same key, where the stage asks.
    #[inline]
    pub(crate) fn last_owner(&self, floor: &Floor<'_>) -> Option<LastOwner> {
        if floor.policy.asks_owners { self.look_up_last_owner(floor) } else { None }
    }

    #[cold]
    fn look_up_last_owner(&self, floor: &Floor<'_>) -> Option<LastOwner> {
        let (plan, stage) = self.at?;
        let stage = floor.policy.plan(plan)?.stages.get(stage.index())?;
        let (queue, pool) = match stage.action {
            Action::Queue { queue, .. } => (queue, false),
            Action::Pool { queue, .. } => (queue, true),
            _ => return None,
        };
        let owner = stage.sticky.and_then(|own| self.stuck_to(floor, own, queue));
        owner.or_else(|| if pool { None } else { self.turn_taker(floor, queue) })
    }

    fn stuck_to(&self, floor: &Floor<'_>, own: StickTo, queue: QueueSlot) -> Option<LastOwner> {
        let key = floor.policy.sticky.get(own.sticky.index())?.key(self.doc)?;
        let known = floor.state.last_owner(own.sticky, &key, floor.now)?;
        let agent = known.agent;
        floor.state.queue(queue)?.seat(agent)?;
        if self.is_past(agent) {
            return None;
        }
        let kept_until = self.waiting_since.plus(own.wait).min(known.until);
        let (sticky, until, counts_as_turn) = (Some(own.sticky), known.until, own.counts_as_turn);
        Some(LastOwner { sticky, agent, until, kept_until, counts_as_turn })
    }
}

impl<T: Trace> Draft<'_, T> {
    /// The last owner, and the turn it takes.
    #[cold]
    pub(super) fn pick_last_owner(
        &self,
        question: &Question<'_, '_>,
        asker: &Asker<'_>,
        own: LastOwner,
    ) -> Picked {
        let share = if own.counts_as_turn { outside_turn(question, asker, own.agent) } else { None };
        Picked { agent: own.agent, share }
    }

    #[cold]
    pub(super) fn tell_last_owner(&mut self, own: LastOwner) {
        let Some(agent) = self.floor.agent_id(own.agent).cloned() else { return };
        let (until, kept_until) = (own.until, own.kept_until);
        let Some(sticky) = own.sticky else {
            return self.trace.add(|| Finding::OneTurn { agent, until });
        };
        if let Some(by) = self.floor.policy.sticky.get(sticky.index()).map(|sticky| sticky.id.clone()) {
            self.trace.add(|| Finding::LastOwner { by, agent, until, kept_until });
        }
    }

    /// Whoever has the lead is the last owner from now on.
    #[cold]
    pub(super) fn remember_owner(&mut self, course: &Course<'_>, agent: AgentSlot) {
        for (at, sticky) in self.floor.policy.sticky.iter().enumerate() {
            let (Some(slot), Some(key)) = (StickySlot::from_index(at), sticky.key(course.doc)) else {
                continue;
            };
            let (key, until): (Arc<str>, _) = (key.into(), self.floor.now.plus(sticky.keep));
            self.events.push(Event::OwnerRemembered { lead: course.slot, sticky: slot, key, agent, until });
        }
    }
}
