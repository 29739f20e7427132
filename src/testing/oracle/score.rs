//! A member's score, term by term, from everything the oracle remembers.

use super::{Fault, Oracle};
use crate::agent::TraitDoc;
use crate::attribute::Value;
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
use crate::policy::{MeasureDoc, PolicyDoc, WhoseDoc};

/// Whether some queue asks how often agents have tried a lead.
pub(super) fn counts_tries(policy: &PolicyDoc) -> bool {
    let scores = policy.queues.iter().filter_map(|queue| queue.score.as_ref());
    scores.flat_map(|score| &score.terms).any(|term| matches!(term.measure, MeasureDoc::AttemptsMade {}))
}

impl Oracle {
    /// The sum of the terms.
    pub(super) fn points_of(&self, queue: &Name, lead: &LeadId, agent: &AgentId) -> i128 {
        let terms = self.queue_doc(queue).and_then(|doc| doc.score.clone()).map(|score| score.terms);
        let terms = terms.unwrap_or_default().into_iter();
        let most = if self.is(Fault::OneTermOnly) { 1 } else { usize::MAX };
        let points = terms.take(most).map(|term| {
            let measured = i128::from(self.measure_of(queue, lead, agent, &term.measure));
            measured.saturating_mul(i128::from(term.weight))
        });
        points.fold(0, i128::saturating_add)
    }

    fn measure_of(&self, queue: &Name, lead: &LeadId, agent: &AgentId, measure: &MeasureDoc) -> i64 {
        let (Some(own), Some(state)) = (self.agents.get(agent), self.leads.get(lead)) else { return 0 };
        let past = !self.is(Fault::PastForgotten);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        match measure {
            MeasureDoc::Number { of, name } => match self.trait_of(agent, *of, name) {
                Some(Value::Integer(number)) => number,
                _ => 0,
            },
            MeasureDoc::Among { of, name, values } => {
                let own = said(self.trait_of(agent, *of, name));
                i64::from(own.iter().any(|text| values.contains(text)))
            }
            MeasureDoc::Fits { of, name, attribute } => {
                let own = said(self.trait_of(agent, *of, name));
                let asked = said(get(&state.doc, attribute));
                i64::from(own.iter().any(|text| asked.contains(text)))
            }
            MeasureDoc::UnitsHeld {} => i64::from(self.units_of(agent)),
            MeasureDoc::UnitsFree { most } => {
                let free = self.free_units(queue, agent).min(i128::from(*most));
                i64::try_from(free).unwrap_or(0)
            }
            MeasureDoc::FreePercent {} => match own.doc.capacity.units {
                None => 100,
                Some(0) => 0,
                Some(units) => {
                    let free = i64::from(units.saturating_sub(self.units_of(agent)));
                    free.saturating_mul(100).checked_div(i64::from(units)).unwrap_or(0)
                }
            },
            MeasureDoc::OpenLeads {} => i64::from(self.leads_of(agent)),
            MeasureDoc::HadBefore {} if past => {
                count(state.former.iter().filter(|former| former.agent == *agent).count())
            }
            MeasureDoc::AttemptsMade {} if past => {
                state.tries.get(agent).map_or(0, |tries| i64::from(*tries))
            }
            MeasureDoc::HadBefore {} | MeasureDoc::AttemptsMade {} => 0,
            MeasureDoc::SkillLevel { skill } => self.level(agent, skill.as_str()),
            MeasureDoc::SkillsAskedFor { attribute } => {
                let asked = match get(&state.doc, attribute) {
                    Some(Value::Boolean(_)) => Vec::new(),
                    other => said(other),
                };
                asked.iter().map(|skill| self.level(agent, skill)).sum()
            }
            MeasureDoc::MeritPercent {} => {
                let judged = self.grades.get(queue).and_then(|grades| grades.get(agent));
                let merit = self.queue_doc(queue).and_then(|doc| doc.merit.as_ref());
                let newcomer = merit.map_or(0, |own| own.newcomer_percent);
                i64::from(judged.map_or(newcomer, |grade| grade.weight_percent))
            }
            MeasureDoc::IdleS { most } => {
                let idle = self.now.since(own.idle_since).as_millis().div_euclid(1_000);
                idle.min(i64::from(*most))
            }
            MeasureDoc::Priority {} => self.seat_of(agent, queue).map_or(0, |seat| i64::from(seat.priority)),
        }
    }

    fn level(&self, agent: &AgentId, skill: &str) -> i64 {
        let own = self.agents.get(agent).map(|agent| agent.doc.skills.clone()).unwrap_or_default();
        let known = self.policy.skills.iter().any(|known| known.id.as_str() == skill);
        let own = own.iter().find(|own| own.skill.as_str() == skill && known);
        let own = own.filter(|own| own.until.is_none_or(|until| self.now < until));
        own.map_or(0, |own| i64::from(own.level))
    }

    fn trait_of(&self, agent: &AgentId, of: WhoseDoc, name: &Name) -> Option<Value> {
        let doc = &self.agents.get(agent)?.doc;
        let find = |own: &[TraitDoc]| own.iter().find(|own| own.id == *name).map(|own| own.value.clone());
        match of {
            WhoseDoc::Agent => find(&doc.traits),
            WhoseDoc::Team => {
                let team = doc.team.as_ref()?;
                find(&self.policy.teams.iter().find(|own| own.id == *team)?.traits)
            }
        }
    }
}

fn get(lead: &Lead, attribute: &Name) -> Option<Value> {
    lead.get(attribute.as_str()).cloned()
}

/// The texts of a value.
fn said(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Text(text)) => vec![text.into()],
        Some(Value::Texts(texts)) => texts.into_iter().map(String::from).collect(),
        Some(Value::Boolean(yes)) => vec![yes.to_string()],
        _ => Vec::new(),
    }
}
