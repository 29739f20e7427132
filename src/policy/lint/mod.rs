//! What is allowed but odd.

mod clocks;
mod members;
mod places;
mod reach;
mod rules;
mod taken;
mod takers;
mod unused;

use crate::agent::AgentDoc;
use crate::matching::Schema;
use crate::policy::compile::Report;
use crate::policy::compiled::{Plan, Policy};
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::{Issue, IssueKind};
use crate::policy::path::Path;

pub(super) use rules::{Tried, check as rules};

impl Policy {
    /// What is allowed but may not be what was meant, with the agents of the document: the same as [`Policy::issues`].
    ///
    /// ```
    /// use fairdeal::Policy;
    /// let policy = Policy::from_json(r#"{
    ///     "format": 1, "semantics": 1, "id": "p", "default_plan": "d",
    ///     "attributes": [{"id": "state", "type": "text"}, {"id": "score", "type": "integer"}],
    ///     "queues": [{"id": "q"}],
    ///     "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
    ///     "rules": [
    ///         {"id": "west", "order": 1, "plan": "d", "when": {"any_of": {"attribute": "state", "values": ["CA", "OR"]}}},
    ///         {"id": "hot", "order": 2, "plan": "d", "when": {"all": [
    ///             {"equals": {"attribute": "state", "value": "OR"}}, {"range": {"attribute": "score", "from": 80}}]}}]
    /// }"#)?;
    /// assert_eq!(
    ///     policy.lint()[0].to_string(),
    ///     "rules[1]: never matches: rule `west` comes first and holds for all of its leads"
    /// );
    /// # Ok::<(), fairdeal::PolicyError>(())
    /// ```
    #[must_use]
    pub fn lint(&self) -> &[Issue] {
        self.issues()
    }

    /// The same with these agents in place of those of the document, such as the people a floor has by now. Agents that
    /// name what the policy does not have are among the issues, as errors.
    ///
    /// ```
    /// use fairdeal::policy::{PlanDoc, PolicyDoc, QueueDoc};
    /// use fairdeal::AgentDoc;
    /// let policy = PolicyDoc::builder("p")
    ///     .queue(QueueDoc::round_robin("web"))
    ///     .plan(PlanDoc::to_queue("standard", "web"))
    ///     .default_plan("standard")
    ///     .compile()?;
    /// assert!(policy.lint().is_empty(), "people come later");
    /// let said = policy.lint_with(&[AgentDoc::new("ann")?]);
    /// assert_eq!(said[0].to_string(), "queues[0]: none of the agents is in queue `web`");
    /// assert!(policy.lint_with(&[AgentDoc::new("ann")?.member_of("web")?]).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    /// That of [`Policy::compile`].
    #[must_use]
    pub fn lint_with(&self, agents: &[AgentDoc]) -> Vec<Issue> {
        let doc = PolicyDoc { agents: agents.to_vec(), ..self.doc().clone() };
        match Policy::compile(&doc) {
            Ok(policy) => policy.issues().to_vec(),
            Err(error) => error.issues,
        }
    }
}

/// Warnings that need the whole document. `catch_all` says whether a rule holds for every lead.
pub(super) fn check(doc: &PolicyDoc, schema: &Schema, catch_all: bool, report: &mut Report) {
    if doc.default_plan.is_none() && !catch_all {
        let path = Path::ROOT.field("default_plan");
        let message = "there is none, and no rule holds for every lead: a lead may be unroutable";
        report.warn(&path, IssueKind::NoDefault, message);
    }
    unused::check(doc, schema, report);
    places::check(doc, report);
    if !doc.agents.is_empty() {
        members::check(doc, report);
    }
}

/// Warnings that need every plan and rule to be sound. `never` says which rules are never the first to hold.
pub(super) fn check_whole(doc: &PolicyDoc, plans: &[Plan], never: &[bool], report: &mut Report) {
    clocks::check(doc, report);
    let reached = reach::Reached::new(doc, plans, never);
    reached.check(doc, report);
    if !doc.agents.is_empty() {
        takers::check(doc, &reached, report);
        taken::check(doc, &reached, report);
    }
}
