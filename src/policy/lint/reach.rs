//! Plans, queues and agents that no lead comes to.

use crate::agent::MembershipDoc;
use crate::id::Name;
use crate::policy::compile::{Noun, Report, reached_stages};
use crate::policy::compiled::Plan;
use crate::policy::doc::{AtLimitDoc, PlanDoc, PolicyDoc, QueueDoc, StageActionDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// What leads come to, in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Reached {
    plans: Vec<bool>,
    /// Of each plan.
    stages: Vec<Vec<bool>>,
    queues: Vec<bool>,
}

impl Reached {
    /// `never` says of which rules, by the document, it is sure that they are never the first to hold.
    pub(super) fn new(doc: &PolicyDoc, plans: &[Plan], never: &[bool]) -> Reached {
        let mut led_to: Vec<&Name> = doc.default_plan.iter().collect();
        let rules = doc.rules.iter().zip(never).filter(|(_, never)| !**never);
        led_to.extend(rules.map(|(rule, _)| &rule.plan));
        led_to.extend(doc.transfers.iter().map(|own| &own.triage));
        led_to.extend(doc.caps.iter().filter_map(|cap| match &cap.at_limit {
            AtLimitDoc::Plan { plan } => Some(plan),
            _ => None,
        }));
        led_to.sort_unstable();
        let mut own = Reached {
            plans: doc.plans.iter().map(|plan| led_to.binary_search(&&plan.id).is_ok()).collect(),
            stages: plans.iter().map(|plan| reached_stages(plan, doc)).collect(),
            queues: Vec::new(),
        };
        let mut queues: Vec<&Name> = own.giving(doc).map(|(.., queue)| queue).collect();
        let in_use = doc.plans.iter().zip(&own.plans).filter(|(_, reached)| **reached);
        let rings = in_use.filter_map(|(plan, _)| plan.hand_off.as_ref()).flat_map(|own| &own.rings);
        queues.extend(rings.map(|ring| &ring.queue));
        queues.sort_unstable();
        own.queues = doc.queues.iter().map(|queue| queues.binary_search(&&queue.id).is_ok()).collect();
        own
    }

    /// Every stage that leads come to and that gives them to a queue's members: its plan, its number, its queue.
    pub(super) fn giving<'d>(
        &self,
        doc: &'d PolicyDoc,
    ) -> impl Iterator<Item = (usize, usize, &'d Name)> + use<'d, '_> {
        let plans = doc.plans.iter().enumerate().zip(&self.plans).zip(&self.stages);
        plans.filter(|((_, reached), _)| **reached).flat_map(|(((at, plan), _), stages)| {
            let each = plan.stages.iter().enumerate().zip(stages).filter(|(_, reached)| **reached);
            each.filter_map(move |((stage, doc), _)| Some((at, stage, queue_of(&doc.action)?)))
        })
    }

    /// Whether leads come to a plan.
    pub(super) fn has_plan(&self, at: usize) -> bool {
        self.plans.get(at).copied().unwrap_or(false)
    }

    pub(super) fn check(&self, doc: &PolicyDoc, report: &mut Report) {
        self.plans(doc, report);
        self.queues(doc, report);
        self.agents(doc, report);
    }

    fn plans(&self, doc: &PolicyDoc, report: &mut Report) {
        let path = Path::ROOT.field("plans");
        for (at, (plan, reached)) in doc.plans.iter().zip(&self.plans).enumerate() {
            // What nothing refers to is said to be unused.
            if *reached || !report.is_used(Noun::Plan, at) {
                continue;
            }
            let Some(rule) = doc.rules.iter().find(|rule| rule.plan == plan.id) else { continue };
            let message = format!("no lead comes to plan `{}`: rule `{}` never matches", plan.id, rule.id);
            report.warn(&path.index(at), IssueKind::Unreached, message);
        }
    }

    fn queues(&self, doc: &PolicyDoc, report: &mut Report) {
        let path = Path::ROOT.field("queues");
        for (at, (queue, _)) in doc.queues.iter().zip(&self.queues).enumerate().filter(|(_, own)| !*own.1) {
            let plans = doc.plans.iter().zip(&self.plans);
            let mut leads_there = plans.filter_map(|(plan, reached)| {
                let stage = plan.stages.iter().find(|stage| queue_of(&stage.action) == Some(&queue.id))?;
                Some((plan, stage, *reached))
            });
            let Some((plan, stage, reached)) = leads_there.next() else { continue };
            let what = if reached { "a stage no lead comes to" } else { "a plan no lead comes to" };
            let message = format!(
                "no lead comes to queue `{}`: stage `{}` of plan `{}` leads there, and it is {what}",
                queue.id, stage.id, plan.id
            );
            report.warn(&path.index(at), IssueKind::Unreached, message);
        }
    }

    fn agents(&self, doc: &PolicyDoc, report: &mut Report) {
        let path = Path::ROOT.field("agents");
        let reached = doc.queues.iter().zip(&self.queues).filter(|(_, own)| **own);
        // Whether a member of weight 0 may get a lead.
        let by_turns = |queue: &QueueDoc| queue.strategy.keys().iter().any(|key| key.rotates());
        let mut queues: Vec<(&Name, bool)> =
            reached.map(|(own, _)| (&own.id, own.pull.is_some() || !by_turns(own))).collect();
        queues.sort_unstable();
        let reaches = |own: &MembershipDoc| {
            let found = queues.binary_search_by_key(&&own.queue, |(queue, _)| queue);
            found.ok().and_then(|at| queues.get(at)).map(|(_, weightless)| own.weight > 0 || *weightless)
        };
        let offers_owner = |plan: &PlanDoc| {
            let of_owner = |action: &StageActionDoc| matches!(action, StageActionDoc::OfferOwner { .. });
            plan.stages.iter().any(|stage| of_owner(&stage.action) || stage.sticky.is_some())
        };
        // Whoever owns a lead by its account, or had the last one, may get it in no queue at all.
        if doc.plans.iter().any(offers_owner) {
            return;
        }
        for (at, agent) in doc.agents.iter().enumerate() {
            let path = path.index(at);
            let reached = agent.queues.iter().any(|own| reaches(own) == Some(true));
            let weighs_nothing = agent.queues.iter().find(|own| reaches(own) == Some(false));
            let leads = doc.teams.iter().any(|team| team.lead.as_ref() == Some(&agent.id));
            if reached || leads || agent.blocked {
                continue;
            }
            let message = match (weighs_nothing, agent.queues.first()) {
                (Some(own), _) => format!(
                    "no lead comes to `{}`: they weigh 0 in queue `{}`, and get none in any other of theirs",
                    agent.id, own.queue
                ),
                (None, None) => format!(
                    "`{}` is in no queue, and no stage offers a lead to its owner: only a manager's hand gives them one",
                    agent.id
                ),
                (None, Some(first)) => format!(
                    "no lead comes to `{}`: none comes to queue `{}`, nor to any other of theirs",
                    agent.id, first.queue
                ),
            };
            report.warn(&path.field("queues"), IssueKind::Unreached, message);
        }
    }
}

pub(super) fn queue_of(action: &StageActionDoc) -> Option<&Name> {
    match action {
        StageActionDoc::Queue { queue, .. } | StageActionDoc::Pool { queue, .. } => Some(queue),
        _ => None,
    }
}
