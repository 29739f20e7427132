//! Which plan? The first rule that matches says.

use crate::decide::Draft;
use crate::explain::{Finding, RuleRank, Trace};
use crate::id::{PlanSlot, RuleSlot};
use crate::plan::Course;
use crate::policy::{Precedence, RuleChoiceDoc, RuleDoc};

impl<T: Trace> Draft<'_, T> {
    /// The plan of a lead; none if no rule matches and there is no default.
    pub(crate) fn route(&mut self, course: &mut Course<'_>) -> Option<PlanSlot> {
        let policy = self.floor.policy;
        let rule = if self.trace.keeps() {
            let (rule, tried) = policy.rules.tried(&course.encoded);
            let precedence = Precedence::of(&policy.doc);
            for (rule, held) in tried {
                let doc = policy.rules.doc(rule);
                self.trace.add(|| Finding::Rule {
                    id: doc.map_or(&policy.doc.id, |doc| &doc.id).clone(),
                    condition: doc.map(|doc| doc.when.to_string()).unwrap_or_default(),
                    best: doc.and_then(|doc| ranked(&precedence, doc)),
                    held,
                });
            }
            self.say_next_best(course, rule, &precedence);
            rule
        } else {
            policy.rules.first_match(&course.encoded)
        };
        course.rule = rule;
        let plan = policy.plan_by(rule);
        if let Some(named) = plan.and_then(|plan| policy.plan(plan)) {
            self.trace.add(|| Finding::Plan {
                id: named.id.clone(),
                rule: rule.and_then(|rule| policy.rules.id(rule).cloned()),
            });
        }
        plan
    }

    /// Which rule would be chosen without the one that was, and why it comes after it.
    fn say_next_best(&mut self, course: &Course<'_>, chosen: Option<RuleSlot>, precedence: &Precedence<'_>) {
        let policy = self.floor.policy;
        let Some(chosen) = chosen.filter(|_| policy.doc.rule_choice == RuleChoiceDoc::Best) else { return };
        let other = policy.rules.next_match(&course.encoded, chosen);
        let doc = |slot: RuleSlot| policy.rules.doc(slot);
        if let Some((first, other)) = doc(chosen).zip(other.and_then(doc)) {
            let by = precedence.why(first, other);
            self.trace.add(|| Finding::RuleBefore { id: first.id.clone(), other: other.id.clone(), by });
        }
    }
}

/// Where the best rule is chosen: by what.
fn ranked(precedence: &Precedence<'_>, rule: &RuleDoc) -> Option<RuleRank> {
    let tests = precedence.rank(rule).tests()?;
    Some(RuleRank { priority: rule.priority, tests: u32::try_from(tests).unwrap_or(u32::MAX) })
}
