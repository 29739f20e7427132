//! An agent pulls a lead: blind, by a filter of their own, or from the list.

use crate::command::ClaimWay;
use crate::decide::lookup::refusal;
use crate::decide::next_by::next_by;
use crate::decide::{Answer, Draft};
use crate::event::{AssignedHow, Event, PickNoted};
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, ClaimBy, Question, Way, claim_allowed, examine, picked_under};
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot, Name, QueueSlot};
use crate::lead::Lead;
use crate::matching::Condition;
use crate::order;
use crate::outcome::{OfficeReason, Outcome, Reason, Refused};
use crate::pick::outside_turn;
use crate::plan::{Course, asker};
use crate::policy::Pull;
use crate::state::{LeadRow, Standing};
use crate::time::Timestamp;

/// Who claims, and how they came upon the lead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claimant {
    pub(super) agent: AgentSlot,
    pub(super) by: ClaimBy,
}

impl<T: Trace> Draft<'_, T> {
    pub(super) fn claim(&mut self, agent: &AgentId, queue: Option<&Name>, way: &ClaimWay) -> Answer {
        let who = self.find_agent(agent)?;
        match queue {
            Some(queue) => self.claim_from(who, self.find_queue(queue)?, way),
            None => self.claim_by_rank((who, agent), way),
        }
    }

    pub(super) fn claim_from(&mut self, who: AgentSlot, slot: QueueSlot, way: &ClaimWay) -> Answer {
        let no_queue = || refusal(Reason::Fault { what: "a queue without a line".to_owned() });
        let asker = asker(self.floor, slot).ok_or_else(no_queue)?;
        let (name, by) = way_of(way);
        let pull = claim_allowed(asker.policy, name)?;
        let claimant = Claimant { agent: who, by };
        self.may_claim_at_all(&asker, claimant)?;
        match way {
            ClaimWay::Next {} => self.claim_first(&asker, pull, claimant, None),
            ClaimWay::Filtered(filter) => {
                let filter = self.filter(&asker, pull, filter)?;
                self.claim_first(&asker, pull, claimant, Some(&filter))
            }
            ClaimWay::Pick(lead) => self.claim_picked(&asker, pull, claimant, lead),
        }
    }

    /// The gates that do not look at the lead, so that whoever may not claim learns nothing of what there is.
    pub(super) fn may_claim_at_all(&mut self, asker: &Asker<'_>, claimant: Claimant) -> Result<(), Refused> {
        let agent = claimant.agent;
        let blank = Lead::new("none").map_err(|_| nothing(self, asker, agent, None))?;
        let course = Course::arriving(
            self.floor,
            LeadSlot::from_index(0).ok_or_else(|| nothing(self, asker, agent, None))?,
            &blank,
            0,
        );
        let asked = course.asked(self.floor);
        let question =
            Question { floor: self.floor, queue: Some(*asker), lead: &asked, way: Way::Claim(claimant.by) };
        match examine(&question, agent) {
            // Caps, skills and limits on picking can depend on the lead: they are asked again of each.
            Err(refused)
                if !matches!(
                    refused.reason,
                    Reason::CapFull { .. }
                        | Reason::BudgetSpent(_)
                        | Reason::Paced(_)
                        | Reason::NoPrice { .. }
                        | Reason::CapClosed { .. }
                        | Reason::Unskilled { .. }
                        | Reason::Office(OfficeReason::Lapsed { .. })
                        | Reason::PickLimit { leads: Some(_), .. }
                ) =>
            {
                self.trace.add(|| Finding::Stopped(refused.clone()));
                Err(refused)
            }
            _ => Ok(()),
        }
    }

    /// The agent's filter, if it speaks only of what agents may filter by.
    fn filter(
        &self,
        asker: &Asker<'_>,
        pull: &Pull,
        filter: &crate::policy::ConditionDoc,
    ) -> Result<Condition, Refused> {
        let policy = self.floor.policy;
        let condition = policy.condition(filter).map_err(|issues| {
            refusal(Reason::BadDocument { issues: issues.iter().map(ToString::to_string).collect() })
        })?;
        let named = condition.attributes().iter().filter_map(|index| policy.schema.name(*index));
        match named.into_iter().find(|name| !pull.filter_by.contains(name)) {
            None => Ok(condition),
            Some(attribute) => {
                let (queue, attribute) = (asker.policy.id.clone(), attribute.clone());
                Err(refusal(Reason::FilterNotAllowed { queue, attribute }))
            }
        }
    }

    /// The first lead in order that this agent may take: the pool before the line. O(leads passed over).
    fn claim_first(
        &mut self,
        asker: &Asker<'_>,
        pull: &Pull,
        claimant: Claimant,
        filter: Option<&Condition>,
    ) -> Answer {
        let floor = self.floor;
        let mut clears_at: Option<Timestamp> = None;
        let pool = order::line(asker, true, floor.now);
        for slot in pool.chain(order::line(asker, false, floor.now)) {
            let Some(row) = floor.state.lead(slot) else { continue };
            match self.claimable(asker, slot, row, claimant, filter) {
                Ok(Some(course)) => return Ok(self.hand_over(&course, asker, pull, claimant)),
                Ok(None) => {}
                Err(refused) => {
                    let clears = refused.clears_at;
                    self.trace.add(|| Finding::Stopped(refused));
                    clears_at = clears_at.into_iter().chain(clears).min();
                }
            }
        }
        Err(nothing(self, asker, claimant.agent, clears_at))
    }

    fn claim_picked(&mut self, asker: &Asker<'_>, pull: &Pull, claimant: Claimant, lead: &LeadId) -> Answer {
        let agent = claimant.agent;
        let (slot, row) = self.find_lead(lead)?;
        let reason = match row.standing {
            Standing::InLine { queue, .. } if queue == asker.slot => None,
            Standing::Owned { agent: owner, .. } if owner == agent => {
                return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
            }
            Standing::Owned { agent: by, since: at, .. } => self
                .floor
                .agent_id(by)
                .map(|by| Reason::AlreadyTaken { lead: lead.clone(), by: by.clone(), at }),
            Standing::Closed { .. } => Some(Reason::LeadClosed { lead: lead.clone() }),
            _ => Some(Reason::NotInQueue { lead: lead.clone(), queue: asker.policy.id.clone() }),
        };
        if let Some(reason) = reason {
            return Err(refusal(reason));
        }
        match self.claimable(asker, slot, row, claimant, None)? {
            Some(course) => Ok(self.hand_over(&course, asker, pull, claimant)),
            None => Err(nothing(self, asker, agent, None)),
        }
    }

    /// The lead, if it passes the filter and the agent may take it.
    pub(super) fn claimable<'c>(
        &self,
        asker: &Asker<'c>,
        slot: LeadSlot,
        row: &'c LeadRow,
        claimant: Claimant,
        filter: Option<&Condition>,
    ) -> Result<Option<Course<'c>>, Refused>
    where
        Self: 'c,
    {
        let course = Course::under_way(self.floor, slot, row, &row.doc);
        if filter.is_some_and(|filter| !filter.holds(&course.encoded)) {
            return Ok(None);
        }
        {
            let asked = course.asked(self.floor);
            let way = Way::Claim(claimant.by);
            let question = Question { floor: self.floor, queue: Some(*asker), lead: &asked, way };
            examine(&question, claimant.agent)?;
        }
        Ok(Some(course))
    }

    fn hand_over(
        &mut self,
        course: &Course<'_>,
        asker: &Asker<'_>,
        pull: &Pull,
        Claimant { agent, by }: Claimant,
    ) -> Outcome {
        let (floor, lies) = (self.floor, self.floor.state.lead(course.slot));
        self.trace.add(|| {
            let pool = lies.is_some_and(|row| matches!(row.standing, Standing::InLine { pool: true, .. }));
            let (lead, queue) = (course.doc.id().clone(), asker.policy.id.clone());
            Finding::Next { lead, queue, by: next_by((floor, asker), pool, course) }
        });
        self.count(course, Some(asker), agent, Way::Claim(by));
        if !pull.pick_limits.is_empty() {
            let limits = picked_under(pull, by, &course.encoded);
            self.events.push(Event::PickNoted(PickNoted {
                queue: asker.slot,
                agent,
                limits,
                keep: pull.claims_kept(),
            }));
        }
        let counts = asker.policy.counts_as_turn.claim;
        if counts {
            let turns = self.turns_for(course, asker);
            let asker = asker.with(turns.as_ref());
            let asked = course.asked(self.floor);
            let question = Question { floor: self.floor, queue: Some(asker), lead: &asked, way: Way::Push };
            if let Some(share) = outside_turn(&question, &asker, agent) {
                self.open_sheet(course, &asker);
                self.take_turn((course.slot, course.doc), &asker, agent, &share);
            }
        }
        let lease = self.floor.now.plus(pull.lease);
        let rest = self.assign(course, Some(asker), agent, AssignedHow::Claimed, Some(lease));
        self.told(course.doc.id(), rest)
    }
}

/// The name of a way of claiming, and how the agent comes upon the lead.
pub(super) fn way_of(way: &ClaimWay) -> (&'static str, ClaimBy) {
    match way {
        ClaimWay::Next {} => ("blind", ClaimBy::Order),
        ClaimWay::Filtered(_) => ("filtered", ClaimBy::Filter),
        ClaimWay::Pick(_) => ("list", ClaimBy::List),
    }
}

fn nothing<T>(
    draft: &Draft<'_, T>,
    asker: &Asker<'_>,
    agent: AgentSlot,
    clears_at: Option<Timestamp>,
) -> Refused {
    let queue = asker.policy.id.clone();
    match draft.floor.agent_id(agent) {
        Some(agent) => Refused { reason: Reason::NothingToClaim { agent: agent.clone(), queue }, clears_at },
        None => refusal(Reason::UnknownQueue { queue, did_you_mean: None }),
    }
}
