//! Queues.

use super::attributes;
use super::directory::each_once;
use super::merits;
use super::report::Report;
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{Discipline, Pull, Queue, Tier};
use crate::policy::doc::{DisciplineDoc, PolicyDoc, PullDoc, QueueDoc, RankKeyDoc, StrategyDoc, TierDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Vec<Queue> {
    let path = Path::ROOT.field("queues");
    let queues = doc.queues.iter().enumerate();
    queues.filter_map(|(at, queue)| one(doc, queue, &path.index(at), schema, scope, report)).collect()
}

fn one(
    doc: &PolicyDoc,
    queue: &QueueDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Queue> {
    keys(&queue.strategy, &path.field("strategy"), report);
    let tiers = tiers(&queue.tiers, &path.field("tiers"), report);
    let kind = queue.work_kind.as_ref();
    let kind = kind.map(|kind| scope.work_kinds.find(&path.field("work_kind"), kind, report));
    let wrap_up = report.span(&path.field("wrap_up_s"), queue.wrap_up_s);
    let decline_delay = report.span(&path.field("decline_delay_s"), queue.decline_delay_s);
    let timeout_delay = report.span(&path.field("timeout_delay_s"), queue.timeout_delay_s);
    let cycle_wait = report.some_span(&path.field("cycle_wait_s"), queue.cycle_wait_s);
    let discipline = discipline(&queue.discipline, &path.field("discipline"), schema, report);
    let pull = queue.pull.as_ref().map(|own| pull(own, &path.field("pull"), schema, report));
    let merit = merits::of_queue(doc, queue, path, scope, report);
    let work_kind = match kind {
        Some(kind) => Some(kind?),
        None => None,
    };
    Some(Queue {
        id: queue.id.clone(),
        keys: queue.strategy.keys().iter().copied().collect(),
        discipline: discipline?,
        tiers,
        open_next_tier_when_empty: queue.open_next_tier_when_empty,
        work_kind,
        units: work_kind.and_then(|kind| doc.work_kinds.get(kind)).map_or(1, |kind| kind.units),
        holds_until: queue.holds_capacity_until,
        wrap_up,
        decline_delay,
        timeout_delay,
        cycle_wait,
        absence: queue.absence.clone(),
        counts_as_turn: queue.counts_as_turn.clone(),
        pull,
        merit,
    })
}

fn keys(strategy: &StrategyDoc, path: &Path<'_>, report: &mut Report) {
    let StrategyDoc::Keys(keys) = strategy else { return };
    let path = path.field("keys");
    if keys.is_empty() {
        report.error(&path, IssueKind::RankKeys, "members need at least one key to be compared by");
    }
    each_once(&path, keys.iter(), |key| format!("`{}`", word(*key)), None, report);
    let last = keys.len().saturating_sub(1);
    for (at, key) in keys.iter().enumerate() {
        if *key == RankKeyDoc::Turns && at < last {
            report.error(
                &path.index(at),
                IssueKind::RankKeys,
                "`turns` leaves no ties, so it can only be the last key",
            );
        }
    }
}

const fn word(key: RankKeyDoc) -> &'static str {
    match key {
        RankKeyDoc::Tier => "tier",
        RankKeyDoc::Turns => "turns",
        RankKeyDoc::LeastRecent => "least_recent",
        RankKeyDoc::LongestIdle => "longest_idle",
        RankKeyDoc::LeastLoaded => "least_loaded",
        RankKeyDoc::Priority => "priority",
    }
}

fn tiers(docs: &[TierDoc], path: &Path<'_>, report: &mut Report) -> Vec<Tier> {
    each_once(path, docs.iter().map(|tier| &tier.tier), |tier| format!("tier {tier}"), Some("tier"), report);
    let mut tiers = Vec::with_capacity(docs.len());
    for (at, tier) in docs.iter().enumerate() {
        let opens_after = report.span(&path.index(at).field("opens_after_s"), tier.opens_after_s);
        tiers.push(Tier { tier: tier.tier, opens_after });
    }
    tiers.sort_by_key(|tier| tier.tier);
    tiers
}

fn discipline(
    doc: &DisciplineDoc,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<Discipline> {
    match doc {
        DisciplineDoc::Fifo => Some(Discipline::Fifo),
        DisciplineDoc::Lifo => Some(Discipline::Lifo),
        DisciplineDoc::LifoThenFifo { fresh_for_s, oldest_share_bp } => {
            let path = path.field("lifo_then_fifo");
            if *oldest_share_bp > 10_000 {
                let message = format!("{oldest_share_bp} basis points are more than 10000, which is all");
                report.error(&path.field("oldest_share_bp"), IssueKind::TooLarge, message);
            }
            Some(Discipline::LifoThenFifo {
                fresh_for: report.span(&path.field("fresh_for_s"), *fresh_for_s),
                oldest_share_bp: *oldest_share_bp,
            })
        }
        DisciplineDoc::Priority { attribute, point_per_s } => {
            let path = path.field("priority");
            let point_per = point_per_s.map(|s| report.some_span(&path.field("point_per_s"), s));
            let path = path.field("attribute");
            let (index, declared) = attributes::find(schema, &path, attribute, report)?;
            if declared != AttributeType::Integer {
                let message = format!("priorities need an integer, `{attribute}` is declared as {declared}");
                report.error(&path, IssueKind::TypeMismatch, message);
                return None;
            }
            Some(Discipline::Priority { attribute: index, point_per })
        }
    }
}

fn pull(doc: &PullDoc, path: &Path<'_>, schema: &Schema, report: &mut Report) -> Pull {
    let lease = report.some_span(&path.field("lease_s"), doc.lease_s);
    for (field, limit) in [("undisposed_limit", doc.undisposed_limit), ("max_claimed", doc.max_claimed)] {
        if let Some(limit) = limit {
            report.limit(&path.field(field), limit);
        }
    }
    if !(doc.ways.blind || doc.ways.filtered || doc.ways.list) {
        report.warn(&path.field("ways"), IssueKind::NothingPasses, "no way of claiming is open");
    }
    let mut known = |field: &'static str, names: &[Name]| {
        let path = path.field(field);
        each_once(&path, names.iter(), |name| format!("`{name}`"), None, report);
        for (at, name) in names.iter().enumerate() {
            attributes::find(schema, &path.index(at), name, report);
        }
    };
    known("visible", &doc.visible);
    known("filter_by", &doc.filter_by);
    Pull {
        lease,
        undisposed_limit: doc.undisposed_limit,
        max_claimed: doc.max_claimed,
        cooldown: report.span(&path.field("cooldown_s"), doc.cooldown_s),
        ways: doc.ways.clone(),
        visible: doc.visible.clone(),
        filter_by: doc.filter_by.clone(),
    }
}
