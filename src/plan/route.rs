//! Which plan? The first rule that matches says.

use crate::decide::Draft;
use crate::explain::{Finding, Trace};
use crate::id::PlanSlot;
use crate::plan::Course;

impl<T: Trace> Draft<'_, T> {
    /// The plan of a lead; none if no rule matches and there is no default.
    pub(crate) fn route(&mut self, course: &mut Course<'_>) -> Option<PlanSlot> {
        let policy = self.floor.policy;
        let trace = &mut *self.trace;
        let rule = policy.rules.first_match(&course.encoded, |rule, held| {
            trace.add(|| {
                let id = policy.rule_ids.get(rule.index());
                let doc = id.and_then(|id| policy.doc.rules.iter().find(|doc| doc.id == *id));
                Finding::Rule {
                    id: id.cloned().unwrap_or_else(|| policy.doc.id.clone()),
                    condition: doc.map(|doc| doc.when.to_string()).unwrap_or_default(),
                    held,
                }
            });
        });
        course.rule = rule;
        let plan = rule.and_then(|rule| policy.rule_plans.get(rule.index()).copied()).or(policy.default_plan);
        if let Some(named) = plan.and_then(|plan| policy.plan(plan)) {
            self.trace.add(|| Finding::Plan {
                id: named.id.clone(),
                rule: rule.and_then(|rule| policy.rule_ids.get(rule.index()).cloned()),
            });
        }
        plan
    }
}
