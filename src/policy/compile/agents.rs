//! Agents: those a floor opens with, and those that come by commands later.

use super::directory::{each_once, sorted_once};
use super::report::Report;
use super::scope::Scope;
use super::scores;
use crate::agent::{AgentDoc, CapacityDoc};
use crate::policy::compiled::Cap;
use crate::policy::doc::{DimensionDoc, MoneyDoc, PolicyDoc, PriceDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::policy::suggest;

pub(super) fn compile(doc: &PolicyDoc, scope: &Scope, report: &mut Report) {
    let path = Path::ROOT.field("agents");
    sorted_once("agent", &path, doc.agents.iter().map(|agent| &agent.id), report);
    let per_agent = |cap: usize| {
        let per = doc.caps.get(cap).map(|cap| &*cap.per).unwrap_or_default();
        per.iter().any(|dimension| matches!(dimension, DimensionDoc::Agent | DimensionDoc::Team))
    };
    let least = |cap: usize| match doc.caps.get(cap).and_then(|cap| cap.money.as_ref()) {
        Some(MoneyDoc { price: PriceDoc::Fixed { price_minor }, overspend: false, .. }) => {
            u64::from(*price_minor)
        }
        _ => 0,
    };
    for (at, agent) in doc.agents.iter().enumerate() {
        one(agent, &path.index(at), scope, (&per_agent, &least), report);
    }
}

/// The queue of an office's people, and what an office has no use for.
fn office(agent: &AgentDoc, path: &Path<'_>, scope: &Scope, report: &mut Report) {
    let Some(queue) = &agent.office else { return };
    let at = path.field("office");
    scope.queues.find(&at, queue, report);
    if agent.queues.iter().any(|own| own.queue == *queue) {
        let message = format!("office `{}` is a member of the queue of its own people", agent.id);
        report.error(&at, IssueKind::NotBack, message);
    }
    if agent.capacity != CapacityDoc::default() {
        let message = "an office holds no leads, its people do: a limit of its own changes nothing";
        report.warn(&path.field("capacity"), IssueKind::NoEffect, message);
    }
    if !agent.cap_limits.is_empty() {
        let message =
            "caps count the people of an office; count its queue apart (`per`: queue) to limit the office";
        report.warn(&path.field("cap_limits"), IssueKind::NoEffect, message);
    }
}

/// An agent on its own, paths beginning at it.
pub(super) fn check(agent: &AgentDoc, caps: &[Cap], scope: &Scope, report: &mut Report) {
    let per_agent = |cap: usize| caps.get(cap).is_some_and(Cap::is_per_agent);
    let least = |cap: usize| caps.get(cap).map_or(0, |cap| u64::from(cap.step()));
    one(agent, &Path::ROOT, scope, (&per_agent, &least), report);
}

fn one(
    agent: &AgentDoc,
    path: &Path<'_>,
    scope: &Scope,
    (per_agent, least): (&dyn Fn(usize) -> bool, &dyn Fn(usize) -> u64),
    report: &mut Report,
) {
    if let Some(name) = &agent.name {
        report.text(&path.field("name"), name);
    }
    if let Some(calendar) = &agent.calendar {
        scope.calendars.find(&path.field("calendar"), calendar, report);
    }
    if let Some(zone) = agent.zone.as_ref().filter(|zone| !scope.agent_zones.contains(zone)) {
        let known = scope.agent_zones.iter().map(String::as_str);
        let message = format!("`{}` is not one of the policy's `agent_zones`", super::shortened(zone));
        let suggestion = suggest::nearest(zone, known);
        report.error_meaning(&path.field("zone"), IssueKind::UnknownZone, message, suggestion);
    }
    let capacity = path.field("capacity");
    let kinds = capacity.field("per_kind");
    let names = agent.capacity.per_kind.iter().map(|kind| &kind.kind);
    each_once(&kinds, names, |kind| format!("work kind `{kind}`"), Some("kind"), report);
    for (at, kind) in agent.capacity.per_kind.iter().enumerate() {
        scope.work_kinds.find(&kinds.index(at).field("kind"), &kind.kind, report);
    }
    if agent.capacity.declining_return.as_ref().is_some_and(|curve| curve.full_at() == 0) {
        let message = "already the first lead gains less than `least_gain`: the agent takes none";
        report.warn(&capacity.field("declining_return"), IssueKind::NothingPasses, message);
    }
    let queues = path.field("queues");
    let names = agent.queues.iter().map(|membership| &membership.queue);
    each_once(&queues, names, |queue| format!("queue `{queue}`"), Some("queue"), report);
    for (at, membership) in agent.queues.iter().enumerate() {
        scope.queues.find(&queues.index(at).field("queue"), &membership.queue, report);
    }
    office(agent, path, scope, report);
    let skills = path.field("skills");
    let names = agent.skills.iter().map(|own| &own.skill);
    each_once(&skills, names, |skill| format!("skill `{skill}`"), Some("skill"), report);
    for (at, own) in agent.skills.iter().enumerate() {
        scope.skills.find(&skills.index(at).field("skill"), &own.skill, report);
        report.at_least_one(&skills.index(at).field("level"), u64::from(own.level));
    }
    scores::traits(&agent.traits, &path.field("traits"), scope, report);
    let limits = path.field("cap_limits");
    let names = agent.cap_limits.iter().map(|limit| &limit.cap);
    each_once(&limits, names, |cap| format!("cap `{cap}`"), Some("cap"), report);
    for (at, limit) in agent.cap_limits.iter().enumerate() {
        let outer = limits.index(at);
        let path = outer.field("cap");
        let Some(cap) = scope.caps.find(&path, &limit.cap, report) else { continue };
        if !per_agent(cap) {
            let message =
                format!("cap `{}` does not count by agent, a limit of one's own changes nothing", limit.cap);
            report.warn(&path, IssueKind::NoEffect, message);
        }
        if limit.limit > 0 && limit.limit < least(cap) {
            let message =
                format!("a lead costs {}, more than {}: the agent gets none", least(cap), limit.limit);
            report.warn(&outer.field("limit"), IssueKind::NothingPasses, message);
        }
    }
}
