//! Caps.

use super::adjusts;
use super::attributes;
use super::budgets;
use super::conditions;
use super::directory::each_once;
use super::report::Report;
use super::scope::Scope;
use crate::calendar::{Every, Window, Zone};
use crate::id::PlanSlot;
use crate::matching::Schema;
use crate::policy::compiled::{AtLimit, Cap, CapWindow, Dimension, Money, Price};
use crate::policy::doc::{
    AtLimitDoc, CapDoc, CountsDoc, DimensionDoc, OnReturnDoc, PolicyDoc, ReturnReason, WindowDoc,
};
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
            DimensionDoc::Tier => Some(Dimension::Tier),
            DimensionDoc::Queue => Some(Dimension::Queue),
            DimensionDoc::Rule => Some(Dimension::Rule),
            DimensionDoc::Plan => Some(Dimension::Plan),
            DimensionDoc::Attribute(name) => {
                let found = attributes::find(schema, &per.index(at).field("attribute"), name, report);
                found.map(|(index, _)| Dimension::Attribute(index))
            }
        });
    }
    let when = cap.when.as_ref();
    let when = when.map(|when| conditions::compile(when, &path.field("when"), schema, scope, report));
    let window = window_of(&cap.window, &path.field("window"), scope, report);
    counts(cap, path, report);
    let at_limit = at_limit(cap, &path.field("at_limit"), scope, report);
    let money = budgets::money(cap, path, schema, report);
    let pace = budgets::pace(cap, window, path, scope, report);
    let reserve = budgets::reserve(cap, path, report);
    let adjust = cap.adjust.as_ref().and_then(|own| adjusts::compile(cap, own, path, scope, report));
    let zone_path = path.field("zone");
    if cap.zone.is_some() && !matches!(window, None | Some(CapWindow::Calendar(_))) {
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
        window: window?,
        zone: zone?,
        counts: cap.counts.clone(),
        on_return: cap.on_return,
        on_return_by_reason: cap.on_return_by_reason.iter().map(|own| (own.reason, own.on_return)).collect(),
        at_limit: at_limit?,
        adjust,
        money: if cap.money.is_some() { Some(money?) } else { None },
        pace,
        reserve,
    })
}

pub(super) fn window_of(
    window: &WindowDoc,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<CapWindow> {
    Some(match window {
        WindowDoc::Minute => CapWindow::Calendar(Window::Minute),
        WindowDoc::HalfHour => CapWindow::Calendar(Window::HalfHour),
        WindowDoc::Hour => CapWindow::Calendar(Window::Hour),
        WindowDoc::Day => CapWindow::Calendar(Window::Day),
        WindowDoc::Week { starts } => CapWindow::Calendar(Window::Week { starts: *starts }),
        WindowDoc::Month => CapWindow::Calendar(Window::Month),
        WindowDoc::Quarter => CapWindow::Calendar(Window::Quarter),
        WindowDoc::Every { units, of, from } => {
            let path = path.field("every");
            report.at_least_one(&path.field("units"), u64::from(*units));
            if *units > MOST_UNITS {
                let message = format!("{units} units, {MOST_UNITS} are allowed");
                report.error(&path.field("units"), IssueKind::TooLarge, message);
            }
            let every = Every::new((*units).max(1), *of, from);
            if every.is_none() {
                let message = format!("`{}` is not a date such as `2026-03-02`", super::shortened(from));
                report.error(&path.field("from"), IssueKind::Calendar, message);
            }
            CapWindow::Calendar(Window::Every(every?))
        }
        WindowDoc::Block { calendar } => {
            let path = path.field("block");
            CapWindow::Block(scope.calendars.find(&path.field("calendar"), calendar, report)?)
        }
        WindowDoc::Rolling { span_s } => {
            let path = path.field("rolling");
            CapWindow::Rolling(report.some_span(&path.field("span_s"), *span_s))
        }
        WindowDoc::Open => CapWindow::Open,
        WindowDoc::Lifetime => CapWindow::Lifetime,
    })
}

fn at_limit(cap: &CapDoc, path: &Path<'_>, scope: &Scope, report: &mut Report) -> Option<AtLimit> {
    let of_members =
        |own: &DimensionDoc| matches!(own, DimensionDoc::Agent | DimensionDoc::Team | DimensionDoc::Tier);
    if cap.at_limit != AtLimitDoc::Wait && cap.per.iter().any(of_members) {
        let message = "whoever is full is passed over: a stage's `next.nobody_eligible` says what becomes of a lead that nobody may take";
        report.error(path, IssueKind::TypeMismatch, message);
    } else if cap.at_limit != AtLimitDoc::Wait && cap.counts == CountsDoc::Claimed {
        report.warn(
            path,
            IssueKind::NoEffect,
            "changes nothing: this cap counts claims, and leads that are pushed pass it",
        );
    }
    Some(match &cap.at_limit {
        AtLimitDoc::Wait => AtLimit::Wait,
        AtLimitDoc::Next => AtLimit::Next,
        AtLimitDoc::Fail => AtLimit::Fail,
        AtLimitDoc::Plan { plan } => {
            let path = path.field("plan");
            AtLimit::Plan(PlanSlot::from_index(scope.plans.find(&path.field("plan"), plan, report)?)?)
        }
    })
}

/// What counts, and what is given back.
fn counts(cap: &CapDoc, path: &Path<'_>, report: &mut Report) {
    let field = path.field("counts");
    let held = cap.window == WindowDoc::Open;
    match &cap.counts {
        CountsDoc::Returned if held => {
            let message = "a lead given back is not held any longer: count `returned` in a window of time";
            report.error(&field, IssueKind::TypeMismatch, message);
        }
        CountsDoc::Attempted | CountsDoc::Connected | CountsDoc::Converted { .. } if held => {
            let message =
                "a lead held counts whatever comes of it: count `accepted`, or count in a window of time";
            report.error(&field, IssueKind::TypeMismatch, message);
        }
        _ => {}
    }
    if let CountsDoc::Converted { codes } = &cap.counts {
        let field = field.field("converted");
        let field = field.field("codes");
        if codes.is_empty() {
            report.error(&field, IssueKind::TooSmall, "at least one code is needed: no lead could count");
        }
        each_once(&field, codes.iter(), |code| format!("`{code}`"), None, report);
        codes.iter().enumerate().for_each(|(at, code)| report.text(&field.index(at), code));
    }
    let field = path.field("on_return_by_reason");
    let reasons = cap.on_return_by_reason.iter().map(|own| &own.reason);
    let shown = |reason: &ReturnReason| {
        let word = serde_json::to_string(reason).unwrap_or_default();
        format!("`{}`", word.trim_matches('"'))
    };
    each_once(&field, reasons, shown, Some("reason"), report);
    let gives_back = cap.on_return != OnReturnDoc::Keep
        || cap.on_return_by_reason.iter().any(|own| own.on_return != OnReturnDoc::Keep);
    if gives_back && (held || cap.counts == CountsDoc::Returned) {
        let field = path.field("on_return");
        let message = if held {
            "changes nothing: a lead given back is not held any longer"
        } else {
            "changes nothing: what is counted is the return itself"
        };
        report.warn(&field, IssueKind::NoEffect, message);
    }
}

/// A window of minutes may be as long as about a year, and one of months as long as a lifetime.
const MOST_UNITS: u32 = 525_600;

fn shown(dimension: &DimensionDoc) -> String {
    match dimension {
        DimensionDoc::Agent => "agent".to_owned(),
        DimensionDoc::Team => "team".to_owned(),
        DimensionDoc::Tier => "tier".to_owned(),
        DimensionDoc::Queue => "queue".to_owned(),
        DimensionDoc::Rule => "rule".to_owned(),
        DimensionDoc::Plan => "plan".to_owned(),
        DimensionDoc::Attribute(name) => format!("attribute `{name}`"),
    }
}

/// Whether a cap sends leads on that it stops.
pub(super) fn moves_on(cap: &Cap) -> bool {
    cap.at_limit != AtLimit::Wait
}

/// Whether a cap counts leads apart by what they are.
pub(super) fn tells_leads_apart(cap: &Cap) -> bool {
    let of_leads =
        |own: &Dimension| matches!(own, Dimension::Attribute(_) | Dimension::Rule | Dimension::Plan);
    let by_price = matches!(&cap.money, Some(Money { price: Price::Said { .. }, .. }));
    cap.when.is_some() || by_price || cap.per.iter().any(of_leads)
}
