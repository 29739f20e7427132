//! What is asked of whoever takes a lead, names resolved.

use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct SkillRule {
    pub(crate) which: WhichSkill,
    /// From which wait on which level is needed, the shortest wait first and from zero; level 0 is none.
    pub(crate) steps: Vec<(Span, u32)>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum WhichSkill {
    /// Index into the policy's skills.
    Named(usize),
    /// Index into the schema.
    Attribute(usize),
}

impl SkillRule {
    /// The level needed after a wait; 0 is none.
    pub(crate) fn needed(&self, waited: Span) -> u32 {
        self.steps.iter().rev().find(|(after, _)| *after <= waited).map_or(0, |(_, level)| *level)
    }

    /// After which wait a level does; none if it never does.
    pub(crate) fn does_after(&self, level: u32) -> Option<Span> {
        self.steps.iter().find(|(_, needed)| *needed <= level).map(|(after, _)| *after)
    }

    /// The waits after which less is asked for.
    pub(crate) fn waits(&self) -> impl Iterator<Item = Span> + '_ {
        self.steps.iter().skip(1).map(|(after, _)| *after)
    }
}
