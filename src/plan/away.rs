//! Whether the owner of a lead is away, and since when.

use crate::decide::Draft;
use crate::event::{Event, FollowUpDue, FollowUpMoved};
use crate::explain::{Finding, Trace};
use crate::gate::Floor;
use crate::id::{AgentSlot, LeadSlot};
use crate::plan::{Course, Stay, follow_up};
use crate::policy::{MilestoneDoc, Plan};
use crate::roll::{away_since, presence_of};
use crate::state::{Diary, LeadRow, Standing};
use crate::time::Timestamp;

/// Whether a plan asks whether owners are away.
pub(crate) fn asks_presence(plan: &Plan) -> bool {
    plan.follow_up.iter().any(|rule| rule.missing == MilestoneDoc::Presence)
}

/// Since when an agent has been on leave or not present, whichever is longer; none if they are here.
pub(crate) fn away_from(floor: &Floor<'_>, agent: AgentSlot, diary: &Diary) -> Option<Timestamp> {
    let by_presence = away_since(floor.policy, floor.state, floor.signs, agent, floor.now);
    diary.leave_since(floor.now).into_iter().chain(by_presence).min()
}

impl<T: Trace> Draft<'_, T> {
    /// It is time to look whether an owner has been away for long. What is due by now if they have; otherwise it is written
    /// down when to look again, or what is due before that.
    pub(crate) fn look_for_owner(
        &mut self,
        course: &Course<'_>,
        row: &LeadRow,
        agent: AgentSlot,
    ) -> Option<FollowUpDue> {
        let floor = self.floor;
        let plan = course.at.and_then(|(plan, _)| floor.policy.plan(plan));
        let stay = self.stay_of(course.slot, row);
        let next = plan.zip(stay).and_then(|(plan, stay)| follow_up(floor.policy, plan, stay));
        self.tell_away(course, agent);
        let due = next.filter(|next| next.missing == MilestoneDoc::Presence && next.at <= floor.now);
        if due.is_none() {
            self.events.push(Event::FollowUpMoved(FollowUpMoved { lead: course.slot, follow_up: next }));
        }
        due
    }

    fn tell_away(&mut self, course: &Course<'_>, agent: AgentSlot) {
        let floor = self.floor;
        if !self.trace.keeps() {
            return;
        }
        let (Some(row), Some(id)) = (floor.state.agent(agent), floor.agent_id(agent)) else { return };
        let state = presence_of(floor.policy, floor.state, floor.signs, agent, floor.now).0;
        self.trace.add(|| Finding::Away {
            lead: course.doc.id().clone(),
            agent: id.clone(),
            since: away_from(floor, agent, &row.diary),
            state,
            leave_until: row.on_leave(floor.now),
        });
    }

    /// The diary of an agent is about to be another one: a leave that has begun already brings forward what is due with the
    /// leads of theirs whose plans ask whether they are away. O(leads of the agent) where a plan asks.
    pub(crate) fn away_anew(&mut self, agent: AgentSlot, diary: &Diary) {
        let floor = self.floor;
        let Some(own) = floor.state.agent(agent).filter(|_| floor.policy.plans.iter().any(asks_presence))
        else {
            return;
        };
        let mut leads: Vec<(LeadSlot, &LeadRow)> =
            own.leads.iter().filter_map(|lead| Some((*lead, floor.state.lead(*lead)?))).collect();
        leads.sort_unstable_by_key(|(_, row)| row.sequence);
        for (lead, row) in leads {
            let Standing::Owned { snoozed_until: None, follow_up: due, .. } = row.standing else { continue };
            let Some(stay) = self.stay_of(lead, row) else { continue };
            let Some(plan) = row.course.and_then(|(plan, _)| floor.policy.plan(plan)) else { continue };
            let away_from = away_from(floor, agent, diary).unwrap_or(floor.now);
            let next = follow_up(floor.policy, plan, Stay { away_from, ..stay });
            let earlier = |next: &FollowUpDue| due.is_none_or(|due| next.at < due.at);
            if let Some(next) = next.filter(earlier) {
                self.events.push(Event::FollowUpMoved(FollowUpMoved { lead, follow_up: Some(next) }));
            }
        }
    }
}
