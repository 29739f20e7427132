//! Pulling leads.

use super::attributes;
use super::conditions;
use super::directory::each_once;
use super::report::Report;
use super::scope::Scope;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{PickLimit, Pull};
use crate::policy::doc::{PickLimitDoc, PullDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most claims a limit on picking looks at, and the most such limits of a queue: each agent's last claims are kept.
const MAX_CLAIMS: u32 = 1_000;
const MAX_LIMITS: usize = 32;

pub(super) fn compile(
    doc: &PullDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Pull> {
    let lease = report.some_span(&path.field("lease_s"), doc.lease_s);
    for (field, limit) in [("undisposed_limit", doc.undisposed_limit), ("max_claimed", doc.max_claimed)] {
        if let Some(limit) = limit {
            report.limit(&path.field(field), u64::from(limit));
        }
    }
    if !(doc.ways.blind || doc.ways.filtered || doc.ways.list) {
        report.warn(&path.field("ways"), IssueKind::NothingPasses, "no way of claiming is open");
    }
    known(&doc.visible, &path.field("visible"), schema, report);
    known(&doc.filter_by, &path.field("filter_by"), schema, report);
    let list = path.field("visible_by_tier");
    let tiers = doc.visible_by_tier.iter().map(|own| &own.tier);
    each_once(&list, tiers, |tier| format!("tier {tier}"), Some("tier"), report);
    for (at, own) in doc.visible_by_tier.iter().enumerate() {
        known(&own.visible, &list.index(at).field("visible"), schema, report);
    }
    let tiers = doc.rank_by_tier.iter().map(|own| &own.tier);
    each_once(&path.field("rank_by_tier"), tiers, |tier| format!("tier {tier}"), Some("tier"), report);
    let pick_limits = limits(doc, &path.field("pick_limits"), schema, scope, report);
    Some(Pull {
        lease,
        undisposed_limit: doc.undisposed_limit,
        callbacks_first: doc.callbacks_first,
        steps_first: doc.steps_first,
        rank: doc.rank,
        rank_by_tier: doc.rank_by_tier.iter().map(|own| (own.tier, own.rank)).collect(),
        max_claimed: doc.max_claimed,
        cooldown: report.span(&path.field("cooldown_s"), doc.cooldown_s),
        ways: doc.ways.clone(),
        visible: doc.visible.clone(),
        visible_by_tier: doc.visible_by_tier.iter().map(|own| (own.tier, own.visible.clone())).collect(),
        pick_limits: pick_limits?,
        filter_by: doc.filter_by.clone(),
    })
}

fn known(names: &[Name], path: &Path<'_>, schema: &Schema, report: &mut Report) {
    each_once(path, names.iter(), |name| format!("`{name}`"), None, report);
    for (at, name) in names.iter().enumerate() {
        attributes::find(schema, &path.index(at), name, report);
    }
}

fn limits(
    doc: &PullDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<Vec<PickLimit>> {
    if doc.pick_limits.len() > MAX_LIMITS {
        let message = format!("{} limits, {MAX_LIMITS} are allowed", doc.pick_limits.len());
        report.error(path, IssueKind::TooLarge, message);
    }
    let picked = doc.ways.list || (doc.ways.filtered && picks_by_filter(doc));
    if !doc.pick_limits.is_empty() && !picked {
        report.warn(
            path,
            IssueKind::NoEffect,
            "nothing can be picked: no way of claiming here counts as that",
        );
    } else if !doc.pick_limits.is_empty() && !doc.ways.blind {
        let message =
            "there is no way back: whoever has picked too much can claim blind only, and that is not open";
        report.warn(path, IssueKind::NothingPasses, message);
    }
    let mut limits = Vec::with_capacity(doc.pick_limits.len());
    for (at, one) in doc.pick_limits.iter().enumerate() {
        let path = path.index(at);
        limits.push(limit(one, &path, schema, scope, report));
    }
    limits.into_iter().collect()
}

fn picks_by_filter(doc: &PullDoc) -> bool {
    doc.pick_limits.iter().any(|limit| limit.filtered)
}

fn limit(
    doc: &PickLimitDoc,
    path: &Path<'_>,
    schema: &Schema,
    scope: &Scope,
    report: &mut Report,
) -> Option<PickLimit> {
    let claims = path.field("of_claims");
    report.at_least_one(&claims, u64::from(doc.of_claims));
    if doc.of_claims > MAX_CLAIMS {
        report.error(
            &claims,
            IssueKind::TooLarge,
            format!("{} claims, {MAX_CLAIMS} are allowed", doc.of_claims),
        );
    }
    let part = path.field("most_bp");
    if doc.most_bp > 10_000 {
        let message = format!("{} basis points are more than 10000, which is all", doc.most_bp);
        report.error(&part, IssueKind::TooLarge, message);
    } else if doc.of_claims > 0 && doc.most() == 0 {
        let message = format!("less than one claim in {} lets no pick through", doc.of_claims);
        report.warn(&part, IssueKind::NothingPasses, message);
    } else if doc.most() >= doc.of_claims {
        report.warn(&part, IssueKind::NoEffect, "every claim may be picked");
    }
    let when = doc.when.as_ref();
    let compiled = when.map(|when| conditions::compile(when, &path.field("when"), schema, scope, report));
    Some(PickLimit {
        of_claims: doc.of_claims,
        most: doc.most(),
        when: match compiled {
            Some(when) => Some(when?),
            None => None,
        },
        when_text: when.map(ToString::to_string),
        filtered: doc.filtered,
    })
}
