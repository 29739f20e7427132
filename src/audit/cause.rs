//! Why a lead has other owners.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Fate;
use super::past::{Deed, Past};
use super::run::Run;
use crate::command::Command;
use crate::id::{AgentId, LeadId};
use crate::lead::Lead;
use crate::outcome::Outcome;
use crate::policy::{Difference, Policy, Route, StageActionDoc};
use crate::time::Timestamp;

/// So many leads are tried by themselves.
const MOST_TRIED: usize = 200;

/// Why a lead has other owners under the new policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The rules send it to another plan, by what it says or by the territory it is in.
    Routed {
        /// Where it was sent.
        was: Route,
        /// Where it is sent.
        is: Route,
        /// The attributes that the maps of territories write otherwise: the name, what it was and what it is.
        located: Vec<(String, Option<String>, Option<String>)>,
    },
    /// The rules send it where they did, and there, on the same floor, the new policy does something else with it.
    Dealt {
        /// What came of it when it came in, under the old policy.
        was: String,
        /// The same under the new one, on the same floor.
        is: String,
        /// Why the new one does not give it to whom the old one did, where a gate stands in the way.
        refused: Option<String>,
        /// The paths of the differences that bear on it.
        by: Vec<String>,
    },
    /// On the same floor the new policy would have done the same with it; on its own floor a gate stands in the way of whom
    /// the old one gave it to, such as a cap that has counted by then, or work they have by now.
    Shut {
        /// The gate, with its numbers.
        refused: String,
        /// The first lead that the policy itself gives to somebody else; none if this one is it.
        since: Option<LeadId>,
        /// The paths of the differences that bear on it.
        by: Vec<String>,
    },
    /// The new policy would have done the same with it: it is the turns and the work of people that leads before it moved.
    Turns {
        /// The first lead that the policy itself gives to somebody else.
        since: LeadId,
    },
    /// It waits under either policy when it comes in, or nothing is different by then; what comes later is.
    Later {
        /// The first lead that the policy itself gives to somebody else; none if this one is it.
        since: Option<LeadId>,
        /// The paths of the differences that bear on it.
        by: Vec<String>,
    },
    /// It was not tried, being one of too many.
    NotLookedFor,
}

impl Cause {
    /// Whether it is the policy's own doing and not that of leads before.
    #[must_use]
    pub const fn is_direct(&self) -> bool {
        matches!(
            self,
            Cause::Routed { .. }
                | Cause::Dealt { .. }
                | Cause::Later { .. }
                | Cause::Shut { since: None, .. }
        )
    }
}

/// The cause of each lead that has moved, in the order they came in.
pub(super) fn find<'f>(
    old: &Arc<Policy>,
    new: &Arc<Policy>,
    past: &Past,
    deeds: &[&(Timestamp, Deed)],
    moved: &BTreeSet<&LeadId>,
    differences: &[Difference],
    fates: &dyn Fn(&LeadId) -> (&'f Fate, &'f Fate),
) -> Vec<(LeadId, Timestamp, Cause)> {
    let mut found: Vec<(LeadId, Timestamp, Cause)> = Vec::with_capacity(moved.len());
    if moved.is_empty() {
        return found;
    }
    let mut run = Run::of(old, past, deeds);
    let mut other = Run::of(new, past, deeds);
    let mut first: Option<LeadId> = None;
    let mut left = MOST_TRIED;
    let mut seen: BTreeSet<&LeadId> = BTreeSet::new();
    for (at, deed) in deeds {
        run.advance(*at);
        other.advance(*at);
        if let Deed::Command(command) = deed
            && let Command::Submit(lead) = &**command
            && moved.contains(lead.id())
            && seen.insert(lead.id())
        {
            let cause = match routed(old, new, lead, *at) {
                Some(cause) => cause,
                None if left == 0 => Cause::NotLookedFor,
                None => {
                    left = left.saturating_sub(1);
                    let owner = fates(lead.id()).0.owners.first().map(|own| &own.agent);
                    let by = || bearing(differences, old, new, lead);
                    let dealt = dealt(&run, old, new, lead, *at, owner, &by);
                    let (one, why) = run.floor.explain(*at, &Command::Submit(lead.clone()));
                    let free = owner.filter(|own| why.why_not(own).is_none_or(|why| why.refused.is_none()));
                    let shut = || shut(&other, lead, *at, free, &first, &by);
                    dealt.or_else(shut).unwrap_or_else(|| match &first {
                        Some(first) if at_once(&one.outcome) => Cause::Turns { since: first.clone() },
                        since => Cause::Later { since: since.clone(), by: by() },
                    })
                }
            };
            if first.is_none() && cause.is_direct() {
                first = Some(lead.id().clone());
            }
            found.push((lead.id().clone(), *at, cause));
        }
        run.deed(*at, deed);
        other.deed(*at, deed);
    }
    found
}

/// Whether the rules send it elsewhere.
fn routed(old: &Policy, new: &Policy, lead: &Lead, at: Timestamp) -> Option<Cause> {
    let (one, other) = (old.locate(lead, at), new.locate(lead, at));
    let (was, is) = (old.route_of(&one), new.route_of(&other));
    if was.leads_where(&is) {
        return None;
    }
    let names: BTreeSet<&str> = one.attributes().chain(other.attributes()).map(|(name, _)| name).collect();
    let said = |lead: &Lead, name: &str| lead.get(name).map(ToString::to_string);
    let each = names.into_iter().map(|name| (name.to_owned(), said(&one, name), said(&other, name)));
    let located = each.filter(|(_, was, is)| was != is).collect();
    Some(Cause::Routed { was, is, located })
}

/// What the new policy does with a lead on the floor as it is under the old one, if that is something else.
fn dealt(
    run: &Run<'_>,
    old: &Policy,
    new: &Arc<Policy>,
    lead: &Lead,
    at: Timestamp,
    owner: Option<&AgentId>,
    by: &dyn Fn() -> Vec<String>,
) -> Option<Cause> {
    let command = Command::Submit(lead.clone());
    let was = run.floor.clone().run(at, &command).decision.outcome;
    let mut floor = run.floor.clone();
    floor.run(at, &Command::ReplacePolicy(Box::new(new.doc().clone())));
    for agent in &new.doc().agents {
        let before = old.doc().agents.iter().find(|own| own.id == agent.id);
        if before.is_none() {
            floor.run(at, &Command::Join(agent.clone()));
        } else if before != Some(agent) {
            floor.run(at, &Command::Change(agent.clone()));
        }
    }
    for agent in &old.doc().agents {
        if !new.doc().agents.iter().any(|own| own.id == agent.id) {
            floor.run(at, &Command::Leave { agent: agent.id.clone() });
        }
    }
    run.look_round_with(&mut floor, &new.doc().agents, at);
    floor.settle(at);
    let (decision, explanation) = floor.explain(at, &command);
    let is = decision.outcome;
    if goes(&was) == goes(&is) {
        return None;
    }
    let refused = owner.and_then(|owner| explanation.why_not(owner)).and_then(|why| why.refused);
    let refused = refused.map(|refused| refused.to_string());
    Some(Cause::Dealt { was: was.to_string(), is: is.to_string(), refused, by: by() })
}

/// Whether a gate stands in the way of the old owner on the new policy's own floor.
fn shut(
    other: &Run<'_>,
    lead: &Lead,
    at: Timestamp,
    owner: Option<&AgentId>,
    first: &Option<LeadId>,
    by: &dyn Fn() -> Vec<String>,
) -> Option<Cause> {
    let (_, explanation) = other.floor.explain(at, &Command::Submit(lead.clone()));
    let refused = explanation.why_not(owner?)?.refused?;
    Some(Cause::Shut { refused: refused.to_string(), since: first.clone(), by: by() })
}

/// Whether somebody has the lead as it comes in.
fn at_once(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Assigned { .. } | Outcome::Offered { .. })
}

/// What of an outcome says where a lead goes; places in line and instants do not.
fn goes(outcome: &Outcome) -> (u8, Option<&str>) {
    match outcome {
        Outcome::Assigned { agent, .. } | Outcome::Offered { agent, .. } => (0, Some(agent.as_str())),
        Outcome::Queued { queue, pool, .. } => (if *pool { 1 } else { 2 }, Some(queue.as_str())),
        Outcome::Held { .. } => (3, None),
        Outcome::Unroutable { .. } => (4, None),
        Outcome::Closed { .. } => (5, None),
        Outcome::Refused(_) => (6, None),
        _ => (7, None),
    }
}

/// The paths of the differences that bear on a lead that both send to one plan: those of the plan and its queues, and of
/// whatever is no rule's, plan's, queue's or attribute's.
fn bearing(differences: &[Difference], old: &Policy, new: &Policy, lead: &Lead) -> Vec<String> {
    let Route::Plan { plan, .. } = new.route_of(lead) else { return Vec::new() };
    let mut own = vec![format!("plans[{plan}]")];
    for policy in [old, new] {
        let stages = policy.doc().plans.iter().filter(|own| own.id == plan).flat_map(|plan| &plan.stages);
        own.extend(stages.filter_map(|stage| match &stage.action {
            StageActionDoc::Queue { queue, .. } | StageActionDoc::Pool { queue, .. } => {
                Some(format!("queues[{queue}]"))
            }
            _ => None,
        }));
    }
    let apart = ["rules", "plans", "queues", "attributes", "sets", "default_plan", "id"];
    let bears = |path: &str| {
        let top = path.split(['.', '[']).next().unwrap_or_default();
        !apart.contains(&top) || own.iter().any(|own| path.starts_with(own.as_str()))
    };
    let mut paths: Vec<String> =
        differences.iter().map(|own| &own.path).filter(|path| bears(path)).cloned().collect();
    paths.dedup();
    paths
}
