//! Terms, duplicates and returns.

use super::Place;
use super::contracts::how_many;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::policy::compile::attributes;
use crate::policy::compile::conditions;
use crate::policy::compile::directory::each_once;
use crate::policy::compile::report::Report;
use crate::policy::compiled::{Duplicate, KeyPart, SaleReturns, SaleTerms};
use crate::policy::doc::{DuplicateDecisionDoc, KeyPartDoc, SaleReturnsDoc, SellDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn terms(place: &Place<'_>, path: &Path<'_>, report: &mut Report) -> Vec<SaleTerms> {
    let docs = &place.doc.terms;
    if docs.is_empty() {
        report.error(path, IssueKind::TooSmall, "at least one is needed: no lead would be sold");
    }
    each_once(path, docs.iter().map(|own| &own.id), |id: &Name| format!("`{id}`"), Some("id"), report);
    let terms = docs.iter().enumerate().filter_map(|(at, own)| {
        let path = path.index(at);
        let when = own.when.as_ref();
        let when = when
            .map(|when| conditions::compile(when, &path.field("when"), place.schema, place.scope, report));
        let least = if own.sell == SellDoc::Shared { 2 } else { 1 };
        how_many(own.max_sales, least, &path.field("max_sales"), report);
        let suppressed = path.field("suppressed_buyers");
        for (at, name) in own.suppressed_buyers.iter().enumerate() {
            place.buyers.find(&suppressed.index(at), name, report);
        }
        Some(SaleTerms {
            when: match when {
                Some(when) => Some(when?),
                None => None,
            },
            max_sales: own.max_sales,
            floor_minor: own.floor_minor,
            sell: own.sell,
            suppressed: own.suppressed_buyers.clone(),
        })
    });
    terms.collect()
}

pub(super) fn keys(
    place: &Place<'_>,
    docs: &[KeyPartDoc],
    path: &Path<'_>,
    report: &mut Report,
) -> Vec<KeyPart> {
    if docs.is_empty() {
        report.error(path, IssueKind::TooSmall, "at least one part is needed: every lead would be the same");
    }
    let keys =
        docs.iter().map(|own| KeyPart { attribute: own.attribute.clone(), read_as: own.read_as }).collect();
    for (at, own) in docs.iter().enumerate() {
        let outer = path.index(at);
        let path = outer.field("attribute");
        let found = attributes::find(place.schema, &path, &own.attribute, report);
        if let Some((_, found @ (AttributeType::Boolean | AttributeType::Texts))) = found {
            let message =
                format!("`{}` is declared as {found}, a key is made of texts and integers", own.attribute);
            report.error(&path, IssueKind::TypeMismatch, message);
        }
    }
    keys
}

pub(super) fn duplicates(place: &Place<'_>, path: &Path<'_>, report: &mut Report) -> Vec<Duplicate> {
    let docs = &place.doc.duplicates;
    each_once(path, docs.iter().map(|own| &own.id), |id: &Name| format!("`{id}`"), Some("id"), report);
    let duplicates = docs.iter().enumerate().map(|(at, own)| {
        let path = path.index(at);
        if let Some(same) = &own.same {
            attributes::find(place.schema, &path.field("same"), same, report);
        }
        if let DuplicateDecisionDoc::ResellAfter { after_s } = own.decision {
            let decision = path.field("decision");
            let decision = decision.field("resell_after");
            report.some_span(&decision.field("after_s"), after_s);
            if after_s > own.look_back_s {
                let message = format!(
                    "{after_s} seconds are more than `look_back_s`, {}: a sale is not remembered for so long",
                    own.look_back_s
                );
                report.error(&decision.field("after_s"), IssueKind::NotInOrder, message);
            }
        }
        Duplicate {
            id: own.id.clone(),
            keys: keys(place, &own.keys, &path.field("keys"), report),
            look_back: report.some_span(&path.field("look_back_s"), own.look_back_s),
            same: own.same.clone(),
            decision: own.decision,
        }
    });
    duplicates.collect()
}

pub(super) fn returns(own: &SaleReturnsDoc, path: &Path<'_>, report: &mut Report) -> SaleReturns {
    if own.reasons.is_empty() {
        let message = "at least one is needed: nothing could be given back";
        report.error(&path.field("reasons"), IssueKind::TooSmall, message);
    }
    let reasons = path.field("reasons");
    each_once(&reasons, own.reasons.iter(), |reason| format!("`{reason}`"), None, report);
    own.reasons.iter().enumerate().for_each(|(at, reason)| report.text(&reasons.index(at), reason));
    if own.refund_percent > 100 {
        let message = format!("{} percent are more than was paid", own.refund_percent);
        report.error(&path.field("refund_percent"), IssueKind::TooLarge, message);
    }
    if let Some(rate) = own.rate_cap_bp.filter(|rate| *rate > 10_000) {
        let message = format!("{rate} basis points are more than all");
        report.error(&path.field("rate_cap_bp"), IssueKind::TooLarge, message);
    }
    SaleReturns {
        window: report.some_span(&path.field("window_s"), own.window_s),
        reasons: own.reasons.clone(),
        rate_cap_bp: own.rate_cap_bp,
        rate_over: report.some_span(&path.field("rate_over_s"), own.rate_over_s),
        auto_accept: own.auto_accept_s.map(|own| report.some_span(&path.field("auto_accept_s"), own)),
        refund_percent: own.refund_percent,
        resell: own.resell,
    }
}
