//! Conditions, read straight from the document.

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::policy::{ConditionDoc, PolicyDoc};

/// What a policy reads of a lead: an attribute of another type than it declares is none. Only leads that came in under
/// another policy have any.
pub(super) fn read<'a>(policy: &PolicyDoc, lead: &'a Lead, name: &Name) -> Option<&'a Value> {
    let declared = policy.attributes.iter().find(|attribute| attribute.id == *name)?;
    lead.get(name.as_str()).filter(|value| value.attribute_type() == declared.attribute_type)
}

/// Whether a condition holds for a lead under a policy, read straight from the documents.
#[must_use]
pub fn holds(policy: &PolicyDoc, condition: &ConditionDoc, lead: &Lead) -> bool {
    let value = |name: &Name| read(policy, lead, name);
    match condition {
        ConditionDoc::Always {} => true,
        ConditionDoc::Equals { attribute, value: wanted } => {
            value(attribute).is_some_and(|own| same(own, wanted))
        }
        ConditionDoc::AnyOf { attribute, values } => {
            value(attribute).is_some_and(|own| values.iter().any(|wanted| same(own, wanted)))
        }
        ConditionDoc::Prefix { attribute, prefix } => value(attribute)
            .is_some_and(|own| texts(own).iter().any(|text| text.starts_with(prefix.as_str()))),
        ConditionDoc::Range { attribute, from, below } => match value(attribute) {
            Some(Value::Integer(own)) => {
                from.is_none_or(|from| from <= *own) && below.is_none_or(|below| *own < below)
            }
            _ => false,
        },
        ConditionDoc::InSet { attribute, set } => {
            let set = policy.sets.iter().find(|other| other.id == *set);
            let listed = |text: &&str| set.is_some_and(|set| set.values.iter().any(|value| value == *text));
            value(attribute).is_some_and(|own| texts(own).iter().any(listed))
        }
        ConditionDoc::Present { attribute } => value(attribute).is_some(),
        ConditionDoc::Absent { attribute } => value(attribute).is_none(),
        ConditionDoc::All(parts) => parts.iter().all(|part| holds(policy, part, lead)),
        ConditionDoc::Any(parts) => parts.iter().any(|part| holds(policy, part, lead)),
        ConditionDoc::Not(part) => !holds(policy, part, lead),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text],
        Value::Texts(texts) => texts.iter().map(|text| &**text).collect(),
        Value::Integer(_) | Value::Boolean(_) => Vec::new(),
    }
}

fn same(own: &Value, wanted: &Value) -> bool {
    match (own, wanted) {
        (Value::Texts(own), Value::Text(wanted)) => own.contains(wanted),
        _ => own == wanted,
    }
}
