//! Rules, and which of those that hold gives a lead its plan.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::ConditionDoc;

/// Which of the rules that hold for a lead gives it its plan. Either way rules have one order, whatever the lead, and the first
/// of them that holds is the one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RuleChoiceDoc {
    /// The first: by `order`, lowest first, then by id.
    #[default]
    First,
    /// The best: by `priority`, the higher first; then the more specific; then by id.
    ///
    /// Of two conditions that is more specific which has more tests. Where both have as many, their tests are put in a row,
    /// the narrowest first, and the first pair that differs decides: one value is narrower than several, these than the start
    /// of a text, that than a range, and that than whatever else is asked (`present`, `absent`, `not`). Of several values the
    /// fewer are narrower, of starts the longer in bytes, of ranges the one of fewer numbers.
    ///
    /// Tests are counted as written. An `all` has the tests of all its parts, an `any` those of its least specific part, a
    /// `not` is one test, `always` is none. An `any_of` and an `in_set` have as many values as are different, and with one
    /// are one value.
    Best,
}

/// Which leads follow which plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleDoc {
    /// The rule's name.
    pub id: Name,
    /// Rules are tried from the lowest number up. Says nothing where the best rule is chosen.
    #[serde(default)]
    pub order: u32,
    /// Before specificity, where the best rule is chosen: the higher number comes first.
    #[serde(default)]
    pub priority: i32,
    /// Which leads.
    pub when: ConditionDoc,
    /// Which plan.
    pub plan: Name,
}

/// One edit of a policy's rules. See [`Policy::edit_rules`](crate::Policy::edit_rules).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RuleEdit {
    /// A rule, in place of the one that has its id, if there is one.
    Put(RuleDoc),
    /// The rule of this id goes.
    Remove(Name),
}
