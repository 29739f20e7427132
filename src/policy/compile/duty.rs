//! Wrap-ups by disposition, and pauses.

use super::directory::each_once;
use super::report::Report;
use crate::policy::doc::{PauseDoc, WrapUpDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// By code, sorted.
pub(super) fn wrap_ups(docs: &[WrapUpDoc], path: &Path<'_>, report: &mut Report) -> Vec<(String, Span)> {
    each_once(path, docs.iter().map(|doc| &doc.code), |code| format!("code `{code}`"), Some("code"), report);
    let mut times = Vec::with_capacity(docs.len());
    for (at, doc) in docs.iter().enumerate() {
        let path = path.index(at);
        report.text(&path.field("code"), &doc.code);
        times.push((doc.code.clone(), report.span(&path.field("wrap_up_s"), doc.wrap_up_s)));
    }
    times.sort();
    times
}

pub(super) fn pause(doc: &PauseDoc, path: &Path<'_>, report: &mut Report) {
    for (field, after) in [("after_declined", doc.after_declined), ("after_timed_out", doc.after_timed_out)] {
        if let Some(after) = after {
            report.at_least_one(&path.field(field), u64::from(after));
        }
    }
    if let Some(seconds) = doc.for_s {
        report.some_span(&path.field("for_s"), seconds);
    }
    if doc.after_declined.is_none() && doc.after_timed_out.is_none() {
        let message = "without `after_declined` or `after_timed_out` nobody is ever paused";
        report.warn(path, IssueKind::NoEffect, message);
    }
}
