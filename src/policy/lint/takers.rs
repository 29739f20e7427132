//! Stages at which nobody can ever take a lead, and members who can never take one: by skills, room and tiers.

use std::collections::BTreeMap;

use super::reach::{Reached, queue_of};
use crate::agent::AgentDoc;
use crate::id::Name;
use crate::policy::compile::Report;
use crate::policy::doc::{
    AtLimitDoc, PolicyDoc, QueueDoc, SkillRuleDoc, StageActionDoc, StageDoc, TimerDoc, WhichSkillDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The members of each queue, by its name: the agent, and where the membership stands.
pub(super) type Members<'d> = BTreeMap<&'d Name, Vec<(usize, usize)>>;

pub(super) fn members(doc: &PolicyDoc) -> Members<'_> {
    let mut all = Members::new();
    for (agent, own) in doc.agents.iter().enumerate() {
        for (at, membership) in own.queues.iter().enumerate() {
            all.entry(&membership.queue).or_default().push((agent, at));
        }
    }
    all
}

pub(super) fn check(doc: &PolicyDoc, reached: &Reached, report: &mut Report) {
    let members = members(doc);
    let queues: BTreeMap<&Name, &QueueDoc> = doc.queues.iter().map(|queue| (&queue.id, queue)).collect();
    let plans = Path::ROOT.field("plans");
    for (plan, stage, queue) in reached.giving(doc) {
        let Some(doc_of) = doc.plans.get(plan).and_then(|plan| plan.stages.get(stage)) else { continue };
        let Some(own) = queues.get(queue) else { continue };
        let all = members.get(queue).map(Vec::as_slice).unwrap_or_default();
        let path = plans.index(plan);
        let path = path.field("stages");
        stage_takers(doc, own, doc_of, all, &path.index(stage), report);
    }
    room(doc, &members, report);
    tiers(doc, reached, report);
}

/// Whether one of the members has all that queue and stage ask for in the end.
fn stage_takers(
    doc: &PolicyDoc,
    queue: &QueueDoc,
    stage: &StageDoc,
    members: &[(usize, usize)],
    path: &Path<'_>,
    report: &mut Report,
) {
    let asked = wanted(queue.skills.iter().chain(&stage.skills));
    let mut agents = members.iter().filter_map(|(agent, _)| doc.agents.get(*agent));
    if agents.any(|agent| has_all(agent, &asked)) {
        return;
    }
    let for_ever = if stays(doc, queue, stage) {
        ": a lead waits here until that changes; give the stage a `wait`"
    } else {
        ""
    };
    if members.is_empty() {
        // That the queue has no members is said of the queue.
        if !for_ever.is_empty() {
            let message = format!("nobody is in queue `{}`{for_ever}", queue.id);
            report.warn(path, IssueKind::NoWayOut, message);
        }
        return;
    }
    let message = format!("nobody in queue `{}` has {}{for_ever}", queue.id, shown(&asked));
    report.warn(path, IssueKind::NoTakers, message);
}

/// Whether a lead that nobody can take stays at a stage, whatever the time.
pub(super) fn stays(doc: &PolicyDoc, queue: &QueueDoc, stage: &StageDoc) -> bool {
    let next = &stage.next;
    let goes_on = [&next.nobody_eligible, &next.shut, &next.contact_shut, &next.cap_full];
    let goes_on = goes_on.iter().any(|own| own.is_some())
        || stage.spill.is_some()
        || queue.max_waiting.is_some()
        || doc.caps.iter().any(|cap| cap.at_limit != AtLimitDoc::Wait);
    matches!(stage.action, StageActionDoc::Queue { wait: None, .. }) && !goes_on
}

/// The skills that are asked for in the end, and their levels.
pub(super) fn wanted<'d>(rules: impl IntoIterator<Item = &'d SkillRuleDoc>) -> Vec<(&'d Name, u32)> {
    rules.into_iter().filter_map(in_the_end).collect()
}

pub(super) fn has_all(agent: &AgentDoc, asked: &[(&Name, u32)]) -> bool {
    let level = |skill: &Name| agent.skills.iter().find(|own| own.skill == *skill).map_or(0, |own| own.level);
    asked.iter().all(|(skill, least)| level(skill) >= *least)
}

/// As a person would say it.
pub(super) fn shown(asked: &[(&Name, u32)]) -> String {
    let asked: Vec<String> =
        asked.iter().map(|(skill, level)| format!("`{skill}` to level {level}")).collect();
    asked.join(" and ")
}

/// The skill and the least level that is still asked for after any wait.
fn in_the_end(rule: &SkillRuleDoc) -> Option<(&Name, u32)> {
    match &rule.skill {
        WhichSkillDoc::Named(skill) if rule.drop_after_s.is_none() => {
            Some((skill, rule.relax.last().map_or(rule.min_level, |own| own.min_level)))
        }
        _ => None,
    }
}

/// Members with less room in all than one lead takes.
fn room(doc: &PolicyDoc, members: &Members<'_>, report: &mut Report) {
    // A kind that is laid aside takes no room of others: who has how much then depends on what they hold.
    if doc.work_kinds.iter().any(|kind| kind.interruptible) {
        return;
    }
    let agents = Path::ROOT.field("agents");
    for queue in &doc.queues {
        let kind = queue.work_kind.as_ref().and_then(|id| doc.work_kinds.iter().find(|own| own.id == *id));
        let units = kind.map_or(1, |kind| kind.units);
        for (agent, at) in members.get(&queue.id).map(Vec::as_slice).unwrap_or_default() {
            let Some(own) = doc.agents.get(*agent) else { continue };
            let of_kind =
                own.capacity.per_kind.iter().find(|own| Some(&own.kind) == queue.work_kind.as_ref());
            let least = own.capacity.units.into_iter().chain(of_kind.map(|own| own.units)).min();
            let Some(least) = least.filter(|least| *least < units) else { continue };
            let message = format!(
                "a lead of queue `{}` takes {units} unit(s) of capacity, and `{}` has {least}: it gives them none",
                queue.id, own.id
            );
            let path = agents.index(*agent);
            let path = path.field("queues");
            report.warn(&path.index(*at), IssueKind::NothingPasses, message);
        }
    }
}

/// Tiers that open only after every lead has gone on.
fn tiers(doc: &PolicyDoc, reached: &Reached, report: &mut Report) {
    let path = Path::ROOT.field("queues");
    for (at, queue) in doc.queues.iter().enumerate() {
        if queue.open_next_tier_when_empty || queue.tiers.is_empty() {
            continue;
        }
        let longest = longest_wait(doc, reached, &queue.id);
        let Some(longest) = longest else { continue };
        let list = path.index(at);
        let list = list.field("tiers");
        for (at, tier) in queue.tiers.iter().enumerate().filter(|(_, tier)| tier.opens_after_s >= longest) {
            let message = format!(
                "tier {} of queue `{}` never opens: every lead has gone on by then, after {longest} s at the most",
                tier.tier, queue.id
            );
            report.warn(&list.index(at).field("opens_after_s"), IssueKind::NoTakers, message);
        }
    }
}

/// How long leads stay in a queue at the most, in seconds; none where that is not known, or none comes.
fn longest_wait(doc: &PolicyDoc, reached: &Reached, queue: &Name) -> Option<u64> {
    let rings = doc.plans.iter().filter_map(|plan| plan.hand_off.as_ref()).flat_map(|own| &own.rings);
    if rings.into_iter().any(|ring| ring.queue == *queue) {
        return None;
    }
    let mut longest = None;
    for (plan, stage, own) in reached.giving(doc) {
        let stage = doc.plans.get(plan)?.stages.get(stage)?;
        if own != queue || queue_of(&stage.action).is_none() {
            continue;
        }
        match &stage.action {
            StageActionDoc::Queue { wait: Some(TimerDoc::WallS(wait)), .. } => {
                longest = longest.max(Some(*wait))
            }
            _ => return None,
        }
    }
    longest
}
