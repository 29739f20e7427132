//! Something about a lead is different.

use super::condition::holds;
use super::model::{LeadState, Standing};
use super::place::Start;
use super::release::Left;
use super::{Answer, Back, Fault, Oracle, refusal};
use crate::command::Correction;
use crate::event::HeldWhy;
use crate::id::{LeadId, Name};
use crate::lead::Lead;
use crate::outcome::{Outcome, Reason, Unroutable};
use crate::policy::{ChangeDoc, ConditionDoc, HoldUntilDoc, RevisedDoc, StageActionDoc};

impl Oracle {
    pub(super) fn revise(&mut self, lead: &LeadId, corrections: &[Correction], inquired: bool) -> Answer {
        let state = self.find(lead)?;
        if matches!(state.standing, Standing::Closed { .. }) {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        let mut doc = state.doc.clone();
        for correction in corrections {
            doc = doc.with(correction.attribute.as_str(), correction.value.clone());
        }
        if doc != state.doc {
            doc = self.locate(&doc);
        }
        let changed = doc != state.doc;
        if !changed && !inquired {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        if changed {
            self.readable(&doc)?;
        }
        let then = self.goes_to(lead, &doc, inquired);
        self.change(lead, |state| state.doc = doc);
        let state = self.find(lead)?;
        let shut = matches!(state.standing, Standing::Held { why: HeldWhy::ContactShut, .. });
        let by_stage = shut || matches!(state.standing, Standing::Held { why: HeldWhy::Stage, .. });
        if changed && matches!(state.standing, Standing::Owned { .. }) && then.is_none() {
            self.consent_anew(lead);
        }
        match (&state.standing, then) {
            (Standing::Owned { agent, .. }, Some(then)) => {
                self.release(
                    lead,
                    Left { returned: None, for_good: false, credits: false, lease_expired: false },
                );
                self.leaving = Some(agent.clone());
                self.back = Some(Back::Redistributed);
                Ok(self.place(lead, Start::At(then)))
            }
            (Standing::Waiting { pool: true, queue, until }, _)
                if changed && !self.goes_elsewhere(&state) =>
            {
                Ok(self.line_up(lead, queue, true, *until))
            }
            (Standing::Waiting { .. }, _) if changed => {
                let (until, why) = (self.now, HeldWhy::Revised);
                self.change(lead, |state| state.standing = Standing::Held { until, why });
                Ok(Outcome::Held { lead: lead.clone(), until, why })
            }
            (_, _) if changed && by_stage && self.goes_elsewhere(&state) => {
                Ok(self.place(lead, Start::Rules))
            }
            (_, _) if changed && (shut || by_stage && self.held_for_known(&state)) => {
                Ok(self.place(lead, Start::Here))
            }
            (Standing::Unroutable { why: Unroutable::NoRule }, _) if changed => {
                Ok(self.place(lead, Start::Rules))
            }
            _ if changed => Ok(Outcome::Noted { lead: lead.clone() }),
            _ => Ok(Outcome::Unchanged { lead: Some(lead.clone()) }),
        }
    }

    /// Whether the rules are asked again and choose another plan.
    pub(super) fn goes_elsewhere(&self, state: &LeadState) -> bool {
        let asked = self.plan_of(state).is_some_and(|plan| plan.revised == RevisedDoc::Routed);
        let rule = self.rule_of(&state.doc);
        let plan = rule.map(|rule| &rule.plan).or(self.policy.default_plan.as_ref());
        asked && plan != state.course.as_ref().map(|(plan, _)| plan) && !self.is(Fault::NeverRoutedAnew)
    }

    fn held_for_known(&self, state: &LeadState) -> bool {
        match self.stage_of(state).map(|stage| &stage.action) {
            Some(StageActionDoc::Hold { until }) => self.is_filled(until, state),
            _ => false,
        }
    }

    /// Whether a hold waits for an attribute that is there.
    pub(super) fn is_filled(&self, until: &HoldUntilDoc, state: &LeadState) -> bool {
        match until {
            HoldUntilDoc::Field { attribute, .. } => {
                let present = ConditionDoc::Present { attribute: attribute.clone() };
                holds(&self.policy, &present, &state.doc) && !self.is(Fault::FieldIgnored)
            }
            _ => false,
        }
    }

    /// Where an owned lead goes by the first word on such a change.
    fn goes_to(&self, lead: &LeadId, doc: &Lead, inquired: bool) -> Option<Name> {
        let state = self.leads.get(lead)?;
        let words = &self.plan_of(state)?.on_change;
        let applies = |change: &ChangeDoc| match change {
            _ if self.is(Fault::ChangesIgnored) => false,
            ChangeDoc::Inquired {} => inquired,
            ChangeDoc::Becomes(when) => {
                holds(&self.policy, when, doc) && !holds(&self.policy, when, &state.doc)
            }
        };
        words.iter().find(|own| applies(&own.change)).map(|own| own.then.clone())
    }
}
