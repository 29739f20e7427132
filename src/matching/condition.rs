//! One condition on its own: of a cap, of a stage, of an agent's filter.

use core::fmt;
use std::sync::Arc;

use super::arena::{Arena, Check};
use super::encode::Encoded;
use super::tree::Tree;

/// A predicate over a lead, ready to be asked. Cloning it is cheap.
///
/// Displays as readable text: ``source is `web` and score from 50``.
#[derive(Clone, Debug)]
pub(crate) struct Condition(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    arena: Arena,
    check: Check,
    text: Box<str>,
    /// Sorted, each once.
    attributes: Box<[usize]>,
}

impl Condition {
    /// `text` is what people read; none if the condition is larger than an arena.
    pub(crate) fn new(tree: &Tree, text: String) -> Option<Condition> {
        let mut arena = Arena::default();
        let check = arena.add(tree)?;
        arena.shrink();
        let mut attributes = Vec::new();
        tree.attributes(&mut |attribute| attributes.push(attribute));
        attributes.sort_unstable();
        attributes.dedup();
        Some(Condition(Arc::new(Inner { arena, check, text: text.into(), attributes: attributes.into() })))
    }

    /// Whether the condition holds for a lead encoded under the schema of the same policy.
    #[inline]
    pub(crate) fn holds(&self, lead: &Encoded<'_>) -> bool {
        self.0.arena.holds(&self.0.check, lead)
    }

    /// The attributes it asks for, by their index in the schema, ascending.
    pub(crate) fn attributes(&self) -> &[usize] {
        &self.0.attributes
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}
