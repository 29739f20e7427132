//! A score of members, names resolved.

use crate::id::Name;
use crate::policy::doc::WhoseDoc;

/// The terms of a queue's score.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    pub(crate) terms: Vec<Term>,
}

#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) id: Name,
    pub(crate) weight: i32,
    pub(crate) measure: Measure,
}

#[derive(Clone, Debug)]
pub(crate) enum Measure {
    Number(WhoseDoc, Name),
    /// Sorted.
    Among(WhoseDoc, Name, Vec<String>),
    /// The trait and the attribute.
    Fits(WhoseDoc, Name, Name),
    UnitsHeld,
    UnitsFree(u32),
    FreePercent,
    OpenLeads,
    HadBefore,
    AttemptsMade,
    /// Index into the policy's skills.
    SkillLevel(usize),
    SkillsAskedFor(Name),
    MeritPercent,
    IdleS(u32),
    Priority,
}
