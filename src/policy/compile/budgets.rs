//! Caps on money, caps spread over their windows, and how long what they reserve stays reserved.

use super::attributes;
use super::report::Report;
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::currency::Currency;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{CapWindow, Money, Pace, Price};
use crate::policy::doc::{
    CapDoc, CountsDoc, MoneyDoc, OnReturnDoc, PaceDoc, PriceDoc, ReturnByReasonDoc, UnpricedDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

pub(super) fn money(cap: &CapDoc, path: &Path<'_>, schema: &Schema, report: &mut Report) -> Option<Money> {
    let own = cap.money.as_ref()?;
    goes_with(cap, path, report);
    let path = path.field("money");
    let currency = Currency::new(&own.currency);
    if currency.is_none() {
        let message =
            format!("`{}` is not three capital letters such as `EUR`", super::shortened(&own.currency));
        report.error(&path.field("currency"), IssueKind::Currency, message);
    }
    let price_path = path.field("price");
    let unpriced_path = path.field("unpriced");
    let price = match &own.price {
        PriceDoc::Fixed { price_minor } => {
            let path = price_path.field("fixed");
            let path = path.field("price_minor");
            report.at_least_one(&path, u64::from(*price_minor));
            if !own.overspend && cap.limit > 0 && cap.limit < u64::from(*price_minor) {
                let message = format!(
                    "{price_minor} is more than the whole budget, {}: nothing is ever spent",
                    cap.limit
                );
                report.warn(&path, IssueKind::NothingPasses, message);
            }
            if own.unpriced != UnpricedDoc::Refuse {
                let message = "changes nothing: the price is fixed, and so always known";
                report.warn(&price_path, IssueKind::NoEffect, message);
            }
            Some(Price::Fixed(*price_minor))
        }
        PriceDoc::Attribute { price_minor, currency } => {
            let path = price_path.field("attribute");
            let typed = |name: &Name, field: &'static str, wanted: AttributeType, report: &mut Report| {
                let path = path.field(field);
                let (index, kind) = attributes::find(schema, &path, name, report)?;
                if kind != wanted {
                    let message = format!("attribute `{name}` is {kind}, {wanted} is needed");
                    report.error(&path, IssueKind::TypeMismatch, message);
                }
                Some((name.clone(), index))
            };
            if let UnpricedDoc::Costs { price_minor } = own.unpriced
                && !own.overspend
                && cap.limit > 0
                && cap.limit < u64::from(price_minor)
            {
                let message = format!(
                    "{price_minor} is more than the whole budget, {}: a lead without a price is never given",
                    cap.limit
                );
                report.warn(&unpriced_path, IssueKind::NothingPasses, message);
            }
            let price = typed(price_minor, "price_minor", AttributeType::Integer, report);
            let of = currency.as_ref().map(|name| typed(name, "currency", AttributeType::Text, report));
            match of {
                None => price.map(|price| Price::Said { price, currency: None }),
                Some(of) => price.zip(of).map(|(price, of)| Price::Said { price, currency: Some(of) }),
            }
        }
    };
    Some(Money { currency: currency?, price: price?, overspend: own.overspend, unpriced: unpriced(own) })
}

fn unpriced(own: &MoneyDoc) -> Option<u32> {
    match own.unpriced {
        UnpricedDoc::Refuse => None,
        UnpricedDoc::Costs { price_minor } => Some(price_minor),
    }
}

/// What a cap on money cannot say beside it.
fn goes_with(cap: &CapDoc, path: &Path<'_>, report: &mut Report) {
    if cap.counts == CountsDoc::Returned {
        let message = "a lead given back costs nothing: with `money` count what is given";
        report.error(&path.field("counts"), IssueKind::TypeMismatch, message);
    }
    let other = "gives back the count of another lead, which may have cost something else: with `money` say `give_back`";
    if cap.on_return == OnReturnDoc::GiveBackToCurrent {
        report.error(&path.field("on_return"), IssueKind::TypeMismatch, other);
    }
    let to_current = |own: &ReturnByReasonDoc| own.on_return == OnReturnDoc::GiveBackToCurrent;
    let list = path.field("on_return_by_reason");
    for (at, _) in cap.on_return_by_reason.iter().enumerate().filter(|(_, own)| to_current(own)) {
        report.error(&list.index(at).field("on_return"), IssueKind::TypeMismatch, other);
    }
    if cap.adjust.is_some() {
        let message = "merit adds and takes away leads, and this cap counts `money`";
        report.error(&path.field("adjust"), IssueKind::TypeMismatch, message);
    }
}

pub(super) fn pace(
    cap: &CapDoc,
    window: Option<CapWindow>,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<Pace> {
    let PaceDoc::Even { burst, hours } = cap.pace.as_ref()?;
    let outer = path.field("pace");
    if matches!(window, Some(CapWindow::Rolling(_) | CapWindow::Open | CapWindow::Lifetime)) {
        let message = "this window has no beginning and end to spread a limit over: count in a window of the clock, or in the blocks of a calendar";
        report.error(&outer, IssueKind::TypeMismatch, message);
    }
    if cap.counts == CountsDoc::Returned {
        let message = "leads are given back when they are: count what is given";
        report.error(&outer, IssueKind::TypeMismatch, message);
    }
    let path = outer.field("even");
    report.at_least_one(&path.field("burst"), *burst);
    if cap.limit > 0 && *burst >= cap.limit {
        let message = format!("{burst} are open at once and {} may be in all: nothing is spread", cap.limit);
        report.warn(&path.field("burst"), IssueKind::NoEffect, message);
    }
    let hours_path = path.field("hours");
    if hours.is_some() && matches!(window, Some(CapWindow::Block(_))) {
        let message = "a block of a calendar is open throughout: leave `hours` out";
        report.error(&hours_path, IssueKind::TypeMismatch, message);
    }
    let hours = match hours {
        Some(calendar) => Some(scope.calendars.find(&hours_path, calendar, report)?),
        None => None,
    };
    Some(Pace { burst: *burst, hours })
}

/// How long what is not confirmed stays reserved.
pub(super) fn reserve(cap: &CapDoc, path: &Path<'_>, report: &mut Report) -> Option<Span> {
    let seconds = cap.reserve_s?;
    let path = path.field("reserve_s");
    if !matches!(cap.counts, CountsDoc::Attempted | CountsDoc::Connected | CountsDoc::Converted { .. }) {
        let message =
            "nothing is reserved: a lead counts as soon as it is given, and an offer has a time of its own";
        report.warn(&path, IssueKind::NoEffect, message);
    }
    Some(report.some_span(&path, seconds))
}
