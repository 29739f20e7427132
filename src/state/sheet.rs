//! Sheets of turns beside the queues' own: those that several queues share, then those that a queue keeps apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::id::{AgentSlot, QueueSlot, SheetSlot};
use crate::layout::{QueueLayout, SheetsLayout};
use crate::meter::make_up::Pace;
use crate::meter::rotation::Rotation;
use crate::meter::tally::{Entry, Tally};
use crate::rank::{Sheet, entry};
use crate::state::{FloorState, QueueRow};

/// A sheet that is not a queue's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SheetRow {
    /// The queue that keeps it apart, and for which value or rule; none where queues share it.
    pub(crate) apart: Option<(QueueSlot, Arc<str>)>,
    pub(crate) turns: Rotation,
    /// How fast members may make up for turns missed, where that is held in check; computed from the layout.
    #[serde(skip)]
    pub(crate) pace: Option<Pace>,
    /// Where each agent stands in it, by slot; computed from the seats.
    #[serde(skip)]
    seated: Vec<Option<Entry>>,
}

impl SheetRow {
    pub(in crate::state) fn new(apart: Option<(QueueSlot, Arc<str>)>, turns: Rotation) -> SheetRow {
        SheetRow { apart, turns, pace: None, seated: Vec::new() }
    }

    /// Where an agent stands in it; none if they have no part in it.
    pub(crate) fn entry(&self, agent: AgentSlot) -> Option<Entry> {
        self.seated.get(agent.index()).copied().flatten()
    }

    /// The least number its tally keeps of anybody in a tier's circle. O(n) in the agents.
    pub(crate) fn least_mark(&self, tier: u32) -> Option<i64> {
        let tally = self.turns.tally.as_deref()?;
        let in_circle = |own: &Entry| own.weight > 0 && tally.kind().same_circle(own.tier, tier);
        let seated = self.seated.iter().enumerate();
        let circle = seated.filter(|(_, own)| own.as_ref().is_some_and(in_circle));
        circle.filter_map(|(at, _)| Some(tally.mark(AgentSlot::from_index(at)?))).min()
    }

    pub(in crate::state) fn set_entry(&mut self, agent: AgentSlot, entry: Option<Entry>) {
        if self.seated.len() <= agent.index() && entry.is_some() {
            self.seated.resize(agent.index().saturating_add(1), None);
        }
        if let Some(place) = self.seated.get_mut(agent.index()) {
            *place = entry;
        }
    }
}

/// Where the sheets are that queues keep apart.
pub(crate) type Apart = BTreeMap<QueueSlot, BTreeMap<Arc<str>, SheetSlot>>;

impl FloorState {
    /// The turns of a sheet; none if there is no such sheet.
    #[inline]
    pub(crate) fn turns(&self, sheet: SheetSlot) -> Option<&Rotation> {
        match self.queues.get(sheet.index()) {
            Some(row) => Some(&row.turns),
            None => self.sheet_beside(sheet).map(|row| &row.turns),
        }
    }

    /// The tally of the rotation that a queue shares, if it shares one that keeps a tally.
    pub(in crate::state) fn shared_tally(&self, queue: &QueueRow) -> Option<&Tally> {
        self.sheets.get(queue.shares?)?.turns.tally.as_deref()
    }

    /// A sheet that is not a queue's own.
    pub(crate) fn sheet_beside(&self, sheet: SheetSlot) -> Option<&SheetRow> {
        self.sheets.get(sheet.index().checked_sub(self.queues.len())?)
    }

    /// The sheet of a rotation that queues share, by where it stands among those.
    pub(crate) fn shared_sheet(&self, at: usize) -> Option<SheetSlot> {
        SheetSlot::from_index(self.queues.len().saturating_add(at))
    }

    /// The sheet that a queue keeps apart for a value or a rule.
    pub(crate) fn apart_sheet(&self, queue: QueueSlot, key: &str) -> Option<SheetSlot> {
        self.apart.get(&queue)?.get(key).copied()
    }

    /// The sheets that a queue keeps apart, by value or rule.
    pub(crate) fn apart_of(&self, queue: QueueSlot) -> impl Iterator<Item = (&Arc<str>, SheetSlot)> {
        self.apart.get(&queue).into_iter().flatten().map(|(key, sheet)| (key, *sheet))
    }

    /// How many sheets a queue keeps apart.
    pub(crate) fn apart_len(&self, queue: QueueSlot) -> usize {
        self.apart.get(&queue).map_or(0, BTreeMap::len)
    }

    /// The slot the next sheet will have.
    pub(crate) fn next_sheet_slot(&self) -> Option<SheetSlot> {
        SheetSlot::from_index(self.queues.len().saturating_add(self.sheets.len()))
    }

    /// The queues whose turns a sheet holds, or may.
    pub(crate) fn queues_of(&self, sheet: SheetSlot) -> SmallVec<[QueueSlot; 4]> {
        if let Some(queue) = QueueSlot::from_index(sheet.index()).filter(|queue| self.queue(*queue).is_some())
        {
            return core::iter::once(queue).collect();
        }
        match self.sheet_beside(sheet).map(|row| &row.apart) {
            Some(Some((queue, _))) => core::iter::once(*queue).collect(),
            Some(None) => {
                let at = sheet.index().saturating_sub(self.queues.len());
                self.sharing_queues(at).collect()
            }
            None => SmallVec::new(),
        }
    }

    /// The queues that share a rotation, by where it stands among those.
    pub(in crate::state) fn sharing_queues(&self, at: usize) -> impl Iterator<Item = QueueSlot> + '_ {
        let name = self.layout.rotations.get(at);
        let queues = self.layout.queues.iter().enumerate();
        let own = queues.filter(move |(_, queue)| match &queue.sheets {
            SheetsLayout::Shared(other) => Some(other) == name,
            _ => false,
        });
        own.filter_map(|(at, _)| QueueSlot::from_index(at))
    }

    /// Whether a queue keeps sheets apart.
    pub(in crate::state) fn keeps_apart(&self, queue: QueueSlot) -> bool {
        let sheets = self.layout.queues.get(queue.index()).map(|layout| &layout.sheets);
        matches!(sheets, Some(SheetsLayout::ApartBy(_) | SheetsLayout::ApartByRule))
    }

    /// Everybody in a queue, owed nothing. O(n) in the members.
    pub(crate) fn fresh_turns(&self, queue: QueueSlot) -> Rotation {
        let layout = self.layout.queues.get(queue.index());
        let mut turns = layout.map(Sheet::of).unwrap_or_default().begin();
        turns.ledger.set_most(layout.map_or(0, QueueLayout::largest_size));
        for (agent, row) in self.queue(queue).into_iter().flat_map(|row| row.members()) {
            turns.seat((agent, self.id_order(agent)), None, Some(entry(&row.seat)));
        }
        turns
    }

    /// Where an agent stands on a sheet that is not a queue's own: as in the queue that keeps it apart; of the queues that
    /// share it with the most they weigh, the highest priority and the lowest tier. None if they have no part in it.
    pub(in crate::state) fn entry_beside(&self, at: usize, agent: AgentSlot) -> Option<Entry> {
        let entry = |queue: QueueSlot| self.queue(queue)?.entry(agent);
        match &self.sheets.get(at)?.apart {
            Some((queue, _)) => entry(*queue),
            None => self.sharing_queues(at).filter_map(entry).reduce(Entry::joined),
        }
    }

    /// The layout of the first of the queues whose turns a sheet holds that is not a queue's own.
    pub(in crate::state) fn layout_beside(&self, at: usize) -> Option<&QueueLayout> {
        let sheet = SheetSlot::from_index(self.queues.len().saturating_add(at))?;
        let queue = self.queues_of(sheet).first().copied()?;
        self.layout.queues.get(queue.index())
    }

    /// How turns are written down on a sheet that is not a queue's own.
    pub(in crate::state) fn sheet_kind(&self, at: usize) -> Sheet {
        self.layout_beside(at).map(Sheet::of).unwrap_or_default()
    }

    /// The sheets that may hold turns of a queue's leads: its own or the one it shares, then those it keeps apart.
    pub(crate) fn sheets_of(&self, queue: QueueSlot) -> impl Iterator<Item = SheetSlot> + '_ {
        let shared = self.queue(queue).and_then(|row| row.shares);
        let main = shared.map_or(Some(SheetSlot::of(queue)), |at| self.shared_sheet(at));
        main.into_iter().chain(self.apart_of(queue).map(|(_, sheet)| sheet))
    }

    /// Where an agent stands on a sheet; none if they have no part in it.
    pub(crate) fn entry_in(&self, sheet: SheetSlot, agent: AgentSlot) -> Option<Entry> {
        match self.queues.get(sheet.index()) {
            Some(row) => row.entry(agent),
            None => self.sheet_beside(sheet)?.entry(agent),
        }
    }

    /// What a sheet is for, in words.
    pub(crate) fn sheet_name(&self, sheet: SheetSlot) -> Option<String> {
        let queue_name = |queue: QueueSlot| self.queue_name(queue).map(|name| name.to_string());
        if let Some(queue) = QueueSlot::from_index(sheet.index()).and_then(queue_name) {
            return Some(queue);
        }
        match &self.sheet_beside(sheet)?.apart {
            Some((queue, key)) => Some(format!("{}/{key}", queue_name(*queue)?)),
            None => {
                let at = sheet.index().checked_sub(self.queues.len())?;
                self.layout.rotations.get(at).map(ToString::to_string)
            }
        }
    }
}
