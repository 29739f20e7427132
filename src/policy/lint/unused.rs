//! What nothing refers to.

use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compile::{Noun, Report};
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn check(doc: &PolicyDoc, schema: &Schema, report: &mut Report) {
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
