//! What the operations of a ledger are made of.

use super::line::Class;
use super::row::Row;
use super::{LedgerRow, MAX_SLOTS, TurnLedger, Turns};
use crate::bits::AgentSet;
use crate::id::AgentSlot;

impl TurnLedger {
    pub(super) fn place(&self, agent: AgentSlot) -> Option<usize> {
        let place = *self.places.get(agent.index())?;
        (place as usize).checked_sub(1)
    }

    pub(super) fn row(&self, agent: AgentSlot) -> Option<&Row> {
        self.rows.get(self.place(agent)?)
    }

    pub(super) fn owed(&self, row: &Row) -> Turns {
        let shared = if self.sharing.contains(row.agent) { self.share.now } else { 0 };
        let clocks = self.fold.now.wrapping_add(shared);
        Turns::from_units(row.base.wrapping_add(clocks.wrapping_mul(i128::from(row.weight))))
    }

    pub(super) fn report(&self, row: &Row, taken: u64) -> LedgerRow {
        let Row { last_turn, weight, agent, .. } = *row;
        let sharing = self.sharing.contains(agent);
        LedgerRow { agent, weight, sharing, deficit: self.owed(row), taken, last_turn }
    }

    pub(super) fn add_row(&mut self, mut row: Row, taken: u64, rank: u64) -> bool {
        let slot = row.agent.index();
        if slot >= MAX_SLOTS || self.place(row.agent).is_some() {
            return false;
        }
        if self.places.len() <= slot {
            self.places.resize(slot.saturating_add(1), 0);
        }
        row.base = row.base.wrapping_add(self.fold.enter(row.weight));
        self.note_weight(row.agent, row.weight);
        let place = self.rows.partition_point(|other| other.agent < row.agent);
        self.rows.insert(place, row);
        self.taken.insert(place, taken);
        self.ranks.insert(place, rank);
        self.renumber(place);
        true
    }

    /// Notes where the rows from this place on are.
    pub(super) fn renumber(&mut self, from: usize) {
        for (place, row) in self.rows.iter().enumerate().skip(from) {
            if let (Some(entry), Ok(number)) =
                (self.places.get_mut(row.agent.index()), u32::try_from(place.saturating_add(1)))
            {
                *entry = number;
            }
        }
    }

    /// These agents without those who have no weight; none if they all have one.
    pub(crate) fn weighted_of(&self, agents: &AgentSet) -> Option<AgentSet> {
        let everybody =
            self.classes.iter().fold(0, |n: usize, class| n.saturating_add(class.members as usize));
        if everybody == self.rows.len() || !agents.meets_without(agents, &self.weighted) {
            return None;
        }
        let mut weighted = agents.clone();
        weighted.intersect(&self.weighted);
        Some(weighted)
    }

    /// The member before whom so many come in slot order, and its weight. Constant time.
    #[inline]
    pub(crate) fn nth(&self, before: usize) -> Option<(AgentSlot, u32)> {
        self.rows.get(before).map(|row| (row.agent, row.weight))
    }

    /// The member before whom so many come in slot order. Constant time; where the members' slots have no gap, as they have
    /// none where everybody is a member, no row is read but the ends.
    #[inline]
    pub(crate) fn agent_at(&self, before: usize) -> Option<AgentSlot> {
        let (first, last) = (self.rows.first()?.agent.index(), self.rows.last()?.agent.index());
        if last.checked_sub(first)?.checked_add(1)? == self.rows.len() {
            return if before < self.rows.len() {
                AgentSlot::from_index(first.checked_add(before)?)
            } else {
                None
            };
        }
        self.rows.get(before).map(|row| row.agent)
    }

    /// The greatest weight of any member, 0 of none. Constant time.
    pub(crate) fn top_weight(&self) -> u32 {
        self.classes.last().map_or(0, |class| class.weight)
    }

    /// Whether one of these agents has a weight.
    pub(crate) fn gives_turns_to(&self, agents: &AgentSet) -> bool {
        agents.meets(&self.weighted)
    }

    fn class_at(&self, weight: u32) -> Result<usize, usize> {
        self.classes.binary_search_by_key(&weight, |class| class.weight)
    }

    pub(super) fn note_weight(&mut self, agent: AgentSlot, weight: u32) {
        if weight == 0 {
            return;
        }
        let smooth = self.smooth;
        let at = self.class_at(weight).unwrap_or_else(|at| {
            self.classes.insert(at, Class::new(weight, smooth));
            at
        });
        if let Some(class) = self.classes.get_mut(at) {
            class.members = class.members.saturating_add(1);
        }
        self.weighted.insert(agent);
    }

    /// The member shares no longer.
    pub(super) fn forget_weight(&mut self, agent: AgentSlot, weight: u32) {
        self.weighted.remove(agent);
        let Ok(at) = self.class_at(weight) else { return };
        if let Some(class) = self.classes.get_mut(at) {
            class.members = class.members.saturating_sub(1);
            if class.members == 0 {
                self.classes.remove(at);
            }
        }
    }

    /// Files the row at a place in the order of turns, or takes it out as it was filed.
    pub(super) fn file(&mut self, place: usize, filed: bool) {
        let (Some(row), Some(rank)) = (self.rows.get(place), self.ranks.get(place)) else { return };
        if let Ok(at) = self.class_at(row.weight)
            && let Some(class) = self.classes.get_mut(at)
        {
            if filed { class.file(row, *rank) } else { class.unfile(row, *rank) }
        }
    }

    /// The rank of a member.
    pub(super) fn rank(&self, agent: AgentSlot) -> u64 {
        self.place(agent).and_then(|place| self.ranks.get(place)).copied().unwrap_or(u64::MAX)
    }

    /// Changes the row at a place and keeps the order of turns in step.
    pub(super) fn change(&mut self, place: usize, change: impl FnOnce(&mut Row)) {
        let (Some(row), Some(rank)) = (self.rows.get_mut(place), self.ranks.get(place)) else { return };
        let filed = self.sharing.contains(row.agent);
        let class = match self.classes.as_mut_slice() {
            [only] if row.weight > 0 => Some(only),
            classes => classes.iter_mut().find(|class| class.weight == row.weight),
        };
        match class.filter(|_| filed) {
            Some(class) => {
                let before = *row;
                change(row);
                class.refile(&before, row, *rank);
            }
            None => change(row),
        }
    }

    /// Gives units to who shares, else to all.
    pub(super) fn accrue(&mut self, units: i128) {
        if self.share.weight > 0 {
            self.share.advance(units);
        } else {
            self.spread(units);
        }
    }

    /// Gives units to all by weight, else to the residue.
    pub(super) fn spread(&mut self, units: i128) {
        let rest = self.fold.advance(units);
        self.residue = self.residue.wrapping_add(rest);
    }
}
