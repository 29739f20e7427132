//! A lead in the pool opens to the members one after the other, in the order of their ranks as it comes there.

use crate::bits::AgentSet;
use crate::decide::Draft;
use crate::event::Event;
use crate::explain::{Finding, Trace};
use crate::gate::Asker;
use crate::id::AgentSlot;
use crate::lead::Lead;
use crate::pick;
use crate::plan::Course;
use crate::time::{Span, Timestamp};

impl<T: Trace> Draft<'_, T> {
    /// Writes down who may claim the lead from when. Only those are ranked who may before everybody does: O(picks).
    pub(crate) fn roll_out(&mut self, course: &Course<'_>, asker: &Asker<'_>, offsets: &[Span]) {
        let Some(last) = offsets.last() else { return };
        let opens = |offset: &Span| course.waiting_since.plus(*offset);
        let rest_from = opens(last);
        let early = offsets.iter().take_while(|offset| *offset < last);
        let turns = self.turns_for(course, asker);
        let asker = &asker.with(turns.as_ref()).of_lead(course.doc);
        // Whom the lead leaves comes with the rest.
        let mut members = asker.row.members.clone();
        members.intersect(&self.floor.state.active);
        if let Some(leaving) = course.leaving {
            members.remove(leaving);
        }
        let ranked = self.in_rank_order(asker, course.doc, members, early.clone().count());
        let first: Vec<(AgentSlot, Timestamp)> = ranked.into_iter().zip(early.map(opens)).collect();
        let floor = self.floor;
        self.trace.add(|| Finding::RolledOut {
            lead: course.doc.id().clone(),
            queue: asker.policy.id.clone(),
            first: first.iter().filter_map(|(who, at)| Some((floor.agent_id(*who)?.clone(), *at))).collect(),
            rest_from,
        });
        self.events.push(Event::RolledOut { lead: course.slot, first, rest_from });
    }

    /// The first so many of these members by the queue's strategy, whether they are here or not: a claim needs no presence.
    /// Whoever never has a turn comes after the others, by id.
    pub(crate) fn in_rank_order(
        &self,
        asker: &Asker<'_>,
        lead: &Lead,
        mut left: AgentSet,
        most: usize,
    ) -> Vec<AgentSlot> {
        let state = self.floor.state;
        let mut order = Vec::with_capacity(most.min(left.len()));
        while order.len() < most {
            let next = pick::pick(self.floor, asker, lead, &left, || None).map(|picked| picked.agent);
            let next = next.or_else(|| left.iter().min_by_key(|agent| state.id_order(*agent)));
            let Some(agent) = next else { break };
            left.remove(agent);
            order.push(agent);
        }
        order
    }
}
