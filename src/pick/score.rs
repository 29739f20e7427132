//! The highest sum of a queue's terms first.

use crate::agent::TraitDoc;
use crate::attribute::Value;
use crate::gate::{Asker, Floor};
use crate::id::{AgentSlot, Name};
use crate::lead::Lead;
use crate::policy::{Measure, Term, WhoseDoc};
use crate::rank::Weighed;
use crate::state::{AgentRow, LeadRow};

/// The terms of one queue for one lead.
pub(super) struct Scores<'a> {
    floor: &'a Floor<'a>,
    asker: &'a Asker<'a>,
    lead: &'a Lead,
    /// What the floor remembers of the lead, if it has not just come in.
    row: Option<&'a LeadRow>,
    terms: &'a [Term],
}

impl<'a> Scores<'a> {
    /// None where the queue has no score.
    pub(super) fn of(floor: &'a Floor<'a>, asker: &'a Asker<'a>, lead: &'a Lead) -> Option<Scores<'a>> {
        let terms = &asker.policy.score.as_ref()?.terms;
        let row = floor.state.slot_of(lead).and_then(|slot| floor.state.lead(slot));
        Some(Scores { floor, asker, lead, row, terms })
    }

    /// A member's sum, the most being the least worth. O(terms), each O(traits) or O(former owners) at the most.
    pub(super) fn worth(&self, agent: AgentSlot) -> i64 {
        let Some(row) = self.floor.state.agent(agent) else { return i64::MAX };
        // Exact: terms, weights and measures are bounded so that no sum comes near the range.
        let points = self.terms.iter().map(|term| points(term, self.measured(term, agent, row)));
        points.fold(0_i64, i64::saturating_add).saturating_neg()
    }

    fn measured(&self, term: &Term, agent: AgentSlot, row: &AgentRow) -> i64 {
        let yes = |holds: bool| i64::from(holds);
        match &term.measure {
            Measure::Number(of, name) => match self.value(*of, name, row) {
                Some(Value::Integer(number)) => *number,
                _ => 0,
            },
            Measure::Among(of, name, texts) => {
                let among = |text: &str| texts.binary_search_by(|other| other.as_str().cmp(text)).is_ok();
                yes(match self.value(*of, name, row) {
                    Some(Value::Text(text)) => among(text),
                    Some(Value::Texts(own)) => own.iter().any(|text| among(text)),
                    Some(Value::Boolean(yes)) => among(if *yes { "true" } else { "false" }),
                    _ => false,
                })
            }
            Measure::Fits(of, name, attribute) => {
                let own = texts(self.value(*of, name, row));
                let asked = texts(self.lead.get(attribute.as_str()));
                yes(own.iter().any(|text| asked.contains(text)))
            }
            Measure::UnitsHeld => i64::from(row.load.units),
            Measure::UnitsFree(most) => {
                let free = self.floor.state.facts(self.asker.slot, agent).map_or(0, |facts| facts.free);
                i64::from(free.min(*most))
            }
            Measure::FreePercent if row.place.units == u32::MAX => 100,
            Measure::FreePercent => {
                let free = u64::from(row.place.units.saturating_sub(row.load.units)).saturating_mul(100);
                let percent = free.checked_div(u64::from(row.place.units)).unwrap_or(0);
                i64::try_from(percent).unwrap_or(100)
            }
            Measure::OpenLeads => i64::from(row.load.leads),
            Measure::HadBefore => {
                let former = self.row.map(|lead| lead.previous.iter().filter(|own| own.agent == agent));
                former.map_or(0, |times| i64::try_from(times.count()).unwrap_or(i64::from(u32::MAX)))
            }
            Measure::AttemptsMade => {
                let slot = self.row.and_then(|_| self.floor.state.slot_of(self.lead));
                slot.map_or(0, |slot| i64::from(self.floor.state.tries_of(slot, agent)))
            }
            Measure::SkillLevel(skill) => i64::from(row.place.level(*skill, self.floor.now)),
            Measure::SkillsAskedFor(attribute) => {
                let asked = texts(self.lead.get(attribute.as_str()));
                let levels = asked.iter().filter_map(|skill| self.floor.policy.skill_named(skill));
                levels
                    .map(|skill| i64::from(row.place.level(skill, self.floor.now)))
                    .fold(0, i64::saturating_add)
            }
            Measure::MeritPercent => {
                let judged = self.asker.row.grade(agent).map(|grade| grade.weight_percent);
                let newcomer = self.asker.policy.merit.as_ref().map(|own| own.rules.newcomer_percent);
                i64::from(judged.or(newcomer).unwrap_or(0))
            }
            Measure::IdleS(most) => {
                let idle = self.floor.now.since(row.idle_since).as_millis();
                idle.checked_div(1_000).unwrap_or(0).clamp(0, i64::from(*most))
            }
            Measure::Priority => self.asker.row.seat(agent).map_or(0, |own| i64::from(own.seat.priority)),
        }
    }

    fn value<'r>(&self, of: WhoseDoc, name: &Name, row: &'r AgentRow) -> Option<&'r Value>
    where
        'a: 'r,
    {
        let find = |own: &'r [TraitDoc]| own.iter().find(|own| own.id == *name).map(|own| &own.value);
        match of {
            WhoseDoc::Agent => find(&row.doc.traits),
            WhoseDoc::Team => {
                let team = row.doc.team.as_ref()?;
                let policy: &'a crate::policy::Policy = self.floor.policy;
                find(&policy.doc.teams.iter().find(|own| own.id == *team)?.traits)
            }
        }
    }

    fn weighed(&self, agent: AgentSlot) -> Vec<Weighed> {
        let Some(row) = self.floor.state.agent(agent) else { return Vec::new() };
        let terms = self.terms.iter().map(|term| {
            let measured = self.measured(term, agent, row);
            Weighed { term: term.id.clone(), measured, weight: term.weight, points: points(term, measured) }
        });
        terms.collect()
    }
}

fn points(term: &Term, measured: i64) -> i64 {
    measured.saturating_mul(i64::from(term.weight))
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Text(text)) => vec![text],
        Some(Value::Texts(texts)) => texts.iter().map(|text| &**text).collect(),
        _ => Vec::new(),
    }
}

/// The terms of a member's score with their numbers, for explanations; none where members are not compared by it.
pub(crate) fn weighed(floor: &Floor<'_>, asker: &Asker<'_>, lead: &Lead, agent: AgentSlot) -> Vec<Weighed> {
    let asks = asker.policy.keys.contains(&crate::policy::RankKeyDoc::Score);
    let scores = Scores::of(floor, asker, lead).filter(|_| asks);
    scores.map(|scores| scores.weighed(agent)).unwrap_or_default()
}
