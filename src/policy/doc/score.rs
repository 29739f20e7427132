//! A score of the members of a queue, term by term, and the traits of agents and teams that terms look at.

use serde::{Deserialize, Serialize};

use crate::attribute::AttributeType;
use crate::id::Name;

/// A trait that agents and teams may have, and its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TraitTypeDoc {
    /// The trait's name.
    pub id: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub trait_type: AttributeType,
}

/// What the rank key `score` compares members by: the sum of the terms, the highest first.
///
/// A term is a whole number measured of a member, for the lead in question, times the term's weight. The sum is exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreDoc {
    /// The terms, at least one and at most 32.
    pub terms: Vec<TermDoc>,
}

/// One term of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TermDoc {
    /// The term's name, unique in its score: explanations say it.
    pub id: Name,
    /// What one of what is measured counts, from -1000000 to 1000000; below 0 it counts against the member.
    pub weight: i32,
    /// What is measured.
    pub measure: MeasureDoc,
}

/// What a term measures of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MeasureDoc {
    /// The number of an integer trait; 0 without it.
    Number {
        /// The agent's own trait, or the team's.
        #[serde(default)]
        of: WhoseDoc,
        /// One of the policy's traits.
        #[serde(rename = "trait")]
        name: Name,
    },
    /// 1 if the trait is one of these texts, or names one of them; 0 if not. A trait that is yes or no is `"true"` or
    /// `"false"`.
    Among {
        /// The agent's own trait, or the team's.
        #[serde(default)]
        of: WhoseDoc,
        /// One of the policy's traits.
        #[serde(rename = "trait")]
        name: Name,
        /// The texts.
        values: Vec<String>,
    },
    /// 1 if the trait and an attribute of the lead have a text in common, such as a language or a kind of lead; 0 if not.
    Fits {
        /// The agent's own trait, or the team's.
        #[serde(default)]
        of: WhoseDoc,
        /// One of the policy's traits.
        #[serde(rename = "trait")]
        name: Name,
        /// One of the policy's attributes, a text or several.
        attribute: Name,
    },
    /// Units of open work held.
    UnitsHeld {},
    /// Units of capacity left for a lead of this queue, so many at the most; that much also without a limit.
    UnitsFree {
        /// The most that counts, at least 1.
        most: u32,
    },
    /// The part of all their capacity that is free, in percent rounded down; 100 without a limit.
    FreePercent {},
    /// Open leads, offers included.
    OpenLeads {},
    /// Times the lead was theirs before.
    HadBefore {},
    /// Attempts they made on the lead, by hand, whenever it was theirs.
    AttemptsMade {},
    /// The level of a skill; 0 without it.
    SkillLevel {
        /// One of the policy's skills.
        skill: Name,
    },
    /// The levels, added up, of the skills that a text attribute of the lead names.
    SkillsAskedFor {
        /// One of the policy's attributes, a text or several.
        attribute: Name,
    },
    /// The weight that the queue's `merit` gives them, in percent of an average one; that of newcomers before a review.
    MeritPercent {},
    /// Seconds since the last offer, assignment or end of a lead, so many at the most.
    IdleS {
        /// The most that counts, at least 1.
        most: u32,
    },
    /// The `priority` of the membership.
    Priority {},
}

/// Whose trait a term looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WhoseDoc {
    /// The agent's own.
    #[default]
    Agent,
    /// The agent's team's.
    Team,
}
