//! Sets: lists of texts that several conditions share.

use std::sync::Arc;

use super::report::Report;
use crate::matching::{Schema, TextSet};
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// In the order of the document.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, report: &mut Report) -> Vec<Arc<TextSet>> {
    let path = Path::ROOT.field("sets");
    let mut sets = Vec::with_capacity(doc.sets.len());
    for (at, set) in doc.sets.iter().enumerate() {
        let path = path.index(at);
        let values = path.field("values");
        if set.values.is_empty() {
            report.warn(&values, IssueKind::NeverHolds, "an empty set holds no text");
        }
        for (at, text) in set.values.iter().enumerate() {
            report.text(&values.index(at), text);
        }
        sets.push(Arc::new(TextSet::new(schema.symbols(), set.values.iter().map(String::as_str))));
    }
    sets
}
