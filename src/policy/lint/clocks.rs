//! Zones that are missing.

use crate::id::Name;
use crate::policy::compile::Report;
use crate::policy::doc::{PolicyDoc, WindowDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

const UTC: &str = "UTC";

pub(super) fn check(doc: &PolicyDoc, report: &mut Report) {
    of_caps(doc, report);
    of_agents(doc, report);
}

/// Caps by the day, week or month of a zone that nobody has said, where the floor works in others.
fn of_caps(doc: &PolicyDoc, report: &mut Report) {
    let Some(elsewhere) = doc.calendars.first() else { return };
    if doc.zone != UTC || doc.calendars.iter().any(|own| own.zone == UTC) {
        return;
    }
    let path = Path::ROOT.field("caps");
    for (at, cap) in doc.caps.iter().enumerate().filter(|(_, cap)| cap.zone.is_none()) {
        let days = match &cap.window {
            WindowDoc::Day | WindowDoc::Week { .. } | WindowDoc::Month | WindowDoc::Quarter => true,
            WindowDoc::Every { of, .. } => of.is_of_days(),
            _ => false,
        };
        if days {
            let message = format!(
                "cap `{}` begins its days at midnight in UTC, and calendar `{}` keeps {}: say a `zone`, here or of the \
                 policy, or `UTC` here if that is meant",
                cap.id, elsewhere.id, elsewhere.zone
            );
            report.warn(&path.index(at), IssueKind::NoZone, message);
        }
    }
}

/// Agents whose shifts are read in a zone of their own, and who have none.
fn of_agents(doc: &PolicyDoc, report: &mut Report) {
    let mut apart: Vec<(&Name, &str)> = doc
        .calendars
        .iter()
        .filter(|calendar| calendar.agent_zone)
        .map(|calendar| (&calendar.id, calendar.zone.as_str()))
        .collect();
    apart.sort_unstable();
    let path = Path::ROOT.field("agents");
    for (at, agent) in doc.agents.iter().enumerate().filter(|(_, agent)| agent.zone.is_none()) {
        let team = || doc.teams.iter().find(|team| Some(&team.id) == agent.team.as_ref());
        let calendar = agent.calendar.as_ref().or_else(|| team().and_then(|team| team.calendar.as_ref()));
        let found = calendar.and_then(|id| apart.binary_search_by_key(&id, |(own, _)| own).ok());
        if let Some((calendar, zone)) = found.and_then(|at| apart.get(at)) {
            let message = format!(
                "`{}` works by calendar `{calendar}`, which is read in the agent's zone, and says none: it is read in {zone}",
                agent.id
            );
            report.warn(&path.index(at), IssueKind::NoZone, message);
        }
    }
}
