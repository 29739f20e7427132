//! Sheets of turns that are not a queue's own: opened, seated, and carried over to another policy.

use std::sync::Arc;

use crate::id::{AgentSlot, Name, QueueSlot, SheetSlot};
use crate::layout::{Layout, QueueLayout, SheetsLayout};
use crate::meter::rotation::Rotation;
use crate::meter::tally::{Entry, Rule, Tally};
use crate::rank::{Sheet, entry};
use crate::state::FloorState;
use crate::state::sheet::SheetRow;

impl FloorState {
    pub(super) fn sheet_opened(&mut self, queue: QueueSlot, key: &Arc<str>) {
        let turns = self.fresh_turns(queue);
        if let Some(sheet) = self.next_sheet_slot() {
            let mut row = SheetRow::new(Some((queue, Arc::clone(key))), turns);
            for (agent, seat) in self.queue(queue).into_iter().flat_map(|row| row.members()) {
                row.set_entry(agent, Some(entry(&seat.seat)));
            }
            row.pace = self.layout.queues.get(queue.index()).and_then(|layout| layout.catch_up);
            self.sheets.push(row);
            self.apart.entry(queue).or_default().insert(Arc::clone(key), sheet);
        }
    }

    pub(super) fn turns_mut(&mut self, sheet: SheetSlot) -> Option<&mut Rotation> {
        let beside = sheet.index().checked_sub(self.queues.len());
        match beside {
            None => self.queues.get_mut(sheet.index()).map(|row| &mut row.turns),
            Some(at) => self.sheets.get_mut(at).map(|row| &mut row.turns),
        }
    }

    /// The turns of a sheet that is no queue's own, and where an agent stands in it.
    pub(super) fn beside_mut(
        &mut self,
        sheet: SheetSlot,
        agent: AgentSlot,
    ) -> Option<(&mut Rotation, Option<Entry>)> {
        let at = sheet.index().checked_sub(self.queues.len())?;
        let row = self.sheets.get_mut(at)?;
        let entry = row.entry(agent);
        Some((&mut row.turns, entry))
    }

    /// Writes down a turn on a sheet that is no queue's own. The circle is that of the tier they have in the queue.
    #[cold]
    pub(super) fn deal_beside(
        &mut self,
        sheet: SheetSlot,
        (agent, queue): (AgentSlot, QueueSlot),
        size: u32,
    ) {
        let Some(at) = sheet.index().checked_sub(self.queues.len()) else { return };
        let seat = self.queue(queue).and_then(|row| row.seat(agent)).map(|row| row.seat);
        let Some(row) = self.sheets.get_mut(at) else { return };
        let (entry, pace) = (row.entry(agent), row.pace);
        let stands = || Some(Entry { tier: seat?.tier, priority: seat?.priority, ..entry? });
        row.turns.take(agent, size, pace, stands);
        self.moved(agent);
    }

    /// Where the sheets are that queues keep apart.
    pub(in crate::state) fn index_sheets(&mut self) {
        self.apart.clear();
        for (at, row) in self.sheets.iter().enumerate() {
            let sheet = SheetSlot::from_index(self.queues.len().saturating_add(at));
            if let (Some((queue, key)), Some(sheet)) = (&row.apart, sheet) {
                self.apart.entry(*queue).or_default().insert(Arc::clone(key), sheet);
            }
        }
    }

    /// A member has come to a queue, weighs another amount there or has gone: so on the sheets of the queue that are not
    /// its own.
    pub(in crate::state) fn seat_beside(&mut self, queue: QueueSlot, agent: AgentSlot) {
        let sheets = self.layout.queues.get(queue.index()).map(|layout| &layout.sheets);
        let own: Vec<usize> = match sheets {
            None | Some(SheetsLayout::Own) => return,
            Some(SheetsLayout::Shared(name)) => {
                self.layout.rotations.iter().position(|other| other == name).into_iter().collect()
            }
            Some(SheetsLayout::ApartBy(_) | SheetsLayout::ApartByRule) => {
                let below = self.queues.len();
                self.apart_of(queue).filter_map(|(_, sheet)| sheet.index().checked_sub(below)).collect()
            }
        };
        for at in own {
            self.settle(at, agent);
        }
        self.wake_if_strict(queue);
    }

    /// The same for all members of a queue.
    pub(super) fn seat_all_beside(&mut self, queue: QueueSlot) {
        if self.sheets.is_empty() {
            return;
        }
        let members: Vec<AgentSlot> = self.queue(queue).iter().flat_map(|row| row.members.iter()).collect();
        members.into_iter().for_each(|agent| self.seat_beside(queue, agent));
    }

    /// Has an agent weigh on a sheet what they weigh in its queues. Whoever comes to a rotation by totals begins with the
    /// least of those who have a part in it.
    fn settle(&mut self, at: usize, agent: AgentSlot) {
        let after = self.entry_beside(at, agent);
        let id_order = self.id_order(agent);
        let Some(row) = self.sheets.get_mut(at) else { return };
        let before = row.entry(agent);
        if before != after {
            let kind = row.turns.tally_kind().filter(|kind| kind.rule == Rule::LowestCount);
            let begun = kind.filter(|kind| Tally::begins(*kind, before, after)).and(after);
            let level = begun.and_then(|begun| row.least_mark(begun.tier));
            row.turns.seat((agent, id_order), before, after);
            row.set_entry(agent, after);
            if let (Some(mark), Some(tally)) = (level, &mut row.turns.tally) {
                tally.set_mark(agent, mark);
            }
            self.moved(agent);
        }
    }

    /// After a change of policy: the sheets of the new one, with the turns of those that count the same leads. Tells where
    /// each old sheet is now, those of the queues left out.
    pub(super) fn rename_sheets(
        &mut self,
        old: &Layout,
        queue_now: impl Fn(QueueSlot) -> Option<QueueSlot>,
    ) -> Vec<Option<SheetSlot>> {
        let new = Arc::clone(&self.layout);
        let counted = |layout: &Layout, queue: Option<QueueSlot>| {
            let queue = queue.and_then(|queue| layout.queues.get(queue.index()));
            queue.map(|queue| (Sheet::of(queue), queue.sized_by().cloned()))
        };
        let dealt_by = |layout: &Layout, name: &Name| {
            let shares =
                |queue: &QueueLayout| matches!(&queue.sheets, SheetsLayout::Shared(own) if own == name);
            let at = layout.queues.iter().position(shares);
            counted(layout, at.and_then(QueueSlot::from_index))
        };
        let mut before: Vec<Option<SheetRow>> =
            core::mem::take(&mut self.sheets).into_iter().map(Some).collect();
        let mut now: Vec<Option<SheetSlot>> = vec![None; before.len()];
        for name in &new.rotations {
            let known = old.rotations.iter().position(|other| other == name);
            let kept = known.filter(|_| dealt_by(old, name) == dealt_by(&new, name));
            let slot = SheetSlot::from_index(new.queues.len().saturating_add(self.sheets.len()));
            let row = kept.and_then(|at| before.get_mut(at)).and_then(Option::take);
            if let (Some(place), true) = (kept.and_then(|at| now.get_mut(at)), row.is_some()) {
                *place = slot;
            }
            let sheet = dealt_by(&new, name).map(|(sheet, _)| sheet).unwrap_or_default();
            self.sheets.push(row.unwrap_or_else(|| SheetRow::new(None, sheet.begin())));
        }
        for (at, row) in before.into_iter().enumerate() {
            let Some(mut row) = row else { continue };
            let Some((queue, key)) = row.apart.take() else { continue };
            let Some(is) = queue_now(queue) else { continue };
            let sheets = |layout: &Layout, queue: QueueSlot| {
                layout.queues.get(queue.index()).map(|queue| queue.sheets.clone())
            };
            let same = sheets(old, queue) == sheets(&new, is)
                && counted(old, Some(queue)) == counted(&new, Some(is));
            let by_rule = sheets(&new, is) == Some(SheetsLayout::ApartByRule);
            let gone = by_rule && !new.rules.iter().any(|rule| rule.as_str() == &*key);
            if same && !gone {
                let slot = SheetSlot::from_index(new.queues.len().saturating_add(self.sheets.len()));
                if let Some(place) = now.get_mut(at) {
                    *place = slot;
                }
                row.apart = Some((is, key));
                self.sheets.push(row);
            }
        }
        self.index_sheets();
        now
    }

    /// Where everybody stands on the sheets that are no queue's own, as the queues' seats say.
    pub(in crate::state) fn enter_all(&mut self) {
        let agents = (0..self.agents.len()).filter_map(AgentSlot::from_index);
        for agent in agents {
            for at in 0..self.sheets.len() {
                let entry = self.entry_beside(at, agent);
                self.sheets.get_mut(at).into_iter().for_each(|row| row.set_entry(agent, entry));
            }
        }
    }

    /// Has everybody weigh in every sheet what they weigh in its queues, once everybody sits by the new policy.
    pub(super) fn settle_all(&mut self) {
        for at in 0..self.sheets.len() {
            // Whoever has gone leaves what they are owed to the others by what those weigh now.
            let agents = (0..self.agents.len()).filter_map(AgentSlot::from_index);
            let (here, gone): (Vec<AgentSlot>, Vec<AgentSlot>) =
                agents.partition(|agent| self.entry_beside(at, *agent).is_some());
            here.into_iter().chain(gone).for_each(|agent| self.settle(at, agent));
        }
    }
}
