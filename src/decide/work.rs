//! An owner works a lead: attempts and dispositions.

use std::sync::Arc;

use crate::command::Disposition;
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{ClosedHow, Event};
use crate::explain::Trace;
use crate::id::{AgentId, LeadId};
use crate::meter::work::Work;
use crate::outcome::{Outcome, Reason};
use crate::plan::{Course, Stay, callable_from, follow_up};
use crate::policy::{HoldsCapacity, MilestoneDoc};
use crate::state::{Progress, Standing};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Written down only where a follow-up of the lead's plan asks for it.
    pub(super) fn view(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let (slot, row, _) = self.find_owned(lead, agent)?;
        let unchanged = Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        let Standing::Owned { snoozed_until, .. } = row.standing else { return unchanged };
        let plan = row.course.and_then(|(plan, _)| self.floor.policy.plan(plan));
        let Some((plan, stay)) = plan.zip(self.stay_of(slot, row)) else { return unchanged };
        let asks = |missing: MilestoneDoc| plan.follow_up.iter().any(|rule| rule.missing == missing);
        let first = stay.touched.is_none() && asks(MilestoneDoc::View);
        if !first && !asks(MilestoneDoc::Activity) {
            return unchanged;
        }
        let seen = Stay { touched: Some(self.floor.now), ..stay };
        let next = if snoozed_until.is_none() { follow_up(self.floor.policy, plan, seen) } else { None };
        self.events.push(Event::Viewed { lead: slot, follow_up: next });
        Ok(Outcome::Noted { lead: lead.clone() })
    }

    pub(super) fn attempt(
        &mut self,
        lead: &LeadId,
        agent: &AgentId,
        reached: bool,
        automated: bool,
    ) -> Answer {
        let (slot, row, _) = self.find_owned(lead, agent)?;
        let work = Work::Attempt { automated };
        if work.tries() {
            self.score_attempt(slot, row, reached);
        }
        self.judge_work(slot, work);
        let Standing::Owned { snoozed_until, follow_up: due, .. } = row.standing else {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        };
        let plan = row.course.and_then(|(plan, _)| self.floor.policy.plan(plan));
        let done = Progress {
            attempts: row.progress.attempts.saturating_add(1),
            contacted: row.progress.contacted || reached,
            ..row.progress
        };
        let next = match plan {
            _ if automated => due,
            Some(plan) if snoozed_until.is_none() => self.stay_of(slot, row).and_then(|stay| {
                let touched = self.floor.state.layout.keeps_touches.then_some(self.floor.now);
                follow_up(self.floor.policy, plan, Stay { done, touched, ..stay })
            }),
            _ => None,
        };
        self.events.push(Event::Attempted { lead: slot, reached, automated, follow_up: next });
        if !automated {
            self.confirm(slot, (true, row.progress.ever_contacted || reached));
            self.step_done(slot, row, reached);
        }
        Ok(Outcome::Noted { lead: lead.clone() })
    }

    pub(super) fn dispose(&mut self, lead: &LeadId, agent: &AgentId, disposition: &Disposition) -> Answer {
        // Said twice: once is enough.
        let (slot, row) = self.find_lead(lead)?;
        let who = self.find_agent(agent)?;
        let unchanged = Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        // The next action waits until the contact may be called.
        let course = Course::under_way(self.floor, slot, row, &row.doc);
        let callable = |at: Timestamp| callable_from(self.floor, &course, at);
        match (&row.standing, disposition) {
            (Standing::Closed { code: said, by, .. }, Disposition::Final { code })
                if **said == **code && *by == Some(who) =>
            {
                return unchanged;
            }
            (
                Standing::Owned { agent: owner, snoozed_until: Some(until), .. },
                Disposition::Interim { next_action_at, .. },
            ) if *until == callable(*next_action_at) && *owner == who => return unchanged,
            _ => {}
        }
        let (_, row, _) = self.find_owned(lead, agent)?;
        let Standing::Owned { queue, .. } = row.standing else { return unchanged };
        let (Disposition::Interim { code: said, .. } | Disposition::Final { code: said }) = disposition;
        let ready_at = self.wrapped_up_at(queue, said);
        match disposition {
            Disposition::Interim { code, next_action_at } => {
                if *next_action_at <= self.floor.now {
                    let what = "the next action".to_owned();
                    return Err(refusal(Reason::NotInFuture { what, at: *next_action_at }));
                }
                self.judge_work(slot, Work::Disposition);
                let holds =
                    queue.and_then(|queue| self.floor.policy.queue(queue)).map(|queue| queue.holds_until);
                self.events.push(Event::Disposed {
                    lead: slot,
                    code: Arc::from(code.as_str()),
                    next_action_at: callable(*next_action_at),
                    ready_at,
                    frees_capacity: holds == Some(HoldsCapacity::Disposed),
                });
                self.cadence_sleeps(slot, &row.doc);
                Ok(Outcome::Noted { lead: lead.clone() })
            }
            Disposition::Final { code } => {
                self.judge_work(slot, Work::Disposition);
                let back = self.end_counts(row, code);
                self.uncount(slot, &back);
                self.score_end(slot, row, Some(code));
                let how = ClosedHow::Disposed;
                self.events.push(Event::Closed { lead: slot, how, code: Arc::from(code.as_str()), ready_at });
                Ok(Outcome::Closed { lead: lead.clone(), how })
            }
        }
    }
}
