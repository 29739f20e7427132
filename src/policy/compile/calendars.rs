//! Calendars, with the faults they find themselves; holiday sets, the agents' zones, and the teams that keep a calendar.

use super::directory::sorted_once;
use super::report::{Noun, Report};
use super::scope::Scope;
use crate::calendar::{Calendar, CalendarFault, faults_of};
use crate::id::Name;
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::{Issue, IssueKind, Severity};
use crate::policy::path::Path;

/// In the order of the document, without those that have faults; then those read in the agent's zone once more for each of
/// the agents' zones.
pub(super) fn compile(doc: &PolicyDoc, scope: &Scope, report: &mut Report) -> Vec<(Name, Calendar)> {
    let sets = Path::ROOT.field("holiday_sets");
    for (at, set) in doc.holiday_sets.iter().enumerate() {
        add(faults_of(set), &sets.index(at), report);
    }
    let path = Path::ROOT.field("calendars");
    let mut calendars = Vec::with_capacity(doc.calendars.len());
    for (at, calendar) in doc.calendars.iter().enumerate() {
        for set in &calendar.holiday_sets {
            scope
                .holiday_sets
                .index_of(set)
                .into_iter()
                .for_each(|at| report.mark_used(Noun::HolidaySet, at));
        }
        match Calendar::compile_with(calendar, &doc.holiday_sets) {
            Ok(compiled) => calendars.push((calendar.id.clone(), compiled)),
            Err(faults) => add(faults, &path.index(at), report),
        }
    }
    let zones = Path::ROOT.field("agent_zones");
    sorted_once("zone", &zones, doc.agent_zones.iter(), report);
    let read_apart: Vec<&Name> =
        doc.calendars.iter().filter(|calendar| calendar.agent_zone).map(|calendar| &calendar.id).collect();
    if read_apart.is_empty() && !doc.agent_zones.is_empty() {
        let message = "changes nothing: no calendar is read in the agent's zone (`agent_zone`)";
        report.warn(&zones, IssueKind::NoEffect, message);
    }
    for (at, name) in doc.agent_zones.iter().enumerate() {
        let Some(zone) = report.zone(&zones.index(at), name) else { continue };
        for id in &read_apart {
            let own = calendars.iter().find(|(other, _)| other == *id);
            let apart = own.filter(|(_, calendar)| *calendar.zone() != zone);
            if let Some(apart) = apart.map(|(_, calendar)| calendar.in_zone(&zone)) {
                calendars.push(((*id).clone(), apart));
            }
        }
    }
    calendars
}

fn add(faults: Vec<CalendarFault>, path: &Path<'_>, report: &mut Report) {
    for fault in faults {
        let kind = match &*fault.path {
            "zone" => IssueKind::UnknownZone,
            _ => IssueKind::Calendar,
        };
        report.add_issue(Issue {
            path: if fault.path.is_empty() { path.to_string() } else { format!("{path}.{}", fault.path) },
            kind,
            severity: Severity::Error,
            message: super::shortened(&fault.message),
            suggestion: fault.suggestion,
        });
    }
}
