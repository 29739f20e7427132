//! What leads have in common whose last owner is remembered.

use crate::attribute::Value;
use crate::id::{Name, StickySlot};
use crate::lead::Lead;
use crate::policy::doc::RegisteredDoc;
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Sticky {
    pub(crate) id: Name,
    pub(crate) attribute: Name,
    pub(crate) keep: Span,
    /// Whether offices are remembered rather than their people.
    pub(crate) offices: bool,
    /// For how long a deal is registered.
    pub(crate) registered_for: Option<Span>,
}

impl Sticky {
    /// What a lead is known by: ASCII, since other letters' cases are not the same in every release of Unicode.
    pub(crate) fn key(&self, lead: &Lead) -> Option<String> {
        key_of(lead, &self.attribute)
    }
}

fn key_of(lead: &Lead, attribute: &Name) -> Option<String> {
    let Some(Value::Text(text)) = lead.get(attribute.as_str()) else { return None };
    plain(text)
}

/// A text as keys are compared; none if there is nothing in it.
pub(crate) fn plain(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    (!text.is_empty()).then(|| text.to_ascii_lowercase())
}

/// Which leads of a queue take one turn together.
#[derive(Clone, Debug)]
pub(crate) struct OneTurn {
    pub(crate) attribute: Name,
    /// From the turn on.
    pub(crate) keep: Span,
}

impl OneTurn {
    /// What a lead is known by.
    pub(crate) fn key(&self, lead: &Lead) -> Option<String> {
        key_of(lead, &self.attribute)
    }
}

/// What a stage makes of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StickTo {
    pub(crate) sticky: StickySlot,
    pub(crate) wait: Span,
    /// Whether the owner's team comes before others.
    pub(crate) team_first: bool,
    pub(crate) team_wait: Span,
    pub(crate) counts_as_turn: bool,
    /// Where whoever has registered the deal comes.
    pub(crate) registered: RegisteredDoc,
}
