//! Skills, and what is asked of whoever takes a lead.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// A skill that agents have, to a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkillDoc {
    /// The skill's name.
    pub id: Name,
}

/// A skill that whoever takes a lead must have, less and less of it as the lead waits, if so said.
///
/// Waiting counts from the lead's coming to the stage, through offers that come to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkillRuleDoc {
    /// Which skill.
    pub skill: WhichSkillDoc,
    /// The least level, at least 1.
    #[serde(default = "one")]
    pub min_level: u32,
    /// Lower levels that do after longer waits.
    #[serde(default)]
    pub relax: Vec<RelaxDoc>,
    /// The skill is asked for no longer once the lead has waited so long, in seconds; without it, it is always.
    #[serde(default)]
    pub drop_after_s: Option<u64>,
}

/// Which skill is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WhichSkillDoc {
    /// This one.
    Named(Name),
    /// The one that a text attribute of the lead names, or each of several; a lead without it asks for none.
    Attribute(Name),
}

/// A lower level that does after a longer wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelaxDoc {
    /// How long the lead has waited by then, in seconds.
    pub after_s: u64,
    /// The least level from then on, at least 1.
    pub min_level: u32,
}

fn one() -> u32 {
    1
}
