//! Something about a lead is different now, or the customer has asked again.

use crate::command::Correction;
use crate::decide::lookup::refusal;
use crate::decide::submit::unreadable;
use crate::decide::{Answer, Draft};
use crate::event::{Event, HeldWhy, ReleasedWhy};
use crate::explain::{Finding, Trace};
use crate::id::{LeadId, StageSlot};
use crate::lead::Lead;
use crate::outcome::{Outcome, Reason, Unroutable};
use crate::plan::{Back, Course, Start};
use crate::policy::Change;
use crate::state::{LeadRow, Standing};

impl<T: Trace> Draft<'_, T> {
    /// A lead that waits is placed anew in its stage; one that is owned goes on if its plan says so of such a change.
    pub(super) fn revise(&mut self, lead: &LeadId, corrections: &[Correction], inquired: bool) -> Answer {
        let (slot, row) = self.find_lead(lead)?;
        if row.is_closed() {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        let mut doc = row.doc.clone();
        for correction in corrections {
            doc = doc.with(correction.attribute.as_str(), correction.value.clone());
        }
        self.floor.policy.schema.encode(&doc).map_err(|fault| unreadable(lead, fault))?;
        let changed = doc != row.doc;
        if !changed && !inquired {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let then = self.goes_to(row, &doc, inquired);
        if changed {
            self.events.push(Event::LeadRevised { lead: slot, doc: doc.clone() });
        }
        let mut course = Course::under_way(self.floor, slot, row, &doc);
        let start = match row.standing {
            Standing::Owned { agent, .. } => {
                let Some((number, then)) = then else {
                    return self.noted(lead, !changed);
                };
                self.trace.add(|| Finding::Changed { lead: lead.clone(), number });
                course.counted = self.release(slot, row, agent, ReleasedWhy::Changed);
                course.back = Some(Back::Redistributed);
                course.leaving = Some(agent);
                course.new_former = true;
                Start::At(then)
            }
            Standing::InLine { .. } if changed => {
                // It is placed in a record of its own, once it does not stand in its own way.
                let (until, why) = (self.floor.now, HeldWhy::Revised);
                self.events.push(Event::Held { lead: slot, until, why });
                return Ok(Outcome::Held { lead: lead.clone(), until, why });
            }
            Standing::Stranded { why: Unroutable::NoRule } if changed => Start::Rules,
            _ => return self.noted(lead, !changed),
        };
        Ok(self.place(&mut course, start))
    }

    fn noted(&self, lead: &LeadId, nothing: bool) -> Answer {
        let lead = lead.clone();
        Ok(if nothing { Outcome::Unchanged { lead: Some(lead) } } else { Outcome::Noted { lead } })
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
