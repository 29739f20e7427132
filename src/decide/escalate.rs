//! Something has not happened in time, and somebody is told before the lead is taken away.

use std::sync::Arc;

use crate::decide::{Answer, Draft};
use crate::event::{Escalated, Event, FollowUpDue};
use crate::explain::Trace;
use crate::id::{AgentSlot, LeadSlot};
use crate::outcome::Outcome;
use crate::plan::{Course, Stay, asks_presence, away_from, follow_up};
use crate::policy::StepAction;
use crate::state::{LeadRow, Standing};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// What is known of a lead's time with its owner.
    pub(crate) fn stay_of(&self, lead: LeadSlot, row: &LeadRow) -> Option<Stay> {
        let Standing::Owned { since, due_from, follow_up: due, .. } = row.standing else { return None };
        let past = due.map(|due| (due.at, due.order));
        let touched = self.floor.state.touched(lead);
        let away_from = self.owner_away_from(row).unwrap_or(self.floor.now);
        Some(Stay {
            done: row.progress,
            due_from,
            owned_since: since,
            born: row.born,
            touched,
            away_from,
            past,
        })
    }

    /// Since when the owner of a lead has been away, where its plan asks.
    fn owner_away_from(&self, row: &LeadRow) -> Option<Timestamp> {
        let (plan, _) = row.course?;
        let asks = self.floor.policy.plan(plan).is_some_and(asks_presence);
        let agent = row.holder().filter(|_| asks)?;
        away_from(self.floor, agent, &self.floor.state.agent(agent)?.diary)
    }

    /// Reminds the owner, or tells somebody. As another policy may be in force since, it says what is said there.
    pub(super) fn escalate(
        &mut self,
        course: &Course<'_>,
        row: &LeadRow,
        agent: AgentSlot,
        due: FollowUpDue,
    ) -> Answer {
        let floor = self.floor;
        let plan = course.at.and_then(|(plan, _)| floor.policy.plan(plan));
        let stay = self.stay_of(course.slot, row);
        let next = plan.zip(stay).and_then(|(plan, stay)| {
            let past = Some((due.at, due.order.saturating_add(1)));
            follow_up(floor.policy, plan, Stay { past, ..stay })
        });
        let own = plan.and_then(|plan| plan.follow_up.get(usize::from(due.order)));
        let action = own.filter(|own| own.missing == due.missing).map(|own| &own.action);
        let whom: Option<Arc<str>> = match action {
            Some(StepAction::TellTeamLead) => self.team_lead(agent),
            Some(StepAction::Tell(name)) => Some(Arc::from(name.as_str())),
            _ => None,
        };
        let told = matches!(action, Some(StepAction::TellTeamLead | StepAction::Tell(_)));
        let (lead, missing) = (course.slot, due.missing);
        let id = course.doc.id().clone();
        let owner = floor.agent_id(agent).cloned();
        let outcome = match owner {
            Some(agent) if told => {
                Outcome::Told { lead: id, agent, whom: whom.as_deref().map(str::to_owned), missing }
            }
            Some(agent) => Outcome::Reminded { lead: id, agent, missing },
            None => Outcome::Noted { lead: id },
        };
        self.events.push(Event::Escalated(Escalated { lead, agent, missing, told, whom, follow_up: next }));
        Ok(outcome)
    }

    /// Who leads an agent's team, if the policy says so.
    fn team_lead(&self, agent: AgentSlot) -> Option<Arc<str>> {
        let team = self.floor.state.agent(agent)?.doc.team.as_ref()?;
        let doc = self.floor.policy.doc.teams.iter().find(|own| own.id == *team)?;
        doc.lead.as_ref().map(|lead| Arc::from(lead.as_str()))
    }
}
