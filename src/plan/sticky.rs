//! The last owner comes first.

use std::sync::Arc;

use crate::bits::AgentSet;
use crate::decide::Draft;
use crate::event::{Event, OwnerRemembered};
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Floor, LastOwner, Question};
use crate::id::{AgentSlot, QueueSlot, StickySlot};
use crate::pick::{Picked, outside_turn, pick};
use crate::plan::Course;
use crate::policy::{Action, RegisteredDoc, StickTo};
use crate::time::{Span, Timestamp};

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
            // Inside an office it is kept for nobody.
            Action::Queue { .. } if let Some(own) = self.office => return self.turn_taker(floor, own.queue),
            Action::Queue { queue, .. } => (queue, false),
            Action::Pool { queue, .. } => (queue, true),
            _ => return None,
        };
        let owner = stage.sticky.and_then(|own| self.stuck_to(floor, own, queue));
        owner.or_else(|| if pool { None } else { self.turn_taker(floor, queue) })
    }

    /// Whoever has registered the deal, or had the last lead: the first by the stage's word of those who may still have this one.
    fn stuck_to(&self, floor: &Floor<'_>, own: StickTo, queue: QueueSlot) -> Option<LastOwner> {
        let key = floor.policy.sticky.get(own.sticky.index())?.key(self.doc)?;
        let holder = floor.state.owners(own.sticky)?.holder(&key, floor.now);
        let holder = holder.map(|(agent, until)| (agent, until, true));
        let last = floor.state.last_owner(own.sticky, &key, floor.now);
        let last = last.map(|known| (known.agent, known.until, false));
        let order = match own.registered {
            RegisteredDoc::First => [holder, last],
            RegisteredDoc::AfterOwner => [last, holder],
            RegisteredDoc::Ignored => [last, None],
        };
        order.into_iter().flatten().find_map(|known| self.kept_for(floor, own, queue, known))
    }

    fn kept_for(
        &self,
        floor: &Floor<'_>,
        own: StickTo,
        queue: QueueSlot,
        (agent, known_until, registered): (AgentSlot, Timestamp, bool),
    ) -> Option<LastOwner> {
        let out = floor.state.queue(queue)?.seat(agent).is_none() || self.is_past(agent);
        let team = own.team_first && floor.state.agent(agent).is_some_and(|row| row.doc.team.is_some());
        if out && !team {
            return None;
        }
        let kept = |wait: Span| self.waiting_since.plus(wait).min(known_until);
        let kept_until = if out { Timestamp::MIN } else { kept(own.wait) };
        // Whoever is out is not waited for: the team's time begins at once.
        let wait = if out { Span::ZERO } else { own.wait };
        let team_until = team.then(|| kept(wait.plus(own.team_wait)));
        let (sticky, until, counts_as_turn) = (Some(own.sticky), known_until, own.counts_as_turn);
        Some(LastOwner { sticky, agent, registered, out, until, kept_until, team_until, counts_as_turn })
    }
}

impl<T: Trace> Draft<'_, T> {
    /// The last owner if they may take the lead, else whoever is next of their team if it comes first; and the turn it takes.
    #[cold]
    pub(crate) fn pick_last_owner(
        &self,
        question: &Question<'_, '_>,
        asker: &Asker<'_>,
        own: LastOwner,
        eligible: &AgentSet,
    ) -> Option<Picked> {
        let owner = own.in_person().filter(|owner| eligible.contains(*owner));
        let agent = owner.or_else(|| {
            let team = own.team_of(self.floor, eligible);
            let next = if team.is_empty() {
                None
            } else {
                pick(self.floor, asker, question.lead.doc, &team, || None)
            };
            next.map(|picked| picked.agent)
        })?;
        let share = if own.counts_as_turn { outside_turn(question, asker, agent) } else { None };
        Some(Picked { agent, share })
    }

    #[cold]
    pub(super) fn tell_last_owner(&mut self, own: LastOwner) {
        let Some(agent) = self.floor.agent_id(own.agent).cloned() else { return };
        let until = own.until;
        let Some(sticky) = own.sticky else {
            return self.trace.add(|| Finding::OneTurn { agent, until });
        };
        if let Some(by) = self.floor.policy.sticky.get(sticky.index()).map(|sticky| sticky.id.clone()) {
            let team = self.floor.state.agent(own.agent).and_then(|row| row.doc.team.clone());
            let team = team.zip(own.team_until);
            let kept_until = (!own.out).then_some(own.kept_until);
            if own.registered {
                return self.trace.add(|| Finding::Registered { by, agent, until, kept_until });
            }
            self.trace.add(|| Finding::LastOwner { by, agent, until, kept_until, team });
        }
    }

    /// Whoever has the lead is the last owner from now on.
    #[cold]
    pub(super) fn remember_owner(&mut self, course: &Course<'_>, agent: AgentSlot) {
        for (at, sticky) in self.floor.policy.sticky.iter().enumerate() {
            let (Some(slot), Some(key)) = (StickySlot::from_index(at), sticky.key(course.doc)) else {
                continue;
            };
            let agent = course.office.filter(|_| sticky.offices).map_or(agent, |own| own.agent);
            let (key, until): (Arc<str>, _) = (key.into(), self.floor.now.plus(sticky.keep));
            self.events.push(Event::OwnerRemembered(OwnerRemembered {
                lead: course.slot,
                sticky: slot,
                key,
                agent,
                until,
            }));
        }
    }
}
