//! Which plan? The first rule that matches says.

use crate::decide::Draft;
use crate::explain::{Finding, RuleRank, Trace};
use crate::id::{PlanSlot, RuleSlot};
use crate::plan::Course;
use crate::policy::{Policy, Precedence, RuleChoiceDoc, RuleDoc};

impl<T: Trace> Draft<'_, T> {
    /// The plan of a lead; none if no rule matches and there is no default.
    pub(crate) fn route(&mut self, course: &mut Course<'_>) -> Option<PlanSlot> {
        let policy = self.floor.policy;
        let rule = if self.trace.keeps() {
            let (rule, tried) = policy.rules.tried(&course.encoded);
            for (rule, held) in tried {
                let doc = policy.doc.rules.get(rule.index());
                self.trace.add(|| Finding::Rule {
                    id: policy.rule_ids.get(rule.index()).unwrap_or(&policy.doc.id).clone(),
                    condition: doc.map(|doc| doc.when.to_string()).unwrap_or_default(),
                    best: doc.and_then(|doc| ranked(policy, doc)),
                    held,
                });
            }
            self.say_next_best(course, rule);
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

    /// Which rule would be chosen without the one that was, and why it comes after it.
    fn say_next_best(&mut self, course: &Course<'_>, chosen: Option<RuleSlot>) {
        let policy = self.floor.policy;
        let Some(chosen) = chosen.filter(|_| policy.doc.rule_choice == RuleChoiceDoc::Best) else { return };
        let other = policy.rules.next_match(&course.encoded, chosen);
        let doc = |slot: RuleSlot| policy.doc.rules.get(slot.index());
        if let Some((first, other)) = doc(chosen).zip(other.and_then(doc)) {
            let by = Precedence::of(&policy.doc).why(first, other);
            self.trace.add(|| Finding::RuleBefore { id: first.id.clone(), other: other.id.clone(), by });
        }
    }
}

/// Where the best rule is chosen: by what.
fn ranked(policy: &Policy, rule: &RuleDoc) -> Option<RuleRank> {
    let tests = Precedence::of(&policy.doc).rank(rule).tests()?;
    Some(RuleRank { priority: rule.priority, tests: u32::try_from(tests).unwrap_or(u32::MAX) })
}
