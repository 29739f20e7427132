//! An exchange: names resolved, and every number checked.

mod contracts;
mod entangled;
mod terms;

use super::attributes;
use super::budgets::currency;
use super::directory::{Directory, each_once};
use super::report::{Noun, Report};
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::matching::Schema;
use crate::policy::compiled::{Exchange, Level};
use crate::policy::doc::{EqualRevenueDoc, ExchangeDoc, PolicyDoc, SaleChoiceDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub use entangled::MOST_COMBINATIONS;

/// What the parts of an exchange are looked up in.
struct Place<'p> {
    doc: &'p ExchangeDoc,
    schema: &'p Schema,
    scope: &'p Scope,
    buyers: &'p Directory,
    levels: &'p Directory,
    zone: crate::calendar::Zone,
}

/// None where there is none, or something was reported that stops it.
pub(super) fn compile(
    doc: &PolicyDoc,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Exchange> {
    let own = doc.exchange.as_ref()?;
    let path = Path::ROOT.field("exchange");
    let zone = report.zone(&Path::ROOT.field("zone"), &doc.zone);
    let money = currency(&own.currency, &path.field("currency"), report);
    let buyers_path = path.field("buyers");
    let buyers = Directory::new(Noun::Buyer, &buyers_path, own.buyers.iter().map(|buyer| &buyer.id), report);
    let levels_path = path.field("levels");
    let levels = Directory::new(Noun::Level, &levels_path, own.levels.iter().map(|level| &level.id), report);
    let place = Place { doc: own, schema, scope, buyers: &buyers, levels: &levels, zone: zone? };
    let compiled_levels = self::levels(own, &levels_path, report);
    let terms = terms::terms(&place, &path.field("terms"), report);
    let compiled_buyers = contracts::buyers(&place, &buyers_path, report);
    let contracts = contracts::contracts(&place, &buyers_path, report);
    targets(own, &contracts, report);
    let quality = own.quality.as_ref().and_then(|name| {
        let path = path.field("quality");
        let (index, found) = attributes::find(schema, &path, name, report)?;
        if found != AttributeType::Integer {
            let message = format!("`{name}` is declared as {found}, quality is an integer");
            report.error(&path, IssueKind::TypeMismatch, message);
        }
        Some(index)
    });
    let shown = path.field("shown");
    each_once(&shown, own.shown.iter(), |name| format!("`{name}`"), None, report);
    for (at, name) in own.shown.iter().enumerate() {
        attributes::find(schema, &shown.index(at), name, report);
    }
    let duplicates = terms::duplicates(&place, &path.field("duplicates"), report);
    let returns = own.returns.as_ref().map(|own| terms::returns(own, &path.field("returns"), report));
    let most = terms.iter().map(|own| own.max_sales).max().unwrap_or(1);
    if !report.has_errors() {
        entangled::check(own, &contracts, most, &levels_path, report);
    }
    Some(Exchange {
        currency: money?,
        zone: place.zone.clone(),
        levels: compiled_levels,
        terms,
        buyers: compiled_buyers,
        contracts,
        quality,
        shown: own.shown.clone(),
        duplicates,
        returns,
        reserve: own.reserve,
        posting: own.posting,
        prefer_more: own.equal_revenue == EqualRevenueDoc::MoreBuyers,
    })
}

fn levels(own: &ExchangeDoc, path: &Path<'_>, report: &mut Report) -> Vec<Level> {
    if own.levels.is_empty() {
        report.error(path, IssueKind::TooSmall, "at least one level is needed");
    }
    let levels = own.levels.iter().enumerate().map(|(at, level)| {
        let path = path.index(at);
        Level {
            id: level.id.clone(),
            choice: level.choice,
            ping: report.some_span(&path.field("ping_s"), level.ping_s),
            post: report.some_span(&path.field("post_s"), level.post_s),
        }
    });
    levels.collect()
}

/// A level that goes by targets needs one of each contract.
fn targets(own: &ExchangeDoc, contracts: &[crate::policy::compiled::Contract], report: &mut Report) {
    let path = Path::ROOT.field("exchange");
    let path = path.field("levels");
    for (at, level) in own.levels.iter().enumerate() {
        let without = contracts.iter().find(|own| own.level == at && own.target.is_none());
        if let (SaleChoiceDoc::LowestShareOfTarget, Some(without)) = (level.choice, without) {
            let message =
                format!("contract `{}` of this level has no `target` to have a share of", without.id);
            report.error(&path.index(at).field("choice"), IssueKind::UnknownReference, message);
        }
        if contracts.iter().all(|own| own.level != at) {
            report.warn(&path.index(at), IssueKind::Unused, format!("level `{}` has no contract", level.id));
        }
    }
}
