//! How the turns of a queue are dealt.

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::time::Span;

/// What the turn of a lead counts as.
#[derive(Clone, Debug)]
pub(crate) struct TurnSize {
    pub(crate) attribute: Name,
    pub(crate) default: u32,
    pub(crate) most: u32,
}

impl TurnSize {
    /// The size of a lead's turn, from 1 to `most`, and what the lead says of it.
    pub(crate) fn of(&self, lead: &Lead) -> (u32, Option<i64>) {
        let said = match lead.get(self.attribute.as_str()) {
            Some(Value::Integer(said)) => Some(*said),
            _ => None,
        };
        let size = match said {
            Some(said) if said > 0 => u32::try_from(said).unwrap_or(self.most).min(self.most),
            _ => self.default,
        };
        (size, said)
    }
}

/// How the weight of whoever joins grows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ramp {
    pub(crate) start_percent: u32,
    pub(crate) steps: u32,
    pub(crate) step: Span,
}

impl Ramp {
    /// What counts of a weight a step after so much of it did; a share that no step has is followed by the next higher.
    pub(crate) fn after(self, percent: u32) -> u32 {
        let rise = 100_u32.saturating_sub(self.start_percent);
        let at = |step: u32| {
            let grown = rise.saturating_mul(step).checked_div(self.steps).unwrap_or(rise);
            self.start_percent.saturating_add(grown)
        };
        (1..self.steps).map(at).find(|higher| *higher > percent).unwrap_or(100)
    }
}
