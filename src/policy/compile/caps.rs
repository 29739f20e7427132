//! Caps.

use super::adjusts;
use super::attributes;
use super::conditions;
use super::directory::each_once;
use super::report::Report;
use super::scope::Scope;
use crate::calendar::{Window, Zone};
use crate::matching::Schema;
use crate::policy::compiled::{Cap, CapWindow, Dimension};
use crate::policy::doc::{CapDoc, CountsDoc, DimensionDoc, PolicyDoc, WindowDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Vec<Cap> {
    let zone = report.zone(&Path::ROOT.field("zone"), &doc.zone);
    let path = Path::ROOT.field("caps");
    let caps = doc.caps.iter().enumerate();
    caps.filter_map(|(at, cap)| one(cap, zone.as_ref(), &path.index(at), schema, scope, report)).collect()
}

fn one(
    cap: &CapDoc,
    default_zone: Option<&Zone>,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Cap> {
    report.limit(&path.field("limit"), cap.limit);
    let per = path.field("per");
    each_once(&per, cap.per.iter(), shown, None, report);
    let mut dimensions = Vec::with_capacity(cap.per.len());
    for (at, dimension) in cap.per.iter().enumerate() {
        dimensions.push(match dimension {
            DimensionDoc::Agent => Some(Dimension::Agent),
            DimensionDoc::Team => Some(Dimension::Team),
            DimensionDoc::Queue => Some(Dimension::Queue),
            DimensionDoc::Attribute(name) => {
                let found = attributes::find(schema, &per.index(at).field("attribute"), name, report);
                found.map(|(index, _)| Dimension::Attribute(index))
            }
        });
    }
    let when = cap.when.as_ref();
    let when = when.map(|when| conditions::compile(when, &path.field("when"), schema, scope, report));
    let window = match cap.window {
        WindowDoc::Hour => CapWindow::Calendar(Window::Hour),
        WindowDoc::Day => CapWindow::Calendar(Window::Day),
        WindowDoc::Week { starts } => CapWindow::Calendar(Window::Week { starts }),
        WindowDoc::Month => CapWindow::Calendar(Window::Month),
        WindowDoc::Rolling { span_s } => {
            let path = path.field("window");
            let path = path.field("rolling");
            CapWindow::Rolling(report.some_span(&path.field("span_s"), span_s))
        }
        WindowDoc::Open => CapWindow::Open,
        WindowDoc::Lifetime => CapWindow::Lifetime,
    };
    if cap.counts == CountsDoc::Returned && matches!(window, CapWindow::Open) {
        let message = "a lead given back is not held any longer: count `returned` in a window of time";
        report.error(&path.field("counts"), IssueKind::TypeMismatch, message);
    }
    let adjust = cap.adjust.as_ref().and_then(|own| adjusts::compile(cap, own, path, scope, report));
    let zone_path = path.field("zone");
    if cap.zone.is_some() && !matches!(window, CapWindow::Calendar(_)) {
        report.warn(&zone_path, IssueKind::NoEffect, "a zone changes nothing in this window");
    }
    let zone = match &cap.zone {
        Some(zone) => report.zone(&zone_path, zone),
        None => default_zone.cloned(),
    };
    Some(Cap {
        id: cap.id.clone(),
        limit: cap.limit,
        per: dimensions.into_iter().collect::<Option<_>>()?,
        when: match when {
            Some(when) => Some(when?),
            None => None,
        },
        window,
        zone: zone?,
        counts: cap.counts,
        on_return: cap.on_return,
        adjust,
    })
}

fn shown(dimension: &DimensionDoc) -> String {
    match dimension {
        DimensionDoc::Agent => "agent".to_owned(),
        DimensionDoc::Team => "team".to_owned(),
        DimensionDoc::Queue => "queue".to_owned(),
        DimensionDoc::Attribute(name) => format!("attribute `{name}`"),
    }
}

/// Whether a cap counts leads apart by what they are.
pub(super) fn tells_leads_apart(cap: &Cap) -> bool {
    cap.when.is_some() || cap.per.iter().any(|dimension| matches!(dimension, Dimension::Attribute(_)))
}
