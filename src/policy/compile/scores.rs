//! Scores of members, and the traits they look at.

use super::attributes;
use super::directory::{Directory, each_once};
use super::report::Report;
use super::scope::Scope;
use crate::agent::TraitDoc;
use crate::attribute::{AttributeType, Value};
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{Measure, Score, Term};
use crate::policy::doc::{MeasureDoc, PolicyDoc, QueueDoc, RankKeyDoc, TermDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most terms of a score: with weights and measures as bounded as they are, no sum is out of range.
const MOST_TERMS: usize = 32;
/// The largest weight.
const MOST_WEIGHT: i32 = 1_000_000;
/// The largest number that a trait may have.
const MOST_NUMBER: i64 = 1_000_000_000;

/// What is said of the teams.
pub(super) fn teams(doc: &PolicyDoc, scope: &Scope, report: &mut Report) {
    let list = Path::ROOT.field("teams");
    super::directory::sorted_once("team", &list, doc.teams.iter().map(|team| &team.id), report);
    for (at, team) in doc.teams.iter().enumerate() {
        let path = list.index(at);
        if let Some(calendar) = &team.calendar {
            scope.calendars.find(&path.field("calendar"), calendar, report);
        }
        traits(&team.traits, &path.field("traits"), scope, report);
    }
}

/// What is said of an agent or a team: each trait once, known and of its type.
pub(super) fn traits(own: &[TraitDoc], path: &Path<'_>, scope: &Scope, report: &mut Report) {
    each_once(path, own.iter().map(|own| &own.id), |id| format!("trait `{id}`"), Some("id"), report);
    for (at, own) in own.iter().enumerate() {
        let path = path.index(at);
        let Some(known) = scope.traits.find(&path.field("id"), &own.id, report) else { continue };
        let declared = scope.trait_types.get(known).copied();
        let found = own.value.attribute_type();
        let path = path.field("value");
        if let Some(declared) = declared.filter(|declared| *declared != found) {
            let message = format!("trait `{}` is declared as {declared}, this is {found}", own.id);
            report.error(&path, IssueKind::TypeMismatch, message);
        }
        match &own.value {
            Value::Integer(number) if number.unsigned_abs() > MOST_NUMBER.unsigned_abs() => {
                let message = format!("{number} is beyond what a score adds up, {MOST_NUMBER}");
                report.error(&path, IssueKind::TooLarge, message);
            }
            Value::Text(text) => report.text(&path, text),
            Value::Texts(texts) => texts.iter().for_each(|text| report.text(&path, text)),
            _ => {}
        }
    }
}

/// The score of a queue; none without, or with errors.
pub(super) fn of_queue(
    queue: &QueueDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Score> {
    let path = path.field("score");
    let asked = queue.strategy.keys().contains(&RankKeyDoc::Score);
    let Some(own) = &queue.score else {
        if asked {
            let message = "`score` needs to know what to add up: give the queue a `score` with `terms`";
            report.error(&path, IssueKind::RankKeys, message);
        }
        return None;
    };
    if !asked {
        let message = "the strategy of this queue does not look at `score`";
        report.warn(&path, IssueKind::NoEffect, message);
    }
    let list = path.field("terms");
    if own.terms.is_empty() {
        report.error(&list, IssueKind::TooSmall, "a score adds up at least one term");
    }
    if own.terms.len() > MOST_TERMS {
        let message = format!("{} terms, {MOST_TERMS} are allowed", own.terms.len());
        report.error(&list, IssueKind::TooLarge, message);
    }
    let ids = own.terms.iter().map(|term| &term.id);
    each_once(&list, ids, |id| format!("term `{id}`"), Some("id"), report);
    let mut terms = Vec::with_capacity(own.terms.len());
    for (at, term) in own.terms.iter().enumerate() {
        terms.extend(one(term, queue, &list.index(at), schema, scope, report));
    }
    Some(Score { terms })
}

fn one(
    term: &TermDoc,
    queue: &QueueDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Term> {
    let weight = path.field("weight");
    if term.weight == 0 {
        report.warn(&weight, IssueKind::NoEffect, "a weight of 0 counts nothing");
    }
    if term.weight.unsigned_abs() > MOST_WEIGHT.unsigned_abs() {
        let message = format!("{} is beyond the largest weight, {MOST_WEIGHT}", term.weight);
        report.error(&weight, IssueKind::TooLarge, message);
    }
    let path = path.field("measure");
    let mut reader = Reader { schema, scope, report };
    let measure = match &term.measure {
        MeasureDoc::Number { of, name } => {
            reader.named(name, &[AttributeType::Integer], &path.field("number"))?;
            Measure::Number(*of, name.clone())
        }
        MeasureDoc::Among { of, name, values } => {
            let path = path.field("among");
            let texts = [AttributeType::Text, AttributeType::Texts, AttributeType::Boolean];
            reader.named(name, &texts, &path)?;
            if values.is_empty() {
                let path = path.field("values");
                reader.report.error(&path, IssueKind::TooSmall, "no trait is one of no texts");
            }
            let mut values = values.clone();
            values.sort_unstable();
            Measure::Among(*of, name.clone(), values)
        }
        MeasureDoc::Fits { of, name, attribute } => {
            let path = path.field("fits");
            reader.named(name, &[AttributeType::Text, AttributeType::Texts], &path)?;
            reader.attribute(attribute, &path.field("attribute"))?;
            Measure::Fits(*of, name.clone(), attribute.clone())
        }
        MeasureDoc::UnitsHeld {} => Measure::UnitsHeld,
        MeasureDoc::UnitsFree { most } => {
            let path = path.field("units_free");
            reader.report.at_least_one(&path.field("most"), u64::from(*most));
            Measure::UnitsFree(*most)
        }
        MeasureDoc::FreePercent {} => Measure::FreePercent,
        MeasureDoc::OpenLeads {} => Measure::OpenLeads,
        MeasureDoc::HadBefore {} => Measure::HadBefore,
        MeasureDoc::AttemptsMade {} => Measure::AttemptsMade,
        MeasureDoc::SkillLevel { skill } => {
            let path = path.field("skill_level");
            Measure::SkillLevel(scope.skills.find(&path.field("skill"), skill, reader.report)?)
        }
        MeasureDoc::SkillsAskedFor { attribute } => {
            let path = path.field("skills_asked_for");
            // A lead may name any of them.
            scope.skills.mark_all_used(reader.report);
            reader.attribute(attribute, &path.field("attribute"))?;
            Measure::SkillsAskedFor(attribute.clone())
        }
        MeasureDoc::MeritPercent {} => {
            if queue.merit.is_none() {
                let path = path.field("merit_percent");
                reader.report.error(&path, IssueKind::NoMerit, "this queue has no `merit` to go by");
            }
            Measure::MeritPercent
        }
        MeasureDoc::IdleS { most } => {
            let path = path.field("idle_s");
            reader.report.at_least_one(&path.field("most"), u64::from(*most));
            Measure::IdleS(*most)
        }
        MeasureDoc::Priority {} => Measure::Priority,
    };
    Some(Term { id: term.id.clone(), weight: term.weight, measure })
}

struct Reader<'r> {
    schema: &'r Schema,
    scope: &'r Scope,
    report: &'r mut Report,
}

impl Reader<'_> {
    /// A trait of one of these types.
    fn named(&mut self, name: &Name, types: &[AttributeType], path: &Path<'_>) -> Option<()> {
        let path = path.field("trait");
        let known = self.scope.traits.find(&path, name, self.report)?;
        let declared = self.scope.trait_types.get(known).copied()?;
        if !types.contains(&declared) {
            let wanted: Vec<String> = types.iter().map(ToString::to_string).collect();
            let message =
                format!("this looks at {}, `{name}` is declared as {declared}", wanted.join(" or "));
            self.report.error(&path, IssueKind::TypeMismatch, message);
        }
        Some(())
    }

    /// An attribute with texts.
    fn attribute(&mut self, name: &Name, path: &Path<'_>) -> Option<()> {
        let (_, declared) = attributes::find(self.schema, path, name, self.report)?;
        if !matches!(declared, AttributeType::Text | AttributeType::Texts) {
            let message = format!("this looks at texts, `{name}` is declared as {declared}");
            self.report.error(path, IssueKind::TypeMismatch, message);
        }
        Some(())
    }
}

/// The traits of a document.
pub(super) fn directory(doc: &PolicyDoc, report: &mut Report) -> Directory {
    let names = doc.traits.iter().map(|own| &own.id);
    Directory::new(super::report::Noun::Trait, &Path::ROOT.field("traits"), names, report)
}
