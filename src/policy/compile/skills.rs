//! What is asked of whoever takes a lead.

use super::attributes;
use super::report::Report;
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::matching::Schema;
use crate::policy::compiled::{SkillRule, WhichSkill};
use crate::policy::doc::{SkillRuleDoc, WhichSkillDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// In the order of the document, without those that have errors.
pub(super) fn compile(
    rules: &[SkillRuleDoc],
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Vec<SkillRule> {
    let mut compiled = Vec::with_capacity(rules.len());
    for (at, rule) in rules.iter().enumerate() {
        let path = path.index(at);
        let which = which(&rule.skill, &path.field("skill"), schema, scope, report);
        let steps = steps(rule, &path, report);
        compiled.extend(which.map(|which| SkillRule { which, steps }));
    }
    compiled
}

fn which(
    doc: &WhichSkillDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<WhichSkill> {
    match doc {
        WhichSkillDoc::Named(skill) => {
            scope.skills.find(&path.field("named"), skill, report).map(WhichSkill::Named)
        }
        WhichSkillDoc::Attribute(attribute) => {
            let path = path.field("attribute");
            // A lead may name any of them.
            scope.skills.mark_all_used(report);
            let (index, declared) = attributes::find(schema, &path, attribute, report)?;
            if !matches!(declared, AttributeType::Text | AttributeType::Texts) {
                let message = format!("a skill is named by a text, `{attribute}` is declared as {declared}");
                report.error(&path, IssueKind::TypeMismatch, message);
                return None;
            }
            Some(WhichSkill::Attribute(index))
        }
    }
}

/// The level needed from each wait on.
fn steps(rule: &SkillRuleDoc, path: &Path<'_>, report: &mut Report) -> Vec<(Span, u32)> {
    report.at_least_one(&path.field("min_level"), u64::from(rule.min_level));
    let mut steps = vec![(Span::ZERO, rule.min_level)];
    let list = path.field("relax");
    for (at, relax) in rule.relax.iter().enumerate() {
        let path = list.index(at);
        let after = report.some_span(&path.field("after_s"), relax.after_s);
        report.at_least_one(&path.field("min_level"), u64::from(relax.min_level));
        let (before, level) = steps.last().copied().unwrap_or_default();
        if after <= before {
            let message = format!("{after} is not later than the step before, which is at {before}");
            report.error(&path.field("after_s"), IssueKind::NotBack, message);
        }
        if relax.min_level >= level {
            let message = format!("level {} is no lower than before, where it is {level}", relax.min_level);
            report.error(&path.field("min_level"), IssueKind::TooLarge, message);
        }
        steps.push((after, relax.min_level));
    }
    if let Some(seconds) = rule.drop_after_s {
        let path = path.field("drop_after_s");
        let after = report.some_span(&path, seconds);
        let (before, _) = steps.last().copied().unwrap_or_default();
        if after <= before {
            let message = format!("{after} is not later than the last step of `relax`, which is at {before}");
            report.error(&path, IssueKind::NotBack, message);
        }
        steps.push((after, 0));
    }
    steps
}
