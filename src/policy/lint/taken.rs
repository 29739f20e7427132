//! Leads taken from their owner and sent to where nobody but that owner is; and hand-offs that ring nobody who may take one.

use super::reach::Reached;
use super::takers::{Members, has_all, members, shown, stays, wanted};
use crate::id::{AgentId, Name};
use crate::policy::compile::Report;
use crate::policy::doc::{PlanDoc, PolicyDoc, StageActionDoc, WhenEmptiedDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn check(doc: &PolicyDoc, reached: &Reached, report: &mut Report) {
    let members = members(doc);
    let list = Path::ROOT.field("plans");
    for (at, plan) in doc.plans.iter().enumerate().filter(|(at, _)| reached.has_plan(*at)) {
        let path = list.index(at);
        back_to_nobody(doc, plan, &members, &path, report);
        rings(doc, plan, &members, &path, report);
    }
}

/// A former owner may not have the lead again, and no other comes into question.
fn back_to_nobody(
    doc: &PolicyDoc,
    plan: &PlanDoc,
    members: &Members<'_>,
    path: &Path<'_>,
    report: &mut Report,
) {
    let own = &plan.exclude_previous;
    if own.last == 0 || own.forget_after_s.is_some() || own.when_emptied != WhenEmptiedDoc::Wait {
        return;
    }
    let only = |then: &Name| -> Option<(&AgentId, &Name)> {
        let stage = plan.stages.iter().find(|stage| stage.id == *then)?;
        let StageActionDoc::Queue { queue, .. } = &stage.action else { return None };
        let own = doc.queues.iter().find(|own| own.id == *queue)?;
        let [(agent, _)] = members.get(queue)?.as_slice() else { return None };
        let agent = doc.agents.get(*agent)?;
        stays(doc, own, stage).then_some((&agent.id, &own.id))
    };
    let mut say = |then: &Name, path: &Path<'_>| {
        if let Some((agent, queue)) = only(then) {
            let message = format!(
                "a lead taken from `{agent}` waits at stage `{then}` until that changes: nobody else is in queue `{queue}`, and \
                 `exclude_previous` keeps it from them; give the stage a `wait`, or say `relax`"
            );
            report.warn(path, IssueKind::NoWayOut, message);
        }
    };
    let list = path.field("follow_up");
    for (at, own) in plan.follow_up.iter().enumerate() {
        say(&own.then, &list.index(at).field("then"));
    }
    let list = path.field("on_change");
    for (at, own) in plan.on_change.iter().enumerate() {
        say(&own.then, &list.index(at).field("then"));
    }
    if let Some(own) = &plan.cadence {
        say(&own.then, &path.field("cadence").field("then"));
    }
}

/// Rings of queues in which nobody has what the queue asks for.
fn rings(doc: &PolicyDoc, plan: &PlanDoc, members: &Members<'_>, path: &Path<'_>, report: &mut Report) {
    let Some(own) = &plan.hand_off else { return };
    let path = path.field("hand_off");
    let path = path.field("rings");
    for (at, ring) in own.rings.iter().enumerate() {
        let Some(queue) = doc.queues.iter().find(|queue| queue.id == ring.queue) else { continue };
        let all = members.get(&ring.queue).map(Vec::as_slice).unwrap_or_default();
        let asked = wanted(&queue.skills);
        // That a queue has no members at all is said of the queue.
        let mut agents = all.iter().filter_map(|(agent, _)| doc.agents.get(*agent)).peekable();
        if agents.peek().is_some() && !agents.any(|agent| has_all(agent, &asked)) {
            let message =
                format!("nobody in queue `{}` has {}: nobody is ever rung here", queue.id, shown(&asked));
            report.warn(&path.index(at), IssueKind::NoTakers, message);
        }
    }
}
