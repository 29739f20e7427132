//! A period of a merit is over: what its counts make of the weights.

use std::sync::Arc;

use crate::decide::{Answer, Draft};
use crate::event::{Event, Review};
use crate::explain::{Finding, Trace};
use crate::id::{AgentSlot, CapSlot, MeritSlot, QueueSlot};
use crate::meter::merit::{
    Adjusted, Affinity, FullFrom, Grade, Group, Loads, Member, adjust, full_from, review,
};
use crate::outcome::Outcome;
use crate::policy::{Merit, QueueMerit};
use crate::state::{MeritRow, QueueRow};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Reviews the weights of every queue that deals by a merit. Linear in their members and in the track records.
    pub(super) fn review(&mut self, slot: MeritSlot) -> Answer {
        let floor = self.floor;
        let found = floor.policy.merits.get(slot.index()).zip(floor.state.merit(slot));
        let Some((merit, row)) = found else { return Ok(Outcome::Unchanged { lead: None }) };
        let now = floor.now;
        let from = merit.window_from(now);
        let group = Group::of(&row.records, from, now);
        let mut queues = Vec::new();
        for (at, queue) in floor.policy.queues.iter().enumerate() {
            let own = queue.merit.filter(|own| own.merit == slot);
            let (Some(own), Some(queue_slot)) = (own, QueueSlot::from_index(at)) else { continue };
            let Some(members) = floor.state.queue(queue_slot) else { continue };
            queues.push((queue_slot, self.grades((queue_slot, members), (merit, row), &own, &group)));
        }
        let caps = self.adjusted(slot, row, from);
        let affinities = self.affinities(slot, row, &group, from);
        let loads = merit.by_load.as_ref().map(|own| Loads::of(own, &group, &row.by_held, (from, now)));
        let full = self.full(slot, loads.as_ref());
        let active = row.records.any_since(from)
            || queues.iter().any(|(_, grades)| !grades.is_empty())
            || full.iter().any(|(_, members)| !members.is_empty());
        let next = if active { merit.period_of(now).1 } else { Timestamp::MAX };
        let review = Arc::new(Review { from, next, queues, caps, affinities, loads, full });
        let state = floor.state;
        self.trace.add(|| Finding::Reviewed {
            merit: merit.id.clone(),
            group: group.all(),
            queues: state.grades_named(&review.queues),
            caps: state.adjusted_named(&review.caps),
            affinities: state.affinities_named(&review.affinities),
            loads: review.loads.as_ref().map(|loads| state.loads_named(loads)),
            full: state.full_named(&review.full),
        });
        self.events.push(Event::MeritReviewed { merit: slot, review });
        let next = (next < Timestamp::MAX).then_some(next);
        Ok(Outcome::MeritReviewed { merit: merit.id.clone(), next })
    }

    /// From where on the members of each queue that asks are full.
    fn full(&self, slot: MeritSlot, loads: Option<&Loads>) -> Vec<(QueueSlot, Vec<(AgentSlot, FullFrom)>)> {
        let queues = self.floor.policy.queues.iter().enumerate();
        let asking = queues.filter_map(|(at, queue)| {
            let rules = queue.merit.filter(|own| own.merit == slot)?.decline?;
            let queue = QueueSlot::from_index(at)?;
            let row = self.floor.state.queue(queue)?;
            let members = row.members.iter().filter_map(|agent| {
                let bands = loads?.agent(agent)?;
                Some((agent, full_from(&rules, bands, row.full_from(agent))?))
            });
            Some((queue, members.collect()))
        });
        asking.collect()
    }

    fn affinities(
        &self,
        slot: MeritSlot,
        row: &MeritRow,
        group: &Group,
        from: Timestamp,
    ) -> Vec<(QueueSlot, Vec<(AgentSlot, Affinity)>)> {
        let queues = self.floor.policy.queues.iter().enumerate();
        let by_it = queues.filter_map(|(at, queue)| {
            let own = queue.affinity.filter(|own| own.merit == slot)?;
            let queue = QueueSlot::from_index(at)?;
            let members = self.floor.state.queue(queue)?.members.iter();
            let window = (from, self.floor.now);
            let judged = members.filter_map(|agent| {
                Some((agent, Affinity::of(&own.rules, group, &row.records, agent, window)?))
            });
            Some((queue, judged.collect()))
        });
        by_it.collect()
    }

    fn adjusted(
        &self,
        slot: MeritSlot,
        row: &MeritRow,
        from: Timestamp,
    ) -> Vec<(CapSlot, Vec<(AgentSlot, Adjusted)>)> {
        let caps = self.floor.policy.caps.iter().enumerate();
        let following = caps.filter_map(|(at, cap)| {
            let own = cap.adjust.filter(|own| own.merit == slot)?;
            Some((CapSlot::from_index(at)?, own))
        });
        let here = |agent: &AgentSlot| self.floor.state.agent(*agent).is_some_and(|row| !row.left);
        following
            .map(|(cap, own)| {
                let sums =
                    row.records.sums(from, self.floor.now).into_iter().filter(|(agent, _)| here(agent));
                let adjusted = sums.filter_map(|(agent, sum)| Some((agent, adjust(&own.rules, &sum)?)));
                (cap, adjusted.collect())
            })
            .collect()
    }

    fn grades(
        &self,
        (queue, row): (QueueSlot, &QueueRow),
        (merit, counts): (&Merit, &MeritRow),
        own: &QueueMerit,
        group: &Group,
    ) -> Vec<(AgentSlot, Grade)> {
        let now = self.floor.now;
        let from = merit.window_from(now);
        let measure = |agent: AgentSlot, from: Timestamp| {
            let (results, expected) = group.measure(&counts.records, agent, from, now);
            (results.tried, results.won, expected)
        };
        let members: Vec<Member<'_>> = row
            .members
            .iter()
            .map(|agent| {
                let last = row.grade(agent);
                let raise = last.and_then(|last| last.raise);
                Member {
                    agent,
                    seat_weight: self.floor.state.own_weight(queue, agent),
                    last,
                    within: measure(agent, from),
                    since_raise: raise.map_or((0, 0, 0), |raise| measure(agent, raise.since.max(from))),
                }
            })
            .collect();
        review(&own.rules, group, &members, (from, now))
    }
}
