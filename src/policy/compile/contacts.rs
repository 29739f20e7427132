//! When the contacts of leads may be called.

use super::attributes;
use super::directory::each_once;
use super::report::Report;
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{Contact, ContactBy};
use crate::policy::doc::{ContactHoursDoc, PolicyDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Vec<Contact> {
    let path = Path::ROOT.field("contact_hours");
    let each = doc.contact_hours.iter().enumerate();
    each.map(|(at, own)| one(own, &path.index(at), schema, scope, report)).collect()
}

fn one(
    doc: &ContactHoursDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Contact {
    let list = path.field("by");
    let names = doc.by.iter().map(|by| &by.attribute);
    each_once(&list, names, |name| format!("attribute `{name}`"), Some("attribute"), report);
    if doc.by.is_empty() && doc.unknown.is_none() {
        let message = "no attribute says where a contact is, and `unknown` does not say when to call them";
        report.error(path, IssueKind::NothingPasses, message);
    }
    let mut by = Vec::with_capacity(doc.by.len());
    for (at, own) in doc.by.iter().enumerate() {
        let path = list.index(at);
        let index = attribute(&own.attribute, &path.field("attribute"), schema, report);
        let places_path = path.field("places");
        let values = own.places.iter().map(|place| &place.value);
        each_once(&places_path, values, |value| format!("value `{value}`"), Some("value"), report);
        let mut places = Vec::with_capacity(own.places.len());
        for (at, place) in own.places.iter().enumerate() {
            let path = places_path.index(at);
            report.text(&path.field("value"), &place.value);
            let path = path.field("calendars");
            if place.calendars.is_empty() {
                report.error(&path, IssueKind::TooSmall, "names no calendar; one is the least");
            }
            places.push((place.value.clone(), calendars(&place.calendars, &path, scope, report)));
        }
        places.sort();
        by.push(ContactBy { attribute: index.unwrap_or_default(), name: own.attribute.clone(), places });
    }
    let unknown = match &doc.unknown {
        Some(names) => calendars(names, &path.field("unknown"), scope, report),
        None => {
            let all = by.iter().flat_map(|by| &by.places).flat_map(|(_, calendars)| calendars);
            let mut all: Vec<usize> = all.copied().collect();
            all.sort_unstable();
            all.dedup();
            all
        }
    };
    Contact { id: doc.id.clone(), by, unknown }
}

fn attribute(name: &Name, path: &Path<'_>, schema: &Schema, report: &mut Report) -> Option<usize> {
    let (index, kind) = attributes::find(schema, path, name, report)?;
    if kind != AttributeType::Text {
        let message = format!("attribute `{name}` is {kind}, and a place is said by a text");
        report.error(path, IssueKind::TypeMismatch, message);
    }
    Some(index)
}

/// The calendars, in the order of the policy, each once.
fn calendars(names: &[Name], path: &Path<'_>, scope: &Scope, report: &mut Report) -> Vec<usize> {
    each_once(path, names.iter(), |name| format!("calendar `{name}`"), None, report);
    let find = |(at, name)| scope.calendars.find(&path.index(at), name, report);
    let mut found: Vec<usize> = names.iter().enumerate().filter_map(find).collect();
    found.sort_unstable();
    found.dedup();
    found
}
