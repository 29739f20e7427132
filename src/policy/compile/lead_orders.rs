//! Which of several leads that are due at one instant goes first.

use super::attributes;
use super::report::Report;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::LeadOrder;
use crate::policy::doc::LeadKeyDoc;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn compile(
    keys: &[LeadKeyDoc],
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<LeadOrder> {
    let mut order = Vec::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        let path = path.index(at);
        let index = match key {
            LeadKeyDoc::Highest(name) => integer(name, &path.field("highest"), schema, report),
            LeadKeyDoc::Lowest(name) => integer(name, &path.field("lowest"), schema, report),
            _ => Some(0),
        };
        order.push(index.map(|index| (key.clone(), index)));
    }
    order.into_iter().collect()
}

/// An integer attribute.
fn integer(name: &Name, path: &Path<'_>, schema: &Schema, report: &mut Report) -> Option<usize> {
    let (index, declared) = attributes::find(schema, path, name, report)?;
    if declared != AttributeType::Integer {
        let message = format!("leads are compared by an integer, `{name}` is declared as {declared}");
        report.error(path, IssueKind::TypeMismatch, message);
        return None;
    }
    Some(index)
}
