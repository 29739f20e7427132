//! Which rule is tried before which: one order for all leads.

use core::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::attribute::Value;
use crate::id::Name;
use crate::policy::doc::{ConditionDoc, PolicyDoc, RuleChoiceDoc, RuleDoc};

/// Deeper parts of a condition are not looked into: such a condition is refused where it is read.
const DEEPEST: usize = 64;

/// What rules are ordered by. See [`RuleChoiceDoc`].
#[derive(Debug)]
pub(crate) struct Precedence<'d> {
    choice: RuleChoiceDoc,
    /// How many different texts each set has.
    sets: BTreeMap<&'d Name, u64>,
}

/// Where a rule stands: the lesser is tried first. Those of one [`Precedence`] can be compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank<'r> {
    First(u32, &'r Name),
    Best(Reverse<i32>, Specificity, &'r Name),
}

/// How specific a condition is: its tests, the narrowest first. The lesser is the more specific.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Specificity(SmallVec<[Width; 4]>);

/// How narrow a test is, the narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    OneValue,
    /// How many.
    Values(u64),
    /// How many bytes.
    Prefix(Reverse<usize>),
    /// How many numbers.
    Range(u64),
    Other,
}

/// Why one rule comes before another that holds too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Precedes {
    /// Its number in the order is lower.
    Order,
    /// Its priority is higher.
    Priority,
    /// It has more tests.
    Tests,
    /// It has as many, and the first that differ are narrower.
    Narrower,
    /// They are alike but for their ids.
    Id,
}

impl core::fmt::Display for Precedes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Precedes::Order => "its order is lower",
            Precedes::Priority => "its priority is higher",
            Precedes::Tests => "it has more tests",
            Precedes::Narrower => "its tests are narrower",
            Precedes::Id => "they are alike but for their ids",
        })
    }
}

impl Ord for Specificity {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.len().cmp(&self.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Specificity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'d> Precedence<'d> {
    pub(crate) fn of(doc: &'d PolicyDoc) -> Precedence<'d> {
        let mut sets = BTreeMap::new();
        if doc.rule_choice == RuleChoiceDoc::Best {
            sets.extend(doc.sets.iter().map(|set| (&set.id, different(set.values.iter()))));
        }
        Precedence { choice: doc.rule_choice, sets }
    }

    /// Where the rules of a list stand: the first number is that of the rule tried first.
    ///
    /// # Complexity
    /// `n log n` in the number of rules.
    pub(crate) fn order(&self, rules: &[RuleDoc]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..rules.len()).collect();
        match self.choice {
            RuleChoiceDoc::First => order.sort_by_key(|at| rules.get(*at).map(|rule| (rule.order, &rule.id))),
            RuleChoiceDoc::Best => order.sort_by_cached_key(|at| rules.get(*at).map(|rule| self.rank(rule))),
        }
        order
    }

    /// Where a rule stands.
    pub(crate) fn rank<'r>(&self, rule: &'r RuleDoc) -> Rank<'r> {
        match self.choice {
            RuleChoiceDoc::First => Rank::First(rule.order, &rule.id),
            RuleChoiceDoc::Best => {
                let mut specificity = Specificity::default();
                self.gather(&rule.when, 0, &mut specificity.0);
                specificity.0.sort_unstable();
                Rank::Best(Reverse(rule.priority), specificity, &rule.id)
            }
        }
    }

    /// Why the first of two rules comes before the other.
    pub(crate) fn why(&self, first: &RuleDoc, other: &RuleDoc) -> Precedes {
        match (self.rank(first), self.rank(other)) {
            (Rank::First(a, _), Rank::First(b, _)) if a != b => Precedes::Order,
            (Rank::Best(a, ..), Rank::Best(b, ..)) if a != b => Precedes::Priority,
            (Rank::Best(_, a, _), Rank::Best(_, b, _)) if a.tests() != b.tests() => Precedes::Tests,
            (Rank::Best(_, a, _), Rank::Best(_, b, _)) if a != b => Precedes::Narrower,
            _ => Precedes::Id,
        }
    }

    fn gather(&self, condition: &ConditionDoc, depth: usize, tests: &mut SmallVec<[Width; 4]>) {
        let below = depth.saturating_add(1);
        match condition {
            ConditionDoc::Always {} => {}
            ConditionDoc::Equals { .. } => tests.push(Width::OneValue),
            ConditionDoc::AnyOf { values, .. } => tests.push(Width::of(different(values.iter().map(Shown)))),
            ConditionDoc::InSet { set, .. } => {
                tests.push(Width::of(self.sets.get(set).copied().unwrap_or_default()));
            }
            ConditionDoc::Prefix { prefix, .. } => tests.push(Width::Prefix(Reverse(prefix.len()))),
            ConditionDoc::Range { from, below, .. } => tests.push(Width::Range(numbers(*from, *below))),
            ConditionDoc::Present { .. } | ConditionDoc::Absent { .. } | ConditionDoc::Not(_) => {
                tests.push(Width::Other);
            }
            ConditionDoc::All(_) | ConditionDoc::Any(_) if depth > DEEPEST => {}
            ConditionDoc::All(parts) => parts.iter().for_each(|part| self.gather(part, below, tests)),
            ConditionDoc::Any(parts) => {
                let branches = parts.iter().map(|part| {
                    let mut branch = Specificity::default();
                    self.gather(part, below, &mut branch.0);
                    branch.0.sort_unstable();
                    branch
                });
                tests.extend(branches.max().unwrap_or_default().0);
            }
        }
    }
}

impl Rank<'_> {
    /// How many tests the condition has, where that plays a part.
    pub(crate) fn tests(&self) -> Option<usize> {
        match self {
            Rank::First(..) => None,
            Rank::Best(_, specificity, _) => Some(specificity.tests()),
        }
    }
}

impl Specificity {
    fn tests(&self) -> usize {
        self.0.len()
    }
}

impl Width {
    fn of(values: u64) -> Width {
        if values == 1 { Width::OneValue } else { Width::Values(values) }
    }
}

/// Values have no order of their own; equal ones are equal by what they are.
#[derive(PartialEq, Eq)]
struct Shown<'v>(&'v Value);

impl Shown<'_> {
    fn key(&self) -> (u8, Option<i64>, Option<bool>, Option<&str>) {
        match self.0 {
            Value::Text(text) => (0, None, None, Some(text)),
            Value::Integer(number) => (1, Some(*number), None, None),
            Value::Boolean(yes) => (2, None, Some(*yes), None),
            // Refused where the condition is read.
            Value::Texts(_) => (3, None, None, None),
        }
    }
}

impl Ord for Shown<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Shown<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn different<T: Ord>(values: impl Iterator<Item = T>) -> u64 {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    u64::try_from(values.len()).unwrap_or(u64::MAX)
}

/// How many numbers a range has; all there are count as one less.
fn numbers(from: Option<i64>, below: Option<i64>) -> u64 {
    let from = from.unwrap_or(i64::MIN);
    match below {
        Some(below) if below <= from => 0,
        Some(below) => below.abs_diff(from),
        None => i64::MAX.abs_diff(from).saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(choice: &str, rules: &[(&str, i32, &str)]) -> PolicyDoc {
        let rules: Vec<String> = rules
            .iter()
            .map(|(id, priority, when)| {
                format!(r#"{{"id": "{id}", "priority": {priority}, "plan": "p", "when": {when}}}"#)
            })
            .collect();
        let json = format!(
            r#"{{"format": 1, "semantics": 1, "id": "p", "rule_choice": "{choice}",
                "sets": [{{"id": "one", "values": ["x", "x"]}}, {{"id": "three", "values": ["x", "y", "z"]}}],
                "rules": [{}]}}"#,
            rules.join(",")
        );
        PolicyDoc::from_json(&json).unwrap()
    }

    fn ids(doc: &PolicyDoc) -> Vec<&str> {
        let order = Precedence::of(doc).order(&doc.rules);
        order.into_iter().map(|at| doc.rules[at].id.as_str()).collect()
    }

    /// The most specific first; each comes before all after it.
    const FALLING: [&str; 13] = [
        r#"{"all": [{"range": {"attribute": "n"}}, {"present": {"attribute": "a"}}, {"absent": {"attribute": "b"}}]}"#,
        r#"{"all": [{"equals": {"attribute": "a", "value": "x"}}, {"prefix": {"attribute": "b", "prefix": "x"}}]}"#,
        r#"{"all": [{"equals": {"attribute": "a", "value": "x"}}, {"range": {"attribute": "n", "from": 1, "below": 9}}]}"#,
        r#"{"all": [{"in_set": {"attribute": "a", "set": "three"}}, {"in_set": {"attribute": "b", "set": "three"}}]}"#,
        r#"{"in_set": {"attribute": "a", "set": "one"}}"#,
        r#"{"any_of": {"attribute": "a", "values": ["x", "y", "x"]}}"#,
        r#"{"in_set": {"attribute": "a", "set": "three"}}"#,
        r#"{"prefix": {"attribute": "a", "prefix": "054"}}"#,
        r#"{"prefix": {"attribute": "a", "prefix": "05"}}"#,
        r#"{"range": {"attribute": "n", "from": 0, "below": 9}}"#,
        r#"{"range": {"attribute": "n", "from": -9223372036854775808}}"#,
        r#"{"any": [{"equals": {"attribute": "a", "value": "x"}}, {"not": {"present": {"attribute": "b"}}}]}"#,
        r#"{"any": [{"equals": {"attribute": "a", "value": "x"}}, {"always": {}}]}"#,
    ];

    #[test]
    fn the_more_specific_comes_first_whatever_the_ids() {
        for turned in [false, true] {
            let mut names: Vec<String> = (0..FALLING.len()).map(|at| format!("{at:02}")).collect();
            let wanted: Vec<String> =
                if turned { names.iter().rev().cloned().collect() } else { names.clone() };
            names.clone_from(&wanted);
            let mut rules: Vec<(&str, i32, &str)> =
                names.iter().zip(FALLING).map(|(id, when)| (id.as_str(), 7, when)).collect();
            rules.sort_unstable();
            assert_eq!(ids(&doc("best", &rules)), wanted);
        }
    }

    #[test]
    fn priority_is_before_specificity_and_the_id_after_it() {
        let (wide, narrow) = (FALLING[12], FALLING[0]);
        let doc =
            |choice| doc(choice, &[("c", 0, narrow), ("b", 1, wide), ("a", 0, narrow), ("d", -1, narrow)]);
        assert_eq!(ids(&doc("best")), ["b", "a", "c", "d"]);
        assert_eq!(ids(&doc("first")), ["a", "b", "c", "d"]);
        let best = doc("best");
        let why =
            |first: usize, other: usize| Precedence::of(&best).why(&best.rules[first], &best.rules[other]);
        assert_eq!((why(1, 2), why(2, 0)), (Precedes::Priority, Precedes::Id));
    }

    #[test]
    fn a_test_more_is_more_specific_and_a_narrower_one_too() {
        let rule = |when: &str| format!(r#"{{"all": [{when}, {{"absent": {{"attribute": "z"}}}}]}}"#);
        for (at, when) in FALLING.iter().enumerate() {
            let more = rule(when);
            assert_eq!(ids(&doc("best", &[("a", 0, when), ("b", 0, &more)])), ["b", "a"]);
            for wider in &FALLING[at + 1..] {
                let wider = rule(wider);
                assert_eq!(ids(&doc("best", &[("a", 0, &wider), ("b", 0, &more)])), ["b", "a"]);
            }
        }
    }
}
