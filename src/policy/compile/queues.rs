//! Queues.

use super::affinities;
use super::directory::each_once;
use super::duty;
use super::hunt;
use super::merits;
use super::orders;
use super::pulls;
use super::report::Report;
use super::rotations;
use super::scope::Scope;
use super::scores;
use super::skills;
use super::standards;
use super::turns;
use crate::hash::text_hash;
use crate::matching::Schema;
use crate::policy::compiled::{Ahead, Queue, Sheets, Tier};
use crate::policy::doc::{PolicyDoc, QueueDoc, RankKeyDoc, StrategyDoc, TierDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Vec<Queue> {
    let path = Path::ROOT.field("queues");
    let queues = doc.queues.iter().enumerate();
    let groups = rotations::Groups::of(doc);
    queues
        .filter_map(|(at, queue)| one((doc, &groups), queue, &path.index(at), schema, scope, report))
        .collect()
}

fn one(
    (doc, groups): (&PolicyDoc, &rotations::Groups<'_>),
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
    let wrap_up_by_code = duty::wrap_ups(&queue.wrap_up_by_code, &path.field("wrap_up_by_code"), report);
    let decline_delay = report.span(&path.field("decline_delay_s"), queue.decline_delay_s);
    let timeout_delay = report.span(&path.field("timeout_delay_s"), queue.timeout_delay_s);
    let cycle_wait = report.some_span(&path.field("cycle_wait_s"), queue.cycle_wait_s);
    let skills = skills::compile(&queue.skills, &path.field("skills"), schema, scope, report);
    let (idle_over, response) = hunt::measures(doc, queue, path, report);
    let discipline = orders::discipline(&queue.discipline, &path.field("discipline"), schema, report);
    let oldest_share_bp = orders::oldest_share(queue, path, report);
    orders::bounds(queue, path, report);
    let pull = queue.pull.as_ref().map(|own| pulls::compile(own, &path.field("pull"), schema, scope, report));
    let strict = turns::strict(queue, path, report);
    let turn_size = turns::size(queue, path, schema, report);
    let catch_up = turns::catch_up(queue, path, report);
    let ramp = turns::ramp(queue, path, report);
    let one_turn = turns::one_turn(queue, path, schema, report);
    let standard = standards::compile(queue, path, report);
    let draw = merits::draw(queue, path, scope, report);
    let affinity = affinities::of_queue(doc, queue, path, scope, report);
    let score = scores::of_queue(queue, path, schema, scope, report);
    let merit = merits::of_queue(doc, queue, path, scope, report);
    let sheets = rotations::of_queue(groups, queue, path, schema, report);
    let work_kind = match kind {
        Some(kind) => Some(kind?),
        None => None,
    };
    let keys = queue.strategy.keys();
    Some(Queue {
        id: queue.id.clone(),
        keys: keys.iter().copied().collect(),
        recency: sheets != Some(Sheets::Own) && rotations::rotation(queue) == Some(RankKeyDoc::LeastRecent),
        sheets: sheets?,
        rotation: keys.iter().copied().find(|key| key.rotates()),
        seed: text_hash(&[doc.id.as_str(), queue.id.as_str()]),
        discipline: discipline?,
        oldest_share_bp,
        requeue: queue.requeue.clone(),
        max_waiting: queue.max_waiting,
        max_pooled: queue.max_pooled,
        tiers,
        open_next_tier_when_empty: queue.open_next_tier_when_empty,
        work_kind,
        units: work_kind.and_then(|kind| doc.work_kinds.get(kind)).map_or(1, |kind| kind.units),
        holds_until: queue.holds_capacity_until,
        wrap_up,
        wrap_up_by_code,
        wrap_up_may_end: queue.wrap_up_may_end,
        decline_delay,
        timeout_delay,
        cycle_wait,
        skills,
        delay: queue.delay,
        idle: queue.idle,
        idle_over,
        response,
        strict,
        turn_size,
        catch_up,
        ramp,
        one_turn,
        standard,
        ahead: ahead(queue, path, report),
        absence: queue.absence.clone(),
        counts_as_turn: queue.counts_as_turn.clone(),
        pull: match pull {
            Some(pull) => Some(pull?),
            None => None,
        },
        merit,
        affinity,
        score,
        draw: match draw {
            Some(draw) => Some(draw?),
            None => None,
        },
    })
}

fn ahead(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) -> Option<Ahead> {
    let mut span =
        |field, seconds: Option<u64>| seconds.map(|seconds| report.some_span(&path.field(field), seconds));
    let stop_before_end = span("stop_before_end_s", queue.stop_before_end_s);
    let look_ahead = span("look_ahead_s", queue.look_ahead_s);
    let asks = stop_before_end.is_some() || look_ahead.is_some();
    asks.then_some(Ahead { stop_before_end, look_ahead })
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
        if *key == RankKeyDoc::MeritDraw {
            let message = "`merit_draw` does not say by which merit: use the strategy `thompson`";
            report.error(&path.index(at), IssueKind::RankKeys, message);
        }
        if key.leaves_no_ties() && at < last {
            let message = format!("`{}` leaves no ties, so it can only be the last key", word(*key));
            report.error(&path.index(at), IssueKind::RankKeys, message);
        }
    }
    let mut kept = keys.iter().enumerate().filter(|(_, key)| key.rotates() && **key != RankKeyDoc::Random);
    let first = kept.next();
    for ((_, first), (at, key)) in first.into_iter().cycle().zip(kept) {
        let (first, key) = (word(*first), word(*key));
        let message =
            format!("`{first}` deals the turns of this queue, so `{key}` cannot deal them too; keep one");
        report.error(&path.index(at), IssueKind::RankKeys, message);
    }
}

pub(super) const fn word(key: RankKeyDoc) -> &'static str {
    match key {
        RankKeyDoc::Tier => "tier",
        RankKeyDoc::Turns => "turns",
        RankKeyDoc::LeastRecent => "least_recent",
        RankKeyDoc::LongestIdle => "longest_idle",
        RankKeyDoc::LeastLoaded => "least_loaded",
        RankKeyDoc::Priority => "priority",
        RankKeyDoc::CumulativeIdle => "cumulative_idle",
        RankKeyDoc::Fewest => "fewest",
        RankKeyDoc::MostFree => "most_free",
        RankKeyDoc::Fastest => "fastest",
        RankKeyDoc::PowerOfTwo => "power_of_two",
        RankKeyDoc::Pointer => "pointer",
        RankKeyDoc::LowestCount => "lowest_count",
        RankKeyDoc::Stride => "stride",
        RankKeyDoc::SmoothWeighted => "smooth_weighted",
        RankKeyDoc::Quota => "quota",
        RankKeyDoc::Random => "random",
        RankKeyDoc::MeritDraw => "merit_draw",
        RankKeyDoc::Affinity => "affinity",
        RankKeyDoc::Score => "score",
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
