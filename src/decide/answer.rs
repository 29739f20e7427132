//! An offer is accepted, declined, or not answered in time.

use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{AssignedHow, Event, OfferEnd, OfficeLeft};
use crate::explain::Trace;
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot};
use crate::outcome::{Outcome, Reason, Refused};
use crate::plan::{Back, Course, Start, asker};
use crate::policy::Action;
use crate::state::{LeadRow, Standing};

impl<T: Trace> Draft<'_, T> {
    pub(super) fn accept(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        let who = self.find_agent(agent)?;
        match row.standing {
            Standing::Offered { agent: to, queue, .. } if to == who => {
                let course = Course::under_way(self.floor, slot, row, &row.doc);
                let asker = queue.and_then(|queue| asker(self.floor, queue));
                let rest = self.assign(&course, asker.as_ref(), who, AssignedHow::Accepted, None);
                Ok(self.told(lead, rest))
            }
            Standing::Owned { agent: owner, .. } if owner == who => {
                Ok(Outcome::Unchanged { lead: Some(lead.clone()) })
            }
            _ => match self.floor.state.bridge(slot).filter(|bridge| bridge.rings(who)) {
                Some(bridge) => {
                    let unknown = || Reason::NotOffered { lead: lead.clone(), agent: agent.clone() };
                    self.take_over((slot, row), bridge, who, unknown)
                }
                None => Err(self.not_offered(row, lead, agent)),
            },
        }
    }

    pub(super) fn decline(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        let who = self.find_agent(agent)?;
        match row.standing {
            Standing::Offered { agent: to, .. } if to == who => {
                self.pass_on(slot, row, who, OfferEnd::Declined)
            }
            Standing::Owned { .. } if let Some(bridge) = self.floor.state.bridge(slot) => {
                match (bridge.rings(who), bridge.tried.contains(&who)) {
                    (true, _) => self.decline_ring((slot, row), bridge, who),
                    (false, true) => Ok(Outcome::Unchanged { lead: Some(lead.clone()) }),
                    (false, false) => Err(self.not_offered(row, lead, agent)),
                }
            }
            _ if let Some(own) = self.floor.state.office_row(slot)
                && own.at.agent == who
                && !own.accepted =>
            {
                self.decline_for_office(slot, row)
            }
            _ if row.passed.contains(&who) => Ok(Outcome::Unchanged { lead: Some(lead.clone()) }),
            _ => Err(self.not_offered(row, lead, agent)),
        }
    }

    /// The offer came to nothing: the lead goes to somebody else, or on to where its stage says.
    pub(super) fn pass_on(
        &mut self,
        slot: LeadSlot,
        row: &LeadRow,
        agent: AgentSlot,
        how: OfferEnd,
    ) -> Answer {
        let mut course = Course::under_way(self.floor, slot, row, &row.doc);
        course.counted = self.end_offer(slot, row, how);
        course.passed.push(agent);
        course.back = Some(if how == OfferEnd::Declined { Back::Declined } else { Back::TimedOut });
        course.leaving = Some(agent);
        for event in self.events.iter().rev().take(2) {
            if let Event::OfferEnded { ready_at: until, .. } | Event::AgentPaused { until, .. } = event {
                course.leaver_ready_at = course.leaver_ready_at.max(*until);
            }
        }
        match course.office {
            // Others of the office may take it as long as the office has.
            Some(own) if own.until > self.floor.now => return Ok(self.place(&mut course, Start::Here)),
            Some(_) => self.recall(&mut course, OfficeLeft::TimedOut),
            None => {}
        }
        let start = self.after_offer(&course, how);
        Ok(self.place(&mut course, start))
    }

    /// The office as a whole does not want the lead.
    fn decline_for_office(&mut self, slot: LeadSlot, row: &LeadRow) -> Answer {
        let mut course = Course::under_way(self.floor, slot, row, &row.doc);
        if let Standing::Offered { agent, .. } = row.standing {
            course.counted = self.end_offer(slot, row, OfferEnd::Withdrawn);
            course.leaving = Some(agent);
        }
        Ok(self.go_on_from_office(&mut course, OfferEnd::Declined))
    }

    /// Recalls the lead from the office that has it, and has the next one have it, or goes on.
    pub(super) fn go_on_from_office(&mut self, course: &mut Course<'_>, how: OfferEnd) -> Outcome {
        let left = if how == OfferEnd::Declined { OfficeLeft::Declined } else { OfficeLeft::TimedOut };
        self.recall(course, left);
        let start = self.after_offer(course, how);
        self.place(course, start)
    }

    /// Where a lead goes once an offer of its stage came to nothing.
    fn after_offer(&self, course: &Course<'_>, how: OfferEnd) -> Start {
        let stage =
            course.at.and_then(|(plan, stage)| self.floor.policy.plan(plan)?.stages.get(stage.index()));
        match stage {
            Some(stage) => {
                let onward =
                    if how == OfferEnd::Declined { stage.next.declined } else { stage.next.timed_out };
                let more =
                    matches!(stage.action, Action::Queue { attempts, .. } if course.attempts < attempts);
                match onward {
                    _ if more => Start::Here,
                    Some(stage) => Start::At(stage),
                    None => Start::After,
                }
            }
            None => Start::Rules,
        }
    }

    /// Why a lead cannot be accepted or declined by an agent: it is somebody else's, closed, or was never offered.
    fn not_offered(&self, row: &LeadRow, lead: &LeadId, agent: &AgentId) -> Refused {
        let taken = |by: AgentSlot, at| {
            let by = self.floor.agent_id(by).unwrap_or(agent).clone();
            Reason::AlreadyTaken { lead: lead.clone(), by, at }
        };
        refusal(match row.standing {
            Standing::Owned { agent: owner, since, .. } => taken(owner, since),
            Standing::Closed { .. } => Reason::LeadClosed { lead: lead.clone() },
            _ => Reason::NotOffered { lead: lead.clone(), agent: agent.clone() },
        })
    }
}
