//! How the turns of a queue are dealt.

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::time::{Span, Timestamp};

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
    pub(crate) step: RampStep,
}

/// What each step of a ramp takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RampStep {
    /// Time.
    Lasts(Span),
    /// So many turns of theirs.
    Turns(u32),
}

impl Ramp {
    /// When a step that begins now is over, and after how many turns: never by the one, or 0 by the other.
    pub(crate) fn step_from(self, now: Timestamp) -> (Timestamp, u32) {
        match self.step {
            RampStep::Lasts(span) => (now.plus(span), 0),
            RampStep::Turns(turns) => (Timestamp::MAX, turns),
        }
    }

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
