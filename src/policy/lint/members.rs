//! Queues whose members are none, or none that could get a lead.

use crate::agent::MembershipDoc;
use crate::policy::compile::Report;
use crate::policy::doc::{PolicyDoc, QueueDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn check(doc: &PolicyDoc, report: &mut Report) {
    let all = doc.agents.iter().flat_map(|agent| &agent.queues);
    let mut all: Vec<&MembershipDoc> = all.collect();
    all.sort_by(|a, b| a.queue.cmp(&b.queue));
    let path = Path::ROOT.field("queues");
    for (at, queue) in doc.queues.iter().enumerate() {
        let from = all.partition_point(|membership| membership.queue < queue.id);
        let until = all.partition_point(|membership| membership.queue <= queue.id);
        let members = all.get(from..until).unwrap_or_default();
        queue_members(queue, members, &path.index(at), report);
    }
}

fn queue_members(queue: &QueueDoc, members: &[&MembershipDoc], path: &Path<'_>, report: &mut Report) {
    if members.is_empty() {
        report.warn(path, IssueKind::NoMembers, format!("none of the agents is in queue `{}`", queue.id));
        return;
    }
    let turns = queue.strategy.keys().iter().any(|key| key.rotates());
    if turns && members.iter().all(|membership| membership.weight == 0) {
        let message = format!("every member of queue `{}` has weight 0, so nobody gets a turn", queue.id);
        report.warn(path, IssueKind::NoWeight, message);
    }
    if turns {
        tiers_without_weight(queue, members, path, report);
    }
    let by_merit = queue.merit.as_ref().and_then(|merit| merit.tiers.as_ref());
    let mut lists = vec![(path.field("tiers"), queue.tiers.iter().map(|tier| tier.tier).collect::<Vec<_>>())];
    let pull = path.field("pull");
    if let Some(own) = &queue.pull {
        lists.push((pull.field("visible_by_tier"), own.visible_by_tier.iter().map(|own| own.tier).collect()));
        lists.push((pull.field("rank_by_tier"), own.rank_by_tier.iter().map(|own| own.tier).collect()));
    }
    for (path, tiers) in lists {
        for (at, tier) in tiers.into_iter().enumerate() {
            let judged = by_merit.is_some_and(|own| own.top == tier || own.rest == tier);
            if !judged && !members.iter().any(|membership| membership.tier == tier) {
                let message = format!("no member of queue `{}` is in tier {tier}", queue.id);
                report.warn(&path.index(at).field("tier"), IssueKind::EmptyTier, message);
            }
        }
    }
}

/// Tiers that have members, and whose members get no turn, beside others who do.
fn tiers_without_weight(queue: &QueueDoc, members: &[&MembershipDoc], path: &Path<'_>, report: &mut Report) {
    if members.iter().all(|membership| membership.weight == 0) {
        return;
    }
    let list = path.field("tiers");
    for (at, tier) in queue.tiers.iter().enumerate() {
        let mut own = members.iter().filter(|membership| membership.tier == tier.tier).peekable();
        if own.peek().is_some() && own.all(|membership| membership.weight == 0) {
            let message = format!(
                "every member of tier {} of queue `{}` has weight 0, so the tier gets no turn",
                tier.tier, queue.id
            );
            report.warn(&list.index(at), IssueKind::NoWeight, message);
        }
    }
}
