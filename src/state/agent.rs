//! What a floor remembers of an agent.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agent::AgentDoc;
use crate::id::LeadSlot;
use crate::layout::Place;
use crate::state::diary::Diary;
use crate::time::Timestamp;

/// One agent; the slot stays theirs after they have left.
///
/// What a lead given or ended changes stands in the first cache line, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(C, align(64))]
pub(crate) struct AgentRow {
    /// The leads held or on offer, in no particular order; computed from the leads.
    #[serde(skip)]
    pub(crate) leads: SmallVec<[LeadSlot; 4]>,
    /// What is held, offers included; computed from the leads.
    #[serde(skip)]
    pub(crate) load: Load,
    /// Since the last offer, assignment or end of a lead, or since joining.
    pub(crate) idle_since: Timestamp,
    /// Passed over until then: wrapping up, or after an offer not taken.
    pub(crate) ready_at: Timestamp,
    pub(crate) doc: Arc<AgentDoc>,
    pub(crate) left: bool,
    /// Leaves and extra shifts; those that are over are dropped when another is entered.
    pub(crate) diary: Diary,
    /// The document with its names resolved; computed from the layout.
    #[serde(skip)]
    pub(crate) place: Place,
}

/// Open work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) units: u32,
    pub(crate) leads: u32,
    /// Of the leads, those they are only rung for: work to come, that nobody is busy by.
    pub(crate) rung: u32,
    /// Of the units, those of work that can be laid aside.
    pub(crate) laid_aside: u32,
    /// Kind, units; none where no work is of a kind.
    pub(crate) kinds: Option<Box<Kinds>>,
}

/// Units by kind of work: index into the layout's kinds of work, units.
type Kinds = SmallVec<[(u32, u32); 2]>;

impl Load {
    pub(crate) fn of_kind(&self, kind: u32) -> u32 {
        let kinds = self.kinds.iter().flat_map(|kinds| kinds.iter());
        kinds.into_iter().find(|(k, _)| *k == kind).map_or(0, |(_, units)| *units)
    }

    pub(crate) fn add(&mut self, kind: Option<u32>, units: u32, interruptible: bool) {
        self.units = self.units.saturating_add(units);
        if interruptible {
            self.laid_aside = self.laid_aside.saturating_add(units);
        }
        self.leads = self.leads.saturating_add(1);
        if let Some(kind) = kind {
            let kinds = self.kinds.get_or_insert_default();
            match kinds.iter_mut().find(|(k, _)| *k == kind) {
                Some((_, held)) => *held = held.saturating_add(units),
                None => kinds.push((kind, units)),
            }
        }
    }

    pub(crate) fn remove(&mut self, kind: Option<u32>, units: u32, interruptible: bool) {
        self.units = self.units.saturating_sub(units);
        if interruptible {
            self.laid_aside = self.laid_aside.saturating_sub(units);
        }
        self.leads = self.leads.saturating_sub(1);
        let kinds = self.kinds.iter_mut().flat_map(|kinds| kinds.iter_mut());
        if let Some((_, held)) = kinds.into_iter().find(|(k, _)| Some(*k) == kind) {
            *held = held.saturating_sub(units);
        }
    }
}

/// Which limit stops one more lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoRoom {
    pub(crate) used: u32,
    pub(crate) limit: u32,
    pub(crate) needed: u32,
    pub(crate) of: RoomOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoomOf {
    Units,
    Leads,
    /// Index into the layout's kinds of work.
    Kind(u32),
}

impl AgentRow {
    pub(crate) fn new(doc: Arc<AgentDoc>, place: Place, at: Timestamp) -> AgentRow {
        AgentRow {
            doc,
            left: false,
            diary: Diary::default(),
            ready_at: Timestamp::MIN,
            idle_since: at,
            place,
            load: Load::default(),
            leads: SmallVec::new(),
        }
    }

    /// The units held that stand in the way of another lead: all for one that can be laid aside, else those that
    /// cannot.
    fn in_the_way(&self, interruptible: bool) -> u32 {
        if interruptible { self.load.units } else { self.load.units.saturating_sub(self.load.laid_aside) }
    }

    /// Whether one more lead of this kind and cost fits.
    pub(crate) fn room(&self, kind: Option<u32>, needed: u32, interruptible: bool) -> Result<(), NoRoom> {
        let fits = |used: u32, needed: u32, limit: u32, of: RoomOf| {
            if used.saturating_add(needed) <= limit {
                Ok(())
            } else {
                Err(NoRoom { used, limit, needed, of })
            }
        };
        // No limit is u32::MAX, and is never reached: the sum saturates there.
        fits(self.in_the_way(interruptible), needed, self.place.units, RoomOf::Units)?;
        fits(self.load.leads, 1, self.place.full_at, RoomOf::Leads)?;
        let Some(kind) = kind else { return Ok(()) };
        match self.place.per_kind.iter().find(|(k, _)| *k == kind) {
            Some((_, limit)) => fits(self.load.of_kind(kind), needed, *limit, RoomOf::Kind(kind)),
            None => Ok(()),
        }
    }

    /// Units left for a lead of this kind of work; `u32::MAX` is no limit.
    pub(crate) fn free(&self, kind: Option<u32>, interruptible: bool) -> u32 {
        let left = |limit: u32, held: u32| if limit == u32::MAX { limit } else { limit.saturating_sub(held) };
        let of_kind = self.place.per_kind.iter().find(|(own, _)| Some(*own) == kind);
        let of_kind = of_kind.map_or(u32::MAX, |(kind, limit)| left(*limit, self.load.of_kind(*kind)));
        left(self.place.units, self.in_the_way(interruptible)).min(of_kind)
    }

    /// The end of the leave that covers an instant.
    pub(crate) fn on_leave(&self, at: Timestamp) -> Option<Timestamp> {
        self.diary.leave(at).map(|(until, _)| until)
    }
}
