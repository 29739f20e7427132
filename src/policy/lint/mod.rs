//! What is allowed but odd.

mod members;
mod unused;

use crate::matching::Schema;
use crate::policy::compile::Report;
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// Warnings that need the whole document. `catch_all` says whether a rule holds for every lead.
pub(super) fn check(doc: &PolicyDoc, schema: &Schema, catch_all: bool, report: &mut Report) {
    if doc.default_plan.is_none() && !catch_all {
        let path = Path::ROOT.field("default_plan");
        let message = "there is none, and no rule holds for every lead: a lead may be unroutable";
        report.warn(&path, IssueKind::NoDefault, message);
    }
    unused::check(doc, schema, report);
    if !doc.agents.is_empty() {
        members::check(doc, report);
    }
}
