//! Maps of territories, with the faults they find themselves.

use std::sync::Arc;

use super::attributes;
use super::directory::{each_once, sorted_once};
use super::report::Report;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::matching::territory::{
    Certainty, Territories, TerritoriesDoc, TerritoryFault, TerritoryFaultKind,
};
use crate::policy::compiled::{Policy, TerritoryMap};
use crate::policy::doc::{PolicyDoc, TerritoryMapDoc};
use crate::policy::issue::{Issue, IssueKind, Severity};
use crate::policy::path::Path;
use crate::policy::suggest;

/// What texts an attribute that a map writes may have.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    attribute: usize,
    noun: &'static str,
    texts: Vec<String>,
}

/// In the order of the document, without those that have faults.
pub(super) fn compile(
    doc: &PolicyDoc,
    schema: &Schema,
    like: Option<&Policy>,
    report: &mut Report,
) -> Vec<TerritoryMap> {
    let path = Path::ROOT.field("territory_maps");
    sorted_once("territory map", &path, doc.territory_maps.iter().map(|own| &own.id), report);
    written_once(doc, report);
    let each = doc.territory_maps.iter().enumerate();
    each.filter_map(|(at, own)| one(own, &path.index(at), schema, like, report)).collect()
}

/// The territories of a policy's map that is written in the same way, if it has one.
fn compiled_before(doc: &TerritoriesDoc, like: Option<&Policy>) -> Option<Arc<Territories>> {
    let policy = like?;
    let same = policy.doc.territory_maps.iter().find(|own| own.map == *doc)?;
    let own = policy.territory_maps.iter().find(|own| own.id == same.id)?;
    Some(Arc::clone(&own.territories))
}

fn one(
    doc: &TerritoryMapDoc,
    path: &Path<'_>,
    schema: &Schema,
    like: Option<&Policy>,
    report: &mut Report,
) -> Option<TerritoryMap> {
    let place = path.field("place");
    let mut names_any = false;
    for (field, name, number) in doc.place.each() {
        let Some(name) = name else { continue };
        names_any = true;
        let wanted = if number { AttributeType::Integer } else { AttributeType::Text };
        typed(name, wanted, &place.field(field), schema, report);
    }
    let halves = [&doc.place.latitude_e7, &doc.place.longitude_e7];
    if halves.iter().any(|half| half.is_some()) && halves.iter().any(|half| half.is_none()) {
        let message = "a point needs both `latitude_e7` and `longitude_e7`";
        report.error(&place, IssueKind::Territory, message);
    }
    if !names_any {
        let message =
            "no attribute says where a lead is; only what covers everywhere or asks for attributes holds any";
        report.warn(&place, IssueKind::NoEffect, message);
    }
    typed(&doc.territory, AttributeType::Text, &path.field("territory"), schema, report);
    typed(&doc.certainty, AttributeType::Text, &path.field("certainty"), schema, report);
    if let Some(rivals) = &doc.rivals {
        typed(rivals, AttributeType::Texts, &path.field("rivals"), schema, report);
    }
    let below = path.field("map");
    let compiled = match compiled_before(&doc.map, like) {
        Some(own) => Ok(own),
        None => Territories::compile(&doc.map).map(Arc::new),
    };
    let territories = match compiled {
        Ok(own) => {
            add(own.warnings(), &below, report);
            Some(own)
        }
        Err(faults) => {
            add(&faults, &below, report);
            None
        }
    };
    if doc.map.territories.is_empty() {
        report.warn(
            &below.field("territories"),
            IssueKind::NeverHolds,
            "a map without territories holds no lead",
        );
    }
    Some(TerritoryMap {
        id: doc.id.clone(),
        place: doc.place.clone(),
        territory: doc.territory.clone(),
        certainty: doc.certainty.clone(),
        rivals: doc.rivals.clone(),
        territories: territories?,
    })
}

/// Each attribute is written by one map, once, and read by none.
fn written_once(doc: &PolicyDoc, report: &mut Report) {
    let path = Path::ROOT.field("territory_maps");
    let maps = &doc.territory_maps;
    let written: Vec<&Name> = maps
        .iter()
        .flat_map(|own| [Some(&own.territory), Some(&own.certainty), own.rivals.as_ref()])
        .flatten()
        .collect();
    each_once(
        &path,
        written.iter().copied(),
        |name| format!("attribute `{name}`, written by a map"),
        None,
        report,
    );
    for (at, own) in maps.iter().enumerate() {
        let path = path.index(at);
        let place = path.field("place");
        for (field, name, _) in own.place.each() {
            if let Some(name) = name.filter(|name| written.contains(name)) {
                let message =
                    format!("attribute `{name}` is written by a map, so it says nothing of where a lead is");
                report.error(&place.field(field), IssueKind::Territory, message);
            }
        }
    }
}

fn typed(name: &Name, wanted: AttributeType, path: &Path<'_>, schema: &Schema, report: &mut Report) {
    if let Some((_, found)) = attributes::find(schema, path, name, report)
        && found != wanted
    {
        let message = format!("attribute `{name}` is declared as {found}, and is {wanted} here");
        report.error(path, IssueKind::TypeMismatch, message);
    }
}

fn add(faults: &[TerritoryFault], path: &Path<'_>, report: &mut Report) {
    for fault in faults {
        let kind = match fault.kind {
            TerritoryFaultKind::UnknownReference => IssueKind::UnknownReference,
            TerritoryFaultKind::Duplicate => IssueKind::Duplicate,
            TerritoryFaultKind::TooDeep => IssueKind::TooDeep,
            TerritoryFaultKind::TooLarge => IssueKind::TooLarge,
            TerritoryFaultKind::Overlap => IssueKind::Overlap,
            TerritoryFaultKind::Uncovered => IssueKind::Uncovered,
            TerritoryFaultKind::Unused => IssueKind::Unused,
            _ => IssueKind::Territory,
        };
        report.add_issue(Issue {
            path: format!("{path}.{}", fault.path),
            kind,
            severity: if fault.kind.is_warning() { Severity::Warning } else { Severity::Error },
            message: super::shortened(&fault.message),
            suggestion: fault.suggestion.clone(),
        });
    }
}

/// What texts the attributes may have that maps write.
pub(super) fn words(doc: &PolicyDoc, schema: &Schema) -> Vec<Words> {
    let mut all = Vec::new();
    for map in &doc.territory_maps {
        let territories: Vec<String> = map.map.territories.iter().map(|own| own.id.to_string()).collect();
        let certainties = Certainty::ALL.iter().map(|own| own.as_str().to_owned()).collect();
        let rivals = map.rivals.as_ref().map(|name| (name, "territory", territories.clone()));
        let own = [(&map.territory, "territory", territories), (&map.certainty, "certainty", certainties)];
        for (name, noun, texts) in own.into_iter().chain(rivals) {
            all.extend(schema.index_of(name.as_str()).map(|attribute| Words { attribute, noun, texts }));
        }
    }
    all
}

/// Reports a text that a map never writes to the attribute it is compared with.
pub(super) fn check_word(words: &[Words], attribute: u16, text: &str, path: &Path<'_>, report: &mut Report) {
    for own in words.iter().filter(|own| own.attribute == usize::from(attribute)) {
        if !own.texts.iter().any(|other| other == text) {
            let suggestion = suggest::nearest(text, own.texts.iter().map(String::as_str));
            let message = format!("unknown {} `{}`", own.noun, super::shortened(text));
            report.error_meaning(path, IssueKind::UnknownReference, message, suggestion);
        }
    }
}
