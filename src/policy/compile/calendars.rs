//! Calendars, with the faults they find themselves.

use super::report::Report;
use crate::calendar::Calendar;
use crate::id::Name;
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::{Issue, IssueKind, Severity};
use crate::policy::path::Path;

/// In the order of the document, without those that have faults.
pub(super) fn compile(doc: &PolicyDoc, report: &mut Report) -> Vec<(Name, Calendar)> {
    let path = Path::ROOT.field("calendars");
    let mut calendars = Vec::with_capacity(doc.calendars.len());
    for (at, calendar) in doc.calendars.iter().enumerate() {
        match Calendar::compile(calendar) {
            Ok(compiled) => calendars.push((calendar.id.clone(), compiled)),
            Err(faults) => {
                for fault in faults {
                    let kind =
                        if fault.path == "zone" { IssueKind::UnknownZone } else { IssueKind::Calendar };
                    let path = path.index(at);
                    let place = if fault.path.is_empty() {
                        path.to_string()
                    } else {
                        format!("{path}.{}", fault.path)
                    };
                    report.add_issue(Issue {
                        path: place,
                        kind,
                        severity: Severity::Error,
                        message: super::shortened(&fault.message),
                        suggestion: fault.suggestion,
                    });
                }
            }
        }
    }
    calendars
}
