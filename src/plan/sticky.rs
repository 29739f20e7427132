//! The last owner comes first.

use std::sync::Arc;

use crate::decide::Draft;
use crate::event::Event;
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Floor, LastOwner, Question};
use crate::id::{AgentSlot, StickySlot};
use crate::pick::{Picked, outside_turn};
use crate::plan::Course;
use crate::policy::Action;

impl Course<'_> {
    /// Who had the last lead of the same key, where the stage asks.
    #[inline]
    pub(crate) fn last_owner(&self, floor: &Floor<'_>) -> Option<LastOwner> {
        if floor.policy.sticky.is_empty() { None } else { self.look_up_last_owner(floor) }
    }

    #[cold]
    fn look_up_last_owner(&self, floor: &Floor<'_>) -> Option<LastOwner> {
        let (plan, stage) = self.at?;
        let stage = floor.policy.plan(plan)?.stages.get(stage.index())?;
        let (own, queue) = match stage.action {
            Action::Queue { queue, .. } | Action::Pool { queue, .. } => (stage.sticky?, queue),
            _ => return None,
        };
        let key = floor.policy.sticky.get(own.sticky.index())?.key(self.doc)?;
        let known = floor.state.last_owner(own.sticky, &key, floor.now)?;
        let agent = known.agent;
        floor.state.queue(queue)?.seat(agent)?;
        let had = self.previous.iter().any(|former| former.agent == agent);
        if had || self.leaving == Some(agent) || self.passed.contains(&agent) {
            return None;
        }
        let kept_until = self.waiting_since.plus(own.wait).min(known.until);
        let (sticky, until, counts_as_turn) = (own.sticky, known.until, own.counts_as_turn);
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
        let sticky = self.floor.policy.sticky.get(own.sticky.index()).map(|sticky| sticky.id.clone());
        let agent = self.floor.agent_id(own.agent).cloned();
        if let (Some(by), Some(agent)) = (sticky, agent) {
            let (until, kept_until) = (own.until, own.kept_until);
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
