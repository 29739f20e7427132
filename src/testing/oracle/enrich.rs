//! More is known of a lead.

use super::condition::holds;
use super::model::{LeadState, Standing};
use super::place::Start;
use super::{Answer, Fault, Oracle, refusal};
use crate::command::Correction;
use crate::event::HeldWhy;
use crate::id::LeadId;
use crate::outcome::{Outcome, Reason, Unroutable};
use crate::policy::{EnrichedDoc, HoldUntilDoc, StageActionDoc};

impl Oracle {
    pub(super) fn enrich(&mut self, lead: &LeadId, attributes: &[Correction]) -> Answer {
        let before = self.find(lead)?;
        if matches!(before.standing, Standing::Closed { .. }) {
            return Err(refusal(Reason::LeadClosed { lead: lead.clone() }));
        }
        let with =
            |doc: crate::lead::Lead, own: &Correction| doc.with(own.attribute.as_str(), own.value.clone());
        let doc = attributes.iter().fold(before.doc.clone(), with);
        if doc == before.doc {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        self.readable(&doc)?;
        self.change(lead, |state| state.doc = doc);
        let state = self.find(lead)?;
        let by_plan =
            matches!(state.standing, Standing::Waiting { .. } | Standing::Held { why: HeldWhy::Stage, .. });
        let noted = Ok(Outcome::Noted { lead: lead.clone() });
        match &state.standing {
            Standing::Unroutable { why: Unroutable::NoRule } => Ok(self.place(lead, Start::Rules)),
            _ if by_plan && self.elsewhere(&state) => Ok(self.place(lead, Start::Rules)),
            Standing::Waiting { pool: true, queue, until } => Ok(self.line_up(lead, queue, true, *until)),
            Standing::Waiting { pool: false, .. } => Ok(self.place(lead, Start::Here)),
            Standing::Held { why: HeldWhy::Stage, .. } => {
                match self.stage_of(&state).map(|stage| &stage.action) {
                    Some(StageActionDoc::Hold { until }) if self.is_filled(until, &state) => {
                        Ok(self.place(lead, Start::Here))
                    }
                    _ => noted,
                }
            }
            _ => noted,
        }
    }

    /// Whether the rules are asked again and choose another plan.
    fn elsewhere(&self, state: &LeadState) -> bool {
        let asked = self.plan_of(state).is_some_and(|plan| plan.enriched == EnrichedDoc::Routed);
        let rules = self.policy.rules.iter().filter(|rule| holds(&self.policy, &rule.when, &state.doc));
        let rule = rules.min_by_key(|rule| (rule.order, rule.id.clone()));
        let plan = rule.map(|rule| &rule.plan).or(self.policy.default_plan.as_ref());
        asked && plan != state.course.as_ref().map(|(plan, _)| plan) && !self.is(Fault::NeverRoutedAnew)
    }

    /// Whether a hold waits for an attribute that is there.
    pub(super) fn is_filled(&self, until: &HoldUntilDoc, state: &LeadState) -> bool {
        match until {
            HoldUntilDoc::Field { attribute, .. } => {
                let present = crate::policy::ConditionDoc::Present { attribute: attribute.clone() };
                holds(&self.policy, &present, &state.doc) && !self.is(Fault::FieldIgnored)
            }
            _ => false,
        }
    }
}
