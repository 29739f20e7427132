//! Which plan? The first rule that matches says.

use crate::decide::Draft;
use crate::explain::{Finding, Trace};
use crate::id::PlanSlot;
use crate::plan::Course;

impl<T: Trace> Draft<'_, T> {
    /// The plan of a lead; none if no rule matches and there is no default.
    pub(crate) fn route(&mut self, course: &mut Course<'_>) -> Option<PlanSlot> {
        let policy = self.floor.policy;
        let rule = if self.trace.keeps() {
            let (rule, tried) = policy.rules.tried(&course.encoded);
            for (rule, held) in tried {
                self.trace.add(|| Finding::Rule {
                    id: policy.rule_ids.get(rule.index()).unwrap_or(&policy.doc.id).clone(),
                    condition: policy
                        .doc
                        .rules
                        .get(rule.index())
                        .map(|doc| doc.when.to_string())
                        .unwrap_or_default(),
                    held,
                });
            }
            rule
        } else {
            policy.rules.first_match(&course.encoded)
        };
        course.rule = rule;
        let plan = policy.plan_by(rule);
        if let Some(named) = plan.and_then(|plan| policy.plan(plan)) {
            self.trace.add(|| Finding::Plan {
                id: named.id.clone(),
                rule: rule.and_then(|rule| policy.rule_ids.get(rule.index()).cloned()),
            });
        }
        plan
    }
}
