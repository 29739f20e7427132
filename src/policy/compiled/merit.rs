//! A merit, names resolved, and what a queue makes of it.

use crate::attribute::AttributeType;
use crate::calendar::{Window, Zone, bounds};
use crate::id::{MeritSlot, Name};
use crate::meter::merit::{AdjustRules, Rules};
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
}

impl Merit {
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
}
