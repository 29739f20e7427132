//! A merit, names resolved, and what a queue makes of it.

use std::borrow::Cow;

use crate::attribute::{AttributeType, Value};
use crate::calendar::{Window, Zone, bounds};
use crate::id::{MeritSlot, Name};
use crate::lead::Lead;
use crate::meter::merit::{AdjustRules, AffinityRules, DeclineRules, LoadRules, Rules};
use crate::time::{Span, Timestamp};

#[derive(Clone, Debug)]
pub(crate) struct Merit {
    pub(crate) id: Name,
    pub(crate) won: Vec<String>,
    pub(crate) qualified: Vec<String>,
    pub(crate) period: Window,
    pub(crate) periods: u32,
    pub(crate) zone: Zone,
    pub(crate) normalise_by: Option<(Name, AttributeType)>,
    /// How long a lead may be open before it counts as not won.
    pub(crate) open_counts_after: Option<Span>,
    /// How leads are told apart by what their owner held.
    pub(crate) by_load: Option<LoadRules>,
}

impl Merit {
    /// A lead's value of what leads are told apart by; none if they are not, or it has none.
    pub(crate) fn value_of<'l>(&self, lead: &'l Lead) -> Option<Cow<'l, str>> {
        let (name, declared) = self.normalise_by.as_ref()?;
        let value = lead.get(name.as_str()).filter(|value| value.attribute_type() == *declared)?;
        Some(match value {
            Value::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        })
    }

    /// The period an instant lies in: its first instant and the first one after it.
    pub(crate) fn period_of(&self, at: Timestamp) -> (Timestamp, Timestamp) {
        bounds(self.period, &self.zone, at)
    }

    /// When the window of whole periods that end at an instant begins. Linear in the periods.
    pub(crate) fn window_from(&self, at: Timestamp) -> Timestamp {
        let mut from = at;
        for _ in 0..self.periods {
            from = self.period_of(from.minus(Span::millis(1))).0;
        }
        from
    }
}

/// How a cap follows what agents make of their leads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CapAdjust {
    pub(crate) merit: MeritSlot,
    pub(crate) rules: AdjustRules,
    pub(crate) least: u32,
}

/// Drawing members by merit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeritDraw {
    pub(crate) merit: MeritSlot,
    /// One of so many picks goes by turns.
    pub(crate) explore_every: u32,
}

/// What a queue makes of merit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueMerit {
    pub(crate) merit: MeritSlot,
    pub(crate) rules: Rules,
    /// From where on members are full by it.
    pub(crate) decline: Option<DeclineRules>,
}

/// How a queue deals by affinity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueAffinity {
    pub(crate) merit: MeritSlot,
    pub(crate) rules: AffinityRules,
    /// Affinities are compared in whole steps of so many basis points.
    pub(crate) step_bp: u32,
    /// The share of picks of each value that goes by the other keys, in basis points.
    pub(crate) diversity_bp: u32,
}
