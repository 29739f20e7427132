//! Conditions: names resolved, types checked.

use std::sync::Arc;

use super::attributes::{self, MAX_DEPTH};
use super::report::Report;
use super::scope::Scope;
use super::territories::check_word;
use crate::attribute::{AttributeType, Value};
use crate::id::Name;
use crate::matching::{Condition, Schema, Test, TextSet, Tree};
use crate::policy::doc::ConditionDoc;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// A condition of its own; none if something was reported that stops it.
pub(super) fn compile(
    doc: &ConditionDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Condition> {
    let tree = tree(doc, path, schema, scope, report)?;
    if tree == Tree::Never {
        report.warn(path, IssueKind::NeverHolds, "holds for no lead");
    }
    let condition = Condition::new(&tree, doc.to_string());
    if condition.is_none() {
        report.error(path, IssueKind::TooLarge, "the condition is too large");
    }
    condition
}

/// The simplified tree of a condition; none if an error was reported.
pub(super) fn tree(
    doc: &ConditionDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Tree> {
    let mut reader = Reader { schema, scope, report };
    reader.read(doc, path, 0).map(Tree::simple)
}

struct Reader<'r> {
    schema: &'r Schema,
    scope: &'r Scope,
    report: &'r mut Report,
}

impl Reader<'_> {
    fn read(&mut self, doc: &ConditionDoc, path: &Path<'_>, depth: usize) -> Option<Tree> {
        if depth > MAX_DEPTH {
            let message = format!("conditions nest at most {MAX_DEPTH} deep");
            self.report.error(path, IssueKind::TooDeep, message);
            return None;
        }
        let below = depth.saturating_add(1);
        match doc {
            ConditionDoc::Always {} => Some(Tree::Always),
            ConditionDoc::Equals { attribute, value } => {
                let path = path.field("equals");
                let (index, declared) = self.attribute(attribute, &path)?;
                let value = (value, path.field("value"));
                self.any_of(attribute, index, declared, core::iter::once(value))
            }
            ConditionDoc::AnyOf { attribute, values } => {
                let path = path.field("any_of");
                let (index, declared) = self.attribute(attribute, &path)?;
                let list = path.field("values");
                let values = values.iter().enumerate().map(|(at, value)| (value, list.index(at)));
                self.any_of(attribute, index, declared, values)
            }
            ConditionDoc::Prefix { attribute, prefix } => {
                let path = path.field("prefix");
                self.report.text(&path.field("prefix"), prefix);
                let (index, declared) = self.attribute(attribute, &path)?;
                self.texts_only("a prefix", attribute, declared, &path)?;
                Some(Tree::Leaf(index, Test::Prefix(prefix.as_str().into())))
            }
            ConditionDoc::Range { attribute, from, below } => {
                let path = path.field("range");
                let (index, declared) = self.attribute(attribute, &path)?;
                if declared != AttributeType::Integer {
                    let message =
                        format!("a range needs an integer, `{attribute}` is declared as {declared}");
                    self.report.error(&path.field("attribute"), IssueKind::TypeMismatch, message);
                    return None;
                }
                let from = from.unwrap_or(i64::MIN);
                Some(match below {
                    None => Tree::Leaf(index, Test::Between(from, i64::MAX)),
                    Some(below) => match below.checked_sub(1) {
                        Some(last) if from <= last => Tree::Leaf(index, Test::Between(from, last)),
                        _ => {
                            self.report.warn(&path, IssueKind::NeverHolds, "no number is in this range");
                            Tree::Never
                        }
                    },
                })
            }
            ConditionDoc::InSet { attribute, set } => {
                let path = path.field("in_set");
                let found = self.scope.sets.find(&path.field("set"), set, self.report);
                let (index, declared) = self.attribute(attribute, &path)?;
                self.texts_only("a set", attribute, declared, &path)?;
                let set = self.scope.set_texts.get(found?)?;
                Some(Tree::Leaf(index, Test::Text(Arc::clone(set))))
            }
            ConditionDoc::Present { attribute } => {
                let (index, _) = self.attribute(attribute, &path.field("present"))?;
                Some(Tree::Leaf(index, Test::Present))
            }
            ConditionDoc::Absent { attribute } => {
                let (index, _) = self.attribute(attribute, &path.field("absent"))?;
                Some(Tree::Leaf(index, Test::Absent))
            }
            ConditionDoc::All(parts) => self.parts(parts, &path.field("all"), below).map(Tree::All),
            ConditionDoc::Any(parts) => self.parts(parts, &path.field("any"), below).map(Tree::Any),
            ConditionDoc::Not(part) => {
                self.read(part, &path.field("not"), below).map(|part| Tree::Not(Box::new(part)))
            }
        }
    }

    /// Every part is read, so that every issue is found.
    fn parts(&mut self, parts: &[ConditionDoc], path: &Path<'_>, depth: usize) -> Option<Vec<Tree>> {
        let mut trees = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            trees.extend(self.read(part, &path.index(at), depth));
        }
        (trees.len() == parts.len()).then_some(trees)
    }

    fn attribute(&mut self, name: &Name, path: &Path<'_>) -> Option<(u16, AttributeType)> {
        let (index, declared) = attributes::find(self.schema, &path.field("attribute"), name, self.report)?;
        Some((u16::try_from(index).ok()?, declared))
    }

    fn texts_only(
        &mut self,
        what: &str,
        name: &Name,
        declared: AttributeType,
        path: &Path<'_>,
    ) -> Option<()> {
        if matches!(declared, AttributeType::Text | AttributeType::Texts) {
            return Some(());
        }
        let message = format!("{what} needs a text, `{name}` is declared as {declared}");
        self.report.error(&path.field("attribute"), IssueKind::TypeMismatch, message);
        None
    }

    fn any_of<'v>(
        &mut self,
        name: &Name,
        index: u16,
        declared: AttributeType,
        values: impl Iterator<Item = (&'v Value, Path<'v>)>,
    ) -> Option<Tree> {
        let (mut texts, mut numbers, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut all_fit = true;
        for (value, path) in values {
            match (declared, value) {
                (AttributeType::Text | AttributeType::Texts, Value::Text(text)) => {
                    self.report.text(&path, text);
                    check_word(&self.scope.words, index, text, &path, self.report);
                    texts.push(&**text);
                }
                (AttributeType::Integer, Value::Integer(number)) => numbers.push(*number),
                (AttributeType::Boolean, Value::Boolean(yes)) => answers.push(*yes),
                _ => {
                    all_fit = false;
                    let found = value.attribute_type();
                    let asked = if declared == AttributeType::Texts { AttributeType::Text } else { declared };
                    let message = format!("`{name}` is compared with {asked}, this is {found}");
                    self.report.error(&path, IssueKind::TypeMismatch, message);
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        answers.sort_unstable();
        answers.dedup();
        all_fit.then(|| match declared {
            AttributeType::Text | AttributeType::Texts => {
                let set = TextSet::new(self.schema.symbols(), texts.into_iter());
                Tree::Leaf(index, Test::Text(Arc::new(set)))
            }
            AttributeType::Integer => Tree::Leaf(index, Test::Integer(numbers.into())),
            AttributeType::Boolean if answers.len() > 1 => Tree::Leaf(index, Test::Present),
            AttributeType::Boolean => {
                Tree::Any(answers.into_iter().map(|yes| Tree::Leaf(index, Test::Boolean(yes))).collect())
            }
        })
    }
}
