//! Buyers, their contracts and their caps.

use super::{Place, terms};
use crate::id::Name;
use crate::policy::compile::caps::window_of;
use crate::policy::compile::conditions;
use crate::policy::compile::directory::each_once;
use crate::policy::compile::report::Report;
use crate::policy::compiled::{Buyer, CapWindow, Contract, SaleCap};
use crate::policy::doc::{
    BuyerDoc, ContractDoc, ExclusivityDoc, MOST_BUYERS, SaleCapDoc, SaleCountsDoc, SalePriceDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn buyers(place: &Place<'_>, path: &Path<'_>, report: &mut Report) -> Vec<Buyer> {
    let buyers = place.doc.buyers.iter().enumerate().map(|(at, own)| {
        let path = path.index(at);
        Buyer {
            id: own.id.clone(),
            caps: caps(place, &own.caps, &path.field("caps"), report),
            credit_minor: own.credit_minor,
            duplicates: own.duplicates.as_ref().map(|own| {
                let path = path.field("duplicates");
                let keys = terms::keys(place, &own.keys, &path.field("keys"), report);
                (keys, report.some_span(&path.field("look_back_s"), own.look_back_s))
            }),
            ping: own.ping_s.map(|own| report.some_span(&path.field("ping_s"), own)),
        }
    });
    buyers.collect()
}

/// By id, without those that have errors.
pub(super) fn contracts(place: &Place<'_>, path: &Path<'_>, report: &mut Report) -> Vec<Contract> {
    let mut all: Vec<(Contract, String)> = Vec::new();
    for (at, buyer) in place.doc.buyers.iter().enumerate() {
        let outer = path.index(at);
        let list = outer.field("contracts");
        if buyer.contracts.is_empty() {
            report.warn(&list, IssueKind::NoEffect, format!("buyer `{}` buys nothing", buyer.id));
        }
        for (own, doc) in buyer.contracts.iter().enumerate() {
            let path = list.index(own);
            if let Some(compiled) = contract(place, (at, buyer), doc, &path, report) {
                all.push((compiled, path.field("id").to_string()));
            }
        }
    }
    all.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
    let twice: Vec<(String, String)> = all
        .windows(2)
        .filter_map(|pair| match pair {
            [(one, first), (other, second)] if one.id == other.id => {
                Some((second.clone(), format!("contract `{}` is already there, at {first}", one.id)))
            }
            _ => None,
        })
        .collect();
    twice.into_iter().for_each(|(path, message)| report.error_at(path, IssueKind::Duplicate, message));
    all.into_iter().map(|(own, _)| own).collect()
}

fn contract(
    place: &Place<'_>,
    (buyer_at, buyer): (usize, &BuyerDoc),
    doc: &ContractDoc,
    path: &Path<'_>,
    report: &mut Report,
) -> Option<Contract> {
    let when = doc.when.as_ref();
    let when =
        when.map(|when| conditions::compile(when, &path.field("when"), place.schema, place.scope, report));
    let level = match &doc.level {
        Some(level) => place.levels.find(&path.field("level"), level, report),
        None => Some(0),
    };
    price(doc, path, report);
    let (least, most) = range(doc.exclusivity, &path.field("exclusivity"), report);
    let excluded = path.field("excluded_buyers");
    each_once(&excluded, doc.excluded_buyers.iter(), |name| format!("`{name}`"), None, report);
    let excludes = doc.excluded_buyers.iter().enumerate().filter_map(|(at, name)| {
        let found = place.buyers.find(&excluded.index(at), name, report)?;
        if *name == buyer.id {
            let message = "nobody shares a lead with themselves";
            report.warn(&excluded.index(at), IssueKind::NoEffect, message);
        }
        u32::try_from(found).ok()
    });
    let excludes = excludes.collect();
    if doc.min_quality.is_some() && place.doc.quality.is_none() {
        let message = "the exchange does not say by which attribute (`quality`)";
        report.error(&path.field("min_quality"), IssueKind::UnknownReference, message);
    }
    let calendar = doc.calendar.as_ref();
    let calendar = calendar.map(|name| place.scope.calendars.find(&path.field("calendar"), name, report));
    if let Some(target) = doc.target {
        let path = path.field("target");
        report.at_least_one(&path.field("monthly"), u64::from(target.monthly));
        report.at_least_one(&path.field("daily"), u64::from(target.daily));
    }
    let caps = caps(place, &doc.caps, &path.field("caps"), report);
    let max_age = doc.max_age_s.map(|own| report.some_span(&path.field("max_age_s"), own));
    Some(Contract {
        id: doc.id.clone(),
        buyer: buyer_at,
        level: level?,
        when: match when {
            Some(when) => Some(when?),
            None => None,
        },
        price: doc.price,
        least,
        most,
        excludes,
        min_quality: doc.min_quality,
        max_age,
        calendar: match calendar {
            Some(calendar) => Some(calendar?),
            None => None,
        },
        caps,
        priority: doc.priority,
        target: doc.target,
    })
}

fn price(doc: &ContractDoc, path: &Path<'_>, report: &mut Report) {
    let path = path.field("price");
    match doc.price {
        SalePriceDoc::Fixed { price_minor } => {
            report.at_least_one(&path.field("fixed").field("price_minor"), u64::from(price_minor));
        }
        SalePriceDoc::Bid { min_minor, max_minor } => {
            let path = path.field("bid");
            report.at_least_one(&path.field("min_minor"), u64::from(min_minor));
            if max_minor < min_minor {
                let message =
                    format!("{max_minor} is less than `min_minor`, {min_minor}: no bid could be taken");
                report.error(&path.field("max_minor"), IssueKind::NotInOrder, message);
            }
        }
    }
}

/// The fewest and the most buyers.
fn range(own: ExclusivityDoc, path: &Path<'_>, report: &mut Report) -> (u32, u32) {
    let (word, field, least, most) = match own {
        ExclusivityDoc::Exclusive {} => return (1, 1),
        ExclusivityDoc::Exactly { buyers } => ("exactly", "buyers", 1, buyers),
        ExclusivityDoc::Shared { max_buyers } => ("shared", "max_buyers", 2, max_buyers),
        ExclusivityDoc::Any { max_buyers } => ("any", "max_buyers", 1, max_buyers),
    };
    how_many(most, least, &path.field(word).field(field), report);
    match own {
        ExclusivityDoc::Exactly { buyers } => (buyers, buyers),
        _ => (least, most),
    }
}

/// How many buyers: from `least` to [`MOST_BUYERS`].
pub(super) fn how_many(count: u32, least: u32, path: &Path<'_>, report: &mut Report) {
    if count < least {
        report.error(path, IssueKind::TooSmall, format!("{count} makes no sense here, {least} is the least"));
    }
    if count > MOST_BUYERS {
        let message = format!("{count} buyers, {MOST_BUYERS} are allowed");
        report.error(path, IssueKind::TooLarge, message);
    }
}

fn caps(place: &Place<'_>, docs: &[SaleCapDoc], path: &Path<'_>, report: &mut Report) -> Vec<SaleCap> {
    let shown = |name: &Name| format!("cap `{name}`");
    each_once(path, docs.iter().map(|own| &own.id), shown, Some("id"), report);
    let caps = docs.iter().enumerate().filter_map(|(at, own)| {
        let path = path.index(at);
        report.limit(&path.field("limit"), own.limit);
        let window = window_of(&own.window, &path.field("window"), place.scope, report)?;
        if matches!(window, CapWindow::Open) {
            let message = "a lead sold is not held: count in a window of time";
            report.error(&path.field("window"), IssueKind::TypeMismatch, message);
        }
        let zone = match &own.zone {
            Some(zone) => report.zone(&path.field("zone"), zone)?,
            None => place.zone.clone(),
        };
        let spend = own.counts == SaleCountsDoc::Spend;
        if own.overspend && !spend {
            let message = "changes nothing: what is counted are leads, each as one";
            report.warn(&path.field("overspend"), IssueKind::NoEffect, message);
        }
        Some(SaleCap {
            id: own.id.clone(),
            limit: own.limit,
            spend,
            overspend: own.overspend && spend,
            window,
            zone,
            on_return: own.on_return,
        })
    });
    caps.collect()
}
