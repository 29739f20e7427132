//! More is known of a lead.

use crate::command::Correction;
use crate::decide::lookup::refusal;
use crate::decide::submit::unreadable;
use crate::decide::{Answer, Draft};
use crate::event::{Event, HeldWhy};
use crate::explain::Trace;
use crate::id::{LeadId, PlanSlot, QueueSlot};
use crate::outcome::{Outcome, Reason, Unroutable};
use crate::plan::{Course, Start, asker};
use crate::policy::{Action, HoldUntil};
use crate::state::Standing;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Writes the attributes down, and places the lead by them where it waits.
    pub(super) fn enrich(&mut self, lead: &LeadId, attributes: &[Correction]) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        if row.is_closed() {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        let mut doc = row.doc.clone();
        for own in attributes {
            doc = doc.with(own.attribute.as_str(), own.value.clone());
        }
        if doc == row.doc {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        self.floor.policy.schema.encode(&doc).map_err(|fault| unreadable(lead, fault))?;
        self.events.push(Event::LeadRevised { lead: slot, doc: doc.clone() });
        let mut course = Course::under_way(self.floor, slot, row, &doc);
        let start = match row.standing {
            Standing::Stranded { why: Unroutable::NoRule } => Start::Rules,
            Standing::InLine { .. } | Standing::Held { why: HeldWhy::Stage, .. }
                if self.goes_elsewhere(&course) =>
            {
                Start::Rules
            }
            Standing::InLine { queue, pool: true, until, .. } => {
                return Ok(self.pooled_anew(&course, queue, until));
            }
            Standing::InLine { pool: false, .. } => Start::Here,
            Standing::Held { why: HeldWhy::Stage, .. } if self.is_filled(&course) => Start::Here,
            _ => return Ok(Outcome::Noted { lead: lead.clone() }),
        };
        Ok(self.place(&mut course, start))
    }

    /// Whether the lead's plan has the rules asked again, and they choose another one.
    fn goes_elsewhere(&self, course: &Course<'_>) -> bool {
        let policy = self.floor.policy;
        let at: Option<PlanSlot> = course.at.map(|(plan, _)| plan);
        if !at.and_then(|plan| policy.plan(plan)).is_some_and(|plan| plan.enriched_routed) {
            return false;
        }
        let rule = policy.rules.first_match(&course.encoded, |_, _| {});
        let plan = rule.and_then(|rule| policy.rule_plans.get(rule.index()).copied()).or(policy.default_plan);
        plan != at
    }

    /// Whether the lead is held for something that is known now.
    fn is_filled(&self, course: &Course<'_>) -> bool {
        match self.stage_of(course).map(|stage| &stage.action) {
            Some(Action::Hold { until: HoldUntil::Field { attribute, .. } }) => course.has(*attribute),
            _ => false,
        }
    }

    /// A lead in the pool takes the place there that it has by what is known now, open to the same members as before.
    fn pooled_anew(&mut self, course: &Course<'_>, queue: QueueSlot, until: Option<Timestamp>) -> Outcome {
        let Some(asker) = asker(self.floor, queue) else {
            return Outcome::Noted { lead: course.doc.id().clone() };
        };
        let rest = self.line_up(course, &asker, true, until, Timestamp::MAX);
        if let Some(own) = course.roll_out {
            let (first, rest_from) = (own.first.clone(), own.rest_from);
            self.events.push(Event::RolledOut { lead: course.slot, first, rest_from });
        }
        self.told(course.doc.id(), rest)
    }
}
