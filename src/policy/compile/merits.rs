//! Merits, and what queues make of them.

use super::attributes;
use super::directory::each_once;
use super::report::{Noun, Report};
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::calendar::{Window, Zone};
use crate::id::MeritSlot;
use crate::matching::Schema;
use crate::meter::merit::{DeclineRules, LoadRules, MOST_HELD, Rules, TierRules};
use crate::policy::compiled::{Merit, MeritDraw, QueueMerit};
use crate::policy::doc::{
    ByLoadDoc, DecliningMeritDoc, MeritDoc, MeritTiersDoc, PeriodDoc, PolicyDoc, QueueDoc, QueueMeritDoc,
    RankKeyDoc, StrategyDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most periods a window may have.
const MOST_PERIODS: u32 = 60;
/// The most bands of leads held beside the first.
const MOST_BANDS: usize = 16;
/// The largest number of percent that is not taken for a slip.
pub(super) const MOST_PERCENT: u32 = 10_000;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, report: &mut Report) -> Vec<Merit> {
    if doc.merits.is_empty() {
        return Vec::new();
    }
    let zone = report.zone(&Path::ROOT.field("zone"), &doc.zone);
    let path = Path::ROOT.field("merits");
    let merits = doc.merits.iter().enumerate();
    merits.filter_map(|(at, merit)| one(merit, zone.as_ref(), &path.index(at), schema, report)).collect()
}

fn one(
    merit: &MeritDoc,
    default_zone: Option<&Zone>,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<Merit> {
    if merit.won.is_empty() {
        let message = "no code counts as success, so nobody's merit differs";
        report.warn(&path.field("won"), IssueKind::NoEffect, message);
    }
    for (field, codes) in [("won", &merit.won), ("qualified", &merit.qualified)] {
        let path = path.field(field);
        each_once(&path, codes.iter(), |code| format!("code `{code}`"), None, report);
        for (at, code) in codes.iter().enumerate() {
            report.text(&path.index(at), code);
        }
    }
    let periods = path.field("periods");
    report.at_least_one(&periods, u64::from(merit.periods));
    at_most(&periods, merit.periods, MOST_PERIODS, "periods", report);
    let zone = match &merit.zone {
        Some(zone) => report.zone(&path.field("zone"), zone),
        None => default_zone.cloned(),
    };
    let normalise_by = merit.normalise_by.as_ref().and_then(|name| {
        let path = path.field("normalise_by");
        let (_, declared) = attributes::find(schema, &path, name, report)?;
        if declared == AttributeType::Texts {
            let message = format!("leads are told apart by one value, `{name}` is declared as texts");
            report.error(&path, IssueKind::TypeMismatch, message);
        }
        Some((name.clone(), declared))
    });
    let by_load = merit.by_load.as_ref().map(|own| by_load(own, &path.field("by_load"), report));
    let path = path.field("open_counts_after_s");
    let open_counts_after = merit.open_counts_after_s.map(|after| report.some_span(&path, after));
    Some(Merit {
        id: merit.id.clone(),
        won: merit.won.clone(),
        qualified: merit.qualified.clone(),
        period: match merit.period {
            PeriodDoc::Hour => Window::Hour,
            PeriodDoc::Day => Window::Day,
            PeriodDoc::Week { starts } => Window::Week { starts },
            PeriodDoc::Month => Window::Month,
        },
        periods: merit.periods.min(MOST_PERIODS),
        zone: zone?,
        normalise_by,
        open_counts_after,
        by_load,
    })
}

fn by_load(own: &ByLoadDoc, path: &Path<'_>, report: &mut Report) -> LoadRules {
    report.at_least_one(&path.field("min_tried"), u64::from(own.min_tried));
    let path = path.field("bands_from");
    if own.bands_from.is_empty() {
        let message = "all leads are of one band, and there is nothing to compare it with";
        report.error(&path, IssueKind::TooSmall, message);
    }
    if own.bands_from.len() > MOST_BANDS {
        let message = format!("{} bands are more than {MOST_BANDS}, the most", own.bands_from.len());
        report.error(&path, IssueKind::TooLarge, message);
    }
    let mut before = 0;
    for (at, from) in own.bands_from.iter().enumerate() {
        let path = path.index(at);
        at_most(&path, *from, MOST_HELD, "leads", report);
        if *from <= before {
            let message = format!("{from} is not above {before}, where the band before begins");
            report.error(&path, IssueKind::TooSmall, message);
        }
        before = *from;
    }
    LoadRules { bands_from: own.bands_from.clone(), min_tried: own.min_tried }
}

fn decline_of(
    doc: &PolicyDoc,
    (own, slot): (&DecliningMeritDoc, Option<usize>),
    path: &Path<'_>,
    report: &mut Report,
) -> DeclineRules {
    if let Some(merit) = slot.and_then(|slot| doc.merits.get(slot)).filter(|merit| merit.by_load.is_none()) {
        let message = format!(
            "merit `{}` does not count by leads held: add `\"by_load\": {{\"bands_from\": [5, 10]}}` to it",
            merit.id
        );
        report.error(path, IssueKind::NoMerit, message);
    }
    let below = path.field("below_percent");
    report.at_least_one(&below, u64::from(own.below_percent));
    at_most(&below, own.below_percent, MOST_PERCENT, "percent", report);
    let until = path.field("until_percent");
    at_most(&until, own.until_percent, MOST_PERCENT, "percent", report);
    if own.until_percent < own.below_percent {
        let message = format!(
            "{} percent are less than `below_percent`, {}: whoever is full would not be at once",
            own.until_percent, own.below_percent
        );
        report.error(&until, IssueKind::TooSmall, message);
    }
    DeclineRules { below_percent: own.below_percent, until_percent: own.until_percent }
}

/// How a queue draws its members by merit, where its strategy does that; none within with errors.
pub(super) fn draw(
    queue: &QueueDoc,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<Option<MeritDraw>> {
    let StrategyDoc::Thompson { by, explore_every } = &queue.strategy else { return None };
    let path = path.field("strategy");
    let path = path.field("thompson");
    if *explore_every < 2 {
        let message = format!("{explore_every} leaves nothing to draw for, 2 is the least");
        report.error(&path.field("explore_every"), IssueKind::TooSmall, message);
    }
    let slot = scope.merits.find(&path.field("by"), by, report).and_then(MeritSlot::from_index);
    Some(slot.map(|merit| MeritDraw { merit, explore_every: *explore_every }))
}

/// What a queue makes of merit; none without, or with errors.
pub(super) fn of_queue(
    doc: &PolicyDoc,
    queue: &QueueDoc,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<QueueMerit> {
    let Some(merit) = &queue.merit else {
        if queue.strategy == StrategyDoc::TopProducers {
            let first = doc.merits.first().map_or("NAME", |merit| merit.id.as_str());
            let message =
                format!("`top_producers` needs to know by what: add `\"merit\": {{\"by\": \"{first}\"}}`");
            report.error(&path.field("merit"), IssueKind::NoMerit, message);
        }
        return None;
    };
    let path = path.field("merit");
    let slot = scope.merits.find(&path.field("by"), &merit.by, report);
    percents(merit, &path, report);
    let tiers = merit.tiers.as_ref();
    if let Some(own) = tiers {
        tiers_differ(queue, own, &path.field("tiers"), report);
    }
    let decline = merit.declining_return.as_ref();
    let decline = decline.map(|own| decline_of(doc, (own, slot), &path.field("declining_return"), report));
    if tiers.is_none() && decline.is_none() && !queue.strategy.keys().contains(&RankKeyDoc::Turns) {
        let message = "merit changes weights, and this strategy deals no turns";
        report.warn(&path, IssueKind::NoEffect, message);
    }
    let wait = slot.and_then(|slot| doc.merits.get(slot)).map_or(0, |merit| merit.periods);
    Some(QueueMerit {
        merit: MeritSlot::from_index(slot?)?,
        decline,
        rules: Rules {
            floor_percent: merit.floor_percent,
            newcomer_percent: merit.newcomer_percent,
            ceiling_percent: merit.ceiling_percent,
            rise_percent: merit.rise_percent,
            prior: merit.prior,
            min_tried: merit.min_tried,
            roll_back_percent: merit.roll_back_percent,
            wait,
            tiers: tiers.map(|tiers| TierRules {
                top: tiers.top,
                rest: tiers.rest,
                promote_percent: tiers.promote_percent,
                demote_percent: tiers.demote_percent,
            }),
        },
    })
}

fn percents(merit: &QueueMeritDoc, path: &Path<'_>, report: &mut Report) {
    let floor = path.field("floor_percent");
    report.at_least_one(&floor, u64::from(merit.floor_percent));
    at_most(&floor, merit.floor_percent, 100, "percent", report);
    let newcomer = path.field("newcomer_percent");
    at_most(&newcomer, merit.newcomer_percent, 100, "percent", report);
    if merit.newcomer_percent < merit.floor_percent {
        let message = format!(
            "{} percent are less than `floor_percent`, {}, which everybody keeps",
            merit.newcomer_percent, merit.floor_percent
        );
        report.error(&newcomer, IssueKind::TooSmall, message);
    }
    let ceiling = path.field("ceiling_percent");
    at_most(&ceiling, merit.ceiling_percent, MOST_PERCENT, "percent", report);
    if merit.ceiling_percent < 100 {
        let message = format!("{} percent are less than 100, an average weight", merit.ceiling_percent);
        report.error(&ceiling, IssueKind::TooSmall, message);
    }
    report.at_least_one(&path.field("rise_percent"), u64::from(merit.rise_percent));
    report.at_least_one(&path.field("min_tried"), u64::from(merit.min_tried));
    at_most(&path.field("roll_back_percent"), merit.roll_back_percent, 100, "percent", report);
    if merit.floor_percent == 100 {
        report.warn(
            &floor,
            IssueKind::NoEffect,
            "everybody keeps all of an equal share: merit changes nothing",
        );
    }
}

fn tiers_differ(queue: &QueueDoc, tiers: &MeritTiersDoc, path: &Path<'_>, report: &mut Report) {
    let demote = path.field("demote_percent");
    if tiers.demote_percent > tiers.promote_percent {
        let message = format!(
            "{} percent are more than `promote_percent`, {}: whoever is promoted would be demoted at once",
            tiers.demote_percent, tiers.promote_percent
        );
        report.error(&demote, IssueKind::TooLarge, message);
    }
    if tiers.top >= tiers.rest {
        let message = format!("tier {} does not answer before tier {}", tiers.top, tiers.rest);
        report.error(&path.field("top"), IssueKind::TooLarge, message);
    }
    if queue.strategy.keys().contains(&RankKeyDoc::LowestCount) {
        let message = "a rotation by totals begins anew in each tier: merit may not change tiers there";
        report.error(path, IssueKind::RankKeys, message);
    }
    let opens_late = queue.tiers.iter().any(|tier| tier.tier == tiers.rest && tier.opens_after_s > 0);
    if !opens_late && !queue.strategy.keys().contains(&RankKeyDoc::Tier) {
        let message = format!("tier {} opens at once, and the strategy does not look at tiers", tiers.rest);
        report.warn(path, IssueKind::NoEffect, message);
    }
}

pub(super) fn at_most(path: &Path<'_>, number: u32, most: u32, of: &str, report: &mut Report) {
    if number > most {
        report.error(path, IssueKind::TooLarge, format!("{number} {of} are more than {most}, the most"));
    }
}

/// Merits that nothing deals by.
pub(super) fn unused(doc: &PolicyDoc, report: &mut Report) {
    let path = Path::ROOT.field("merits");
    for (at, merit) in doc.merits.iter().enumerate() {
        // One that tells what leads held do to conversion is of use by itself.
        if !report.is_used(Noun::Merit, at) && merit.by_load.is_none() {
            report.warn(&path.index(at), IssueKind::Unused, format!("merit `{}` is never used", merit.id));
        }
    }
}
