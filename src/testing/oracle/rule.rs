//! Which rule gives a lead its plan: all that hold, compared one with another.

use core::cmp::Ordering;

use super::condition::holds;
use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::lead::Lead;
use crate::policy::{ConditionDoc, PolicyDoc, RuleChoiceDoc, RuleDoc};

impl Oracle {
    /// The rule for a lead, of those that hold the one that no other comes before.
    pub(super) fn rule_of(&self, lead: &Lead) -> Option<&RuleDoc> {
        let holding: Vec<&RuleDoc> =
            self.policy.rules.iter().filter(|rule| holds(&self.policy, &rule.when, lead)).collect();
        holding
            .iter()
            .copied()
            .find(|rule| holding.iter().all(|other| rule.id == other.id || self.comes_before(rule, other)))
    }

    fn comes_before(&self, rule: &RuleDoc, other: &RuleDoc) -> bool {
        let by_id = rule.id < other.id;
        if self.policy.rule_choice == RuleChoiceDoc::First {
            return if rule.order == other.order { by_id } else { rule.order < other.order };
        }
        if rule.priority != other.priority && !self.is(Fault::RulePriorityIgnored) {
            return rule.priority > other.priority;
        }
        let (own, others) = (tests(&self.policy, &rule.when), tests(&self.policy, &other.when));
        match more_specific(&own, &others) {
            Ordering::Equal => by_id,
            _ if self.is(Fault::RuleSpecificityIgnored) => by_id,
            order => order == Ordering::Greater,
        }
    }
}

/// A test by its kind, the wider the greater, and by how much it lets through.
type Test = (u8, u128);

/// Greater is more specific.
fn more_specific(own: &[Test], others: &[Test]) -> Ordering {
    if own.len() != others.len() {
        return own.len().cmp(&others.len());
    }
    own.iter()
        .zip(others)
        .find(|(own, other)| own != other)
        .map_or(Ordering::Equal, |(own, other)| if own < other { Ordering::Greater } else { Ordering::Less })
}

/// The narrowest first.
fn tests(policy: &PolicyDoc, condition: &ConditionDoc) -> Vec<Test> {
    let several = |mut texts: Vec<String>| {
        texts.sort();
        texts.dedup();
        if texts.len() == 1 { (0, 0) } else { (1, texts.len() as u128) }
    };
    let mut found = match condition {
        ConditionDoc::Always {} => vec![],
        ConditionDoc::Equals { .. } => vec![(0, 0)],
        ConditionDoc::AnyOf { values, .. } => vec![several(values.iter().map(Value::to_string).collect())],
        ConditionDoc::InSet { set, .. } => {
            let set = policy.sets.iter().find(|own| own.id == *set);
            vec![several(set.map(|set| set.values.clone()).unwrap_or_default())]
        }
        ConditionDoc::Prefix { prefix, .. } => vec![(2, u128::MAX.saturating_sub(prefix.len() as u128))],
        ConditionDoc::Range { from, below, .. } => {
            let from = i128::from(from.unwrap_or(i64::MIN));
            let below = below.map_or(i128::from(i64::MAX).saturating_add(1), i128::from);
            // All numbers there are count as one less.
            let most = u128::from(u64::MAX);
            vec![(3, u128::try_from(below.saturating_sub(from)).unwrap_or(0).min(most))]
        }
        ConditionDoc::Present { .. } | ConditionDoc::Absent { .. } | ConditionDoc::Not(_) => vec![(4, 0)],
        ConditionDoc::All(parts) => parts.iter().flat_map(|part| tests(policy, part)).collect(),
        ConditionDoc::Any(parts) => {
            let parts = parts.iter().map(|part| tests(policy, part));
            parts.min_by(|a, b| more_specific(a, b)).unwrap_or_default()
        }
    };
    found.sort_unstable();
    found
}
