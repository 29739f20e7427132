//! An agent's document with its names resolved.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::id::{CapSlot, QueueSlot};
use crate::time::Timestamp;

/// An agent's document with its names resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The calendar of the shifts, an index into [`Layout::calendars`].
    pub(crate) calendar: Option<u32>,
    /// The most units of open work; `u32::MAX` is no limit.
    pub(crate) units: u32,
    /// The most open leads, by the point of declining return; `u32::MAX` is no limit.
    pub(crate) full_at: u32,
    /// Limits by kind of work: index into [`Layout::work_kinds`], units.
    pub(crate) per_kind: SmallVec<[(u32, u32); 2]>,
    /// The places in queues, by queue slot, each queue once.
    pub(crate) seats: SmallVec<[(QueueSlot, Seat); 2]>,
    /// Skills with their levels: index into [`Layout::skills`], level.
    pub(crate) skills: SmallVec<[(usize, u32); 1]>,
    /// When skills lapse that are had for a time: index into [`Layout::skills`](super::Layout::skills), the first instant without.
    pub(crate) lapses: SmallVec<[(usize, Timestamp); 1]>,
    /// Limits of the agent's own.
    pub(crate) cap_limits: SmallVec<[(CapSlot, u64); 1]>,
    /// Of an office, the queue of its people.
    pub(crate) office: Option<QueueSlot>,
}

impl Place {
    /// The level of a skill at an instant; 0 is not to have it.
    pub(crate) fn level(&self, skill: usize, at: Timestamp) -> u32 {
        if self.lapsed(skill, at).is_some() {
            return 0;
        }
        self.skills.iter().find(|(own, _)| *own == skill).map_or(0, |(_, level)| *level)
    }

    /// Since when a skill has lapsed, if it has by an instant.
    pub(crate) fn lapsed(&self, skill: usize, at: Timestamp) -> Option<Timestamp> {
        self.lapses.iter().find(|(own, until)| *own == skill && *until <= at).map(|(_, until)| *until)
    }

    /// Whether there is a limit to the work the agent may hold.
    pub(crate) fn is_limited(&self) -> bool {
        self.units < u32::MAX || self.full_at < u32::MAX || !self.per_kind.is_empty()
    }
}

/// A member's place in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Share of turns.
    pub weight: u32,
    /// Tier, 1 first.
    pub tier: u32,
    /// Higher first where the strategy ranks by it.
    pub priority: i32,
}
