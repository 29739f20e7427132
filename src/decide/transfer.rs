//! The owner passes a lead on because it is not what it seemed.

use std::sync::Arc;

use crate::command::Correction;
use crate::decide::lookup::refusal;
use crate::decide::submit::unreadable;
use crate::decide::{Answer, Draft};
use crate::event::{Event, ReleasedWhy};
use crate::explain::{Finding, Trace};
use crate::id::{AgentId, LeadId, LeadSlot};
use crate::lead::MAX_TEXT_BYTES;
use crate::outcome::Reason;
use crate::plan::{Course, Start};
use crate::state::LeadRow;

impl<T: Trace> Draft<'_, T> {
    /// Passed on: the attributes are corrected and the rules asked again, or a plan for leads passed on too often has it.
    /// Costs the sender no turn.
    pub(super) fn transfer(
        &mut self,
        lead: &LeadId,
        agent: &AgentId,
        corrections: &[Correction],
        reason: Option<&str>,
    ) -> Answer {
        let (slot, row, who) = self.find_owned(lead, agent)?;
        if reason.is_some_and(|reason| reason.len() > MAX_TEXT_BYTES) {
            let issue = format!("the reason has more than {MAX_TEXT_BYTES} bytes");
            return Err(refusal(Reason::BadDocument { issues: vec![issue] }));
        }
        let mut doc = row.doc.clone();
        for correction in corrections {
            doc = doc.with(correction.attribute.as_str(), correction.value.clone());
        }
        if doc != row.doc {
            doc = self.locate(&doc).unwrap_or(doc);
        }
        self.floor.policy.schema.encode(&doc).map_err(|fault| unreadable(lead, fault))?;
        let mut course = Course::under_way(self.floor, slot, row, &doc);
        course.counted = self.release(slot, row, who, ReleasedWhy::Transferred);
        course.leaving = Some(who);
        course.new_former = true;
        if doc != row.doc {
            self.events.push(Event::LeadRevised { lead: slot, doc: doc.clone() });
        }
        let start = self.passed_on(slot, row, reason);
        Ok(self.place(&mut course, start))
    }

    /// Counts a transfer, and tells where the lead goes by it.
    fn passed_on(&mut self, lead: LeadSlot, row: &LeadRow, reason: Option<&str>) -> Start {
        let floor = self.floor;
        let Some((at_most, triage)) = floor.policy.transfers else {
            if let Some(reason) = reason {
                let times = floor.state.transfers(lead).saturating_add(1);
                self.events.push(Event::PassedOn { lead, times, reason: Some(Arc::from(reason)) });
            }
            return Start::Rules;
        };
        // Whoever has it in triage has looked at it, and decides.
        let decided = row.course.is_some_and(|(plan, _)| plan == triage);
        let times = if decided { 0 } else { floor.state.transfers(lead).saturating_add(1) };
        self.events.push(Event::PassedOn { lead, times, reason: reason.map(Arc::from) });
        let goes = times > at_most;
        if self.trace.keeps()
            && let Some(plan) = floor.policy.plan(triage)
        {
            let (lead, triage) = (row.doc.id().clone(), plan.id.clone());
            let reason = reason.map(str::to_owned);
            self.trace.add(|| Finding::PassedOn {
                lead,
                times,
                at_most,
                reason,
                triage: goes.then_some(triage),
            });
        }
        if goes { Start::Plan(triage) } else { Start::Rules }
    }
}
