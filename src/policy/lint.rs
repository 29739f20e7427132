//! What is allowed but odd.

use crate::agent::MembershipDoc;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compile::{Noun, Report};
use crate::policy::doc::{PolicyDoc, QueueDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// Warnings that need the whole document. `catch_all` says whether a rule holds for every lead.
pub(super) fn check(doc: &PolicyDoc, schema: &Schema, catch_all: bool, report: &mut Report) {
    if doc.default_plan.is_none() && !catch_all {
        let path = Path::ROOT.field("default_plan");
        let message = "there is none, and no rule holds for every lead: a lead may be unroutable";
        report.warn(&path, IssueKind::NoDefault, message);
    }
    unused(doc, schema, report);
    if !doc.agents.is_empty() {
        members(doc, report);
    }
}

fn unused(doc: &PolicyDoc, schema: &Schema, report: &mut Report) {
    let path = Path::ROOT.field("attributes");
    for (at, attribute) in doc.attributes.iter().enumerate() {
        let index = schema.index_of(attribute.id.as_str());
        if index.is_some_and(|index| !report.is_used(Noun::Attribute, index)) {
            say_unused(Noun::Attribute, &path.index(at), &attribute.id, report);
        }
    }
    let mut list = |noun: Noun, field: &'static str, names: Vec<&Name>| {
        let path = Path::ROOT.field(field);
        for (at, name) in names.into_iter().enumerate() {
            if !report.is_used(noun, at) {
                say_unused(noun, &path.index(at), name, report);
            }
        }
    };
    list(Noun::Set, "sets", doc.sets.iter().map(|set| &set.id).collect());
    // Agents who come later may work by a calendar, so one is only surely idle when the agents are given.
    if !doc.agents.is_empty() {
        list(Noun::Calendar, "calendars", doc.calendars.iter().map(|calendar| &calendar.id).collect());
    }
    list(Noun::HolidaySet, "holiday_sets", doc.holiday_sets.iter().map(|set| &set.id).collect());
    list(Noun::ContactHours, "contact_hours", doc.contact_hours.iter().map(|own| &own.id).collect());
    list(Noun::WorkKind, "work_kinds", doc.work_kinds.iter().map(|kind| &kind.id).collect());
    list(Noun::Skill, "skills", doc.skills.iter().map(|skill| &skill.id).collect());
    if !doc.agents.is_empty() {
        list(Noun::Trait, "traits", doc.traits.iter().map(|own| &own.id).collect());
    }
    list(Noun::Sticky, "sticky", doc.sticky.iter().map(|sticky| &sticky.id).collect());
    list(Noun::Cadence, "cadences", doc.cadences.iter().map(|cadence| &cadence.id).collect());
    list(Noun::Plan, "plans", doc.plans.iter().map(|plan| &plan.id).collect());
    queues(doc, report);
}

/// A queue is used by the stages that lead to it, not by being somebody's.
fn queues(doc: &PolicyDoc, report: &mut Report) {
    use crate::policy::doc::StageActionDoc::{Pool, Queue};
    let stages = doc.plans.iter().flat_map(|plan| &plan.stages);
    let mut led_to: Vec<&Name> = stages
        .filter_map(|stage| match &stage.action {
            Queue { queue, .. } | Pool { queue, .. } => Some(queue),
            _ => None,
        })
        .collect();
    let rings = doc.plans.iter().filter_map(|plan| plan.hand_off.as_ref()).flat_map(|own| &own.rings);
    led_to.extend(rings.map(|ring| &ring.queue));
    // Agents who come later may be offices, too.
    led_to.extend(doc.agents.iter().filter_map(|agent| agent.office.as_ref()));
    led_to.sort_unstable();
    let path = Path::ROOT.field("queues");
    for (at, queue) in doc.queues.iter().enumerate() {
        if led_to.binary_search(&&queue.id).is_err() {
            say_unused(Noun::Queue, &path.index(at), &queue.id, report);
        }
    }
}

fn say_unused(noun: Noun, path: &Path<'_>, name: &Name, report: &mut Report) {
    report.warn(path, IssueKind::Unused, format!("{} `{name}` is never used", noun.word()));
}

fn members(doc: &PolicyDoc, report: &mut Report) {
    let all = doc.agents.iter().flat_map(|agent| &agent.queues);
    let mut all: Vec<&MembershipDoc> = all.collect();
    all.sort_by(|a, b| a.queue.cmp(&b.queue));
    let path = Path::ROOT.field("queues");
    for (at, queue) in doc.queues.iter().enumerate() {
        let from = all.partition_point(|membership| membership.queue < queue.id);
        let until = all.partition_point(|membership| membership.queue <= queue.id);
        let members = all.get(from..until).unwrap_or_default();
        queue_members(queue, members, &path.index(at), report);
    }
}

fn queue_members(queue: &QueueDoc, members: &[&MembershipDoc], path: &Path<'_>, report: &mut Report) {
    if members.is_empty() {
        report.warn(path, IssueKind::NoMembers, format!("none of the agents is in queue `{}`", queue.id));
        return;
    }
    let turns = queue.strategy.keys().iter().any(|key| key.rotates());
    if turns && members.iter().all(|membership| membership.weight == 0) {
        let message = format!("every member of queue `{}` has weight 0, so nobody gets a turn", queue.id);
        report.warn(path, IssueKind::NoWeight, message);
    }
    let by_merit = queue.merit.as_ref().and_then(|merit| merit.tiers.as_ref());
    let mut lists = vec![(path.field("tiers"), queue.tiers.iter().map(|tier| tier.tier).collect::<Vec<_>>())];
    let pull = path.field("pull");
    if let Some(own) = &queue.pull {
        lists.push((pull.field("visible_by_tier"), own.visible_by_tier.iter().map(|own| own.tier).collect()));
        lists.push((pull.field("rank_by_tier"), own.rank_by_tier.iter().map(|own| own.tier).collect()));
    }
    for (path, tiers) in lists {
        for (at, tier) in tiers.into_iter().enumerate() {
            let judged = by_merit.is_some_and(|own| own.top == tier || own.rest == tier);
            if !judged && !members.iter().any(|membership| membership.tier == tier) {
                let message = format!("no member of queue `{}` is in tier {tier}", queue.id);
                report.warn(&path.index(at).field("tier"), IssueKind::EmptyTier, message);
            }
        }
    }
}
