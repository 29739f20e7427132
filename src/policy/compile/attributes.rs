//! Attributes, and the symbols of every text that conditions compare with.

use super::report::{Noun, Report};
use crate::attribute::{AttributeType, Value};
use crate::id::Name;
use crate::matching::{Schema, Symbols};
use crate::policy::doc::{ConditionDoc, PolicyDoc, RuleDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::policy::suggest;

/// The most attributes a policy declares.
const MAX_DECLARED: usize = 1_024;

/// The deepest that conditions nest.
pub(super) const MAX_DEPTH: usize = 32;

pub(super) fn compile(doc: &PolicyDoc, report: &mut Report) -> Schema {
    let path = Path::ROOT.field("attributes");
    super::directory::sorted_once("attribute", &path, doc.attributes.iter().map(|a| &a.id), report);
    if doc.attributes.len() > MAX_DECLARED {
        let message = format!("{} attributes, {MAX_DECLARED} are allowed", doc.attributes.len());
        report.error(&path, IssueKind::TooLarge, message);
    }
    let declared = doc.attributes.iter().take(MAX_DECLARED).map(|a| (a.id.clone(), a.attribute_type));
    Schema::new(declared.collect(), symbols(doc))
}

/// Texts are numbered set by set and condition by condition, so that those of one attribute are close together.
fn symbols(doc: &PolicyDoc) -> Symbols {
    let stages = doc.plans.iter().flat_map(|plan| &plan.stages);
    let others = stages.filter_map(|stage| stage.when.as_ref());
    let changes = doc.plans.iter().flat_map(|plan| &plan.on_change).filter_map(|own| match &own.change {
        crate::policy::doc::ChangeDoc::Becomes(when) => Some(when),
        crate::policy::doc::ChangeDoc::Inquired {} => None,
    });
    let others = others.chain(changes).chain(doc.caps.iter().filter_map(|cap| cap.when.as_ref()));
    let pulls = doc.queues.iter().filter_map(|queue| queue.pull.as_ref());
    let others =
        others.chain(pulls.flat_map(|pull| &pull.pick_limits).filter_map(|limit| limit.when.as_ref()));
    let mut texts: Vec<(&Name, &str)> = Vec::new();
    for condition in doc.rules.iter().map(|rule| &rule.when).chain(others) {
        gather(condition, 0, &mut texts);
    }
    texts.sort_unstable();
    let of_sets = doc.sets.iter().flat_map(|set| &set.values).map(String::as_str);
    Symbols::of(of_sets.chain(texts.into_iter().map(|(_, text)| text)))
}

/// The schema with the texts that these rules compare with.
pub(super) fn with_texts_of<'r>(schema: &Schema, rules: impl Iterator<Item = &'r RuleDoc>) -> Schema {
    let mut texts: Vec<(&Name, &str)> = Vec::new();
    rules.for_each(|rule| gather(&rule.when, 0, &mut texts));
    schema.with_texts(texts.into_iter().map(|(_, text)| text))
}

fn gather<'d>(condition: &'d ConditionDoc, depth: usize, texts: &mut Vec<(&'d Name, &'d str)>) {
    // What nests deeper is refused where the condition itself is read.
    if depth > MAX_DEPTH {
        return;
    }
    let below = depth.saturating_add(1);
    match condition {
        ConditionDoc::Equals { attribute, value: Value::Text(text) } => texts.push((attribute, text)),
        ConditionDoc::AnyOf { attribute, values } => {
            texts.extend(values.iter().filter_map(|value| match value {
                Value::Text(text) => Some((attribute, &**text)),
                _ => None,
            }));
        }
        ConditionDoc::All(parts) | ConditionDoc::Any(parts) => {
            parts.iter().for_each(|part| gather(part, below, texts));
        }
        ConditionDoc::Not(part) => gather(part, below, texts),
        _ => {}
    }
}

/// Where an attribute stands in the schema, and its type; reports one that is not declared.
pub(super) fn find(
    schema: &Schema,
    path: &Path<'_>,
    name: &Name,
    report: &mut Report,
) -> Option<(usize, AttributeType)> {
    if let Some(index) = schema.index_of(name.as_str()) {
        report.mark_used(Noun::Attribute, index);
        return Some((index, schema.attribute_type(index)?));
    }
    let known = (0..schema.len()).filter_map(|index| schema.name(index)).map(Name::as_str);
    let suggestion = suggest::nearest(name.as_str(), known);
    report.error_meaning(
        path,
        IssueKind::UnknownReference,
        format!("unknown attribute `{name}`"),
        suggestion,
    );
    None
}
