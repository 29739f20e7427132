//! Something about a lead is different now, or the customer has asked again.

use crate::command::Correction;
use crate::decide::lookup::refusal;
use crate::decide::submit::unreadable;
use crate::decide::{Answer, Draft};
use crate::event::{Event, HeldWhy, ReleasedWhy};
use crate::explain::{Finding, Trace};
use crate::id::{LeadId, QueueSlot, StageSlot};
use crate::lead::Lead;
use crate::outcome::{Outcome, Reason, Unroutable};
use crate::plan::{Back, Course, Start, asker};
use crate::policy::{Action, Change, HoldUntil};
use crate::state::{LeadRow, Standing};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// A lead that waits or is held goes to where it belongs by what is known now; one that is owned goes on if its plan says
    /// so of such a change.
    pub(super) fn revise(&mut self, lead: &LeadId, corrections: &[Correction], inquired: bool) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        if row.is_closed() {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        let mut doc = row.doc.clone();
        for correction in corrections {
            doc = doc.with(correction.attribute.as_str(), correction.value.clone());
        }
        if doc != row.doc {
            doc = self.locate(&doc).unwrap_or(doc);
        }
        let changed = doc != row.doc;
        if !changed && !inquired {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let then = self.goes_to(row, &doc, inquired);
        if changed {
            self.floor.policy.schema.encode(&doc).map_err(|fault| unreadable(lead, fault))?;
            self.events.push(Event::LeadRevised { lead: slot, doc: doc.clone() });
        }
        let mut course = Course::under_way(self.floor, slot, row, &doc);
        let start = match row.standing {
            Standing::Owned { agent, .. } => {
                let Some((number, then)) = then else {
                    if changed {
                        self.consent_anew(slot, &doc);
                    }
                    return self.noted(lead, !changed);
                };
                self.trace.add(|| Finding::Changed { lead: lead.clone(), number });
                course.counted = self.release(slot, row, agent, ReleasedWhy::Changed);
                course.back = Some(Back::Redistributed);
                course.leaving = Some(agent);
                course.new_former = true;
                Start::At(then)
            }
            Standing::InLine { queue, pool: true, until, .. } if changed && !self.goes_elsewhere(&course) => {
                return Ok(self.pooled_anew(&course, queue, until));
            }
            Standing::InLine { .. } if changed => {
                // It is placed in a record of its own, once it does not stand in its own way.
                let (until, why) = (self.floor.now, HeldWhy::Revised);
                self.events.push(Event::Held { lead: slot, until, why });
                return Ok(Outcome::Held { lead: lead.clone(), until, why });
            }
            Standing::Held { why: HeldWhy::Stage | HeldWhy::ContactShut, .. }
                if changed && self.goes_elsewhere(&course) =>
            {
                Start::Rules
            }
            Standing::Held { why: HeldWhy::Stage, .. } if changed && self.is_filled(&course) => Start::Here,
            Standing::Held { why: HeldWhy::ContactShut, .. } if changed => Start::Here,
            Standing::Stranded { why: Unroutable::NoRule } if changed => Start::Rules,
            _ => return self.noted(lead, !changed),
        };
        Ok(self.place(&mut course, start))
    }

    fn noted(&self, lead: &LeadId, nothing: bool) -> Answer {
        let lead = lead.clone();
        Ok(if nothing { Outcome::Unchanged { lead: Some(lead) } } else { Outcome::Noted { lead } })
    }

    /// Whether the lead's plan has the rules asked again, and they choose another one.
    pub(super) fn goes_elsewhere(&self, course: &Course<'_>) -> bool {
        let policy = self.floor.policy;
        let at = course.at.map(|(plan, _)| plan);
        if !at.and_then(|plan| policy.plan(plan)).is_some_and(|plan| plan.revised_routed) {
            return false;
        }
        policy.plan_by(policy.rules.first_match(&course.encoded)) != at
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

    /// Where an owned lead goes by its plan's first word on such a change, if there is one: its number, and the stage.
    fn goes_to(&self, row: &LeadRow, doc: &Lead, inquired: bool) -> Option<(u32, StageSlot)> {
        let policy = self.floor.policy;
        let (plan, _) = row.course?;
        let mut before = crate::matching::Encoded::default();
        policy.schema.encode_kept(&row.doc, &mut before);
        let mut after = crate::matching::Encoded::default();
        policy.schema.encode_kept(doc, &mut after);
        let holds = |change: &Change| match change {
            Change::Inquired => inquired,
            Change::Becomes(condition) => condition.holds(&after) && !condition.holds(&before),
        };
        let mut words = (1_u32..).zip(&policy.plan(plan)?.on_change);
        words.find(|(_, (change, _))| holds(change)).map(|(number, (_, then))| (number, *then))
    }
}
