//! Keeps every queue's ranking in step with what its keys look at.

use crate::id::{AgentSlot, QueueSlot};
use crate::layout::SheetsLayout;
use crate::rank::{Ranking, Sheet};
use crate::state::FloorState;
use crate::time::Timestamp;

impl FloorState {
    /// Notes that an agent's places in rankings may have changed.
    pub(in crate::state) fn moved(&mut self, agent: AgentSlot) {
        if self.ranked && self.moved.last() != Some(&agent) {
            self.moved.push(agent);
        }
    }

    /// Files those whose places may have changed.
    pub(in crate::state) fn refile_moved(&mut self) {
        while let Some(agent) = self.moved.pop() {
            self.refile(agent);
        }
    }

    fn refile(&mut self, agent: AgentSlot) {
        let id_order = self.id_order(agent);
        let Some(row) = self.agents.get(agent.index()) else { return };
        let known = (row, self.busy.get(agent.index()));
        for (queue, _) in &row.place.seats {
            let layout = self.layout.queues.get(queue.index());
            if let (Some(queue), Some(layout)) = (self.queues.get_mut(queue.index()), layout) {
                let shared = queue.shares.and_then(|at| self.sheets.get(at)?.turns.tally.as_deref());
                queue.refile(agent, known, (layout, shared), id_order);
            }
        }
    }

    /// Another day by which a queue adds up idle time: everybody is ranked anew. O(n log n) in the queue's members.
    pub(in crate::state) fn idle_day_began(&mut self, queue: QueueSlot, day: (Timestamp, Timestamp)) {
        let layout = self.layout.queues.get(queue.index());
        let (Some(row), Some(layout)) = (self.queues.get_mut(queue.index()), layout) else { return };
        if row.idle_day == Some(day) {
            return;
        }
        row.idle_day = Some(day);
        row.rank_by(&layout.keys);
        self.ranked |= row.ranking.is_some();
        let members: Vec<AgentSlot> = row.members.iter().collect();
        members.into_iter().for_each(|agent| self.refile(agent));
    }

    /// Ranks everybody everywhere anew: after a change of policy, of the numbers ids are ordered by, or a restore.
    pub(in crate::state) fn rank_anew(&mut self) {
        for (row, layout) in self.queues.iter_mut().zip(&self.layout.queues) {
            row.shares = match &layout.sheets {
                SheetsLayout::Shared(name) => self.layout.rotations.iter().position(|other| other == name),
                _ => None,
            };
            row.rank_by(&layout.keys);
            row.turns.ledger.set_smooth(Sheet::of(layout).smooth);
            row.turns.ledger.set_most(layout.largest_size());
            let order = &self.id_order;
            row.turns.ledger.rerank(|agent| order.get(agent.index()).copied().unwrap_or(u64::MAX));
        }
        for at in 0..self.sheets.len() {
            let (smooth, layout) = (self.sheet_kind(at).smooth, self.layout_beside(at));
            let (most, pace) = layout.map_or((0, None), |layout| (layout.largest_size(), layout.catch_up));
            let order = &self.id_order;
            if let Some(row) = self.sheets.get_mut(at) {
                row.pace = pace;
                if pace.is_none() {
                    row.turns.make_ups.clear();
                }
                row.turns.ledger.set_smooth(smooth);
                row.turns.ledger.set_most(most);
                row.turns.ledger.rerank(|agent| order.get(agent.index()).copied().unwrap_or(u64::MAX));
            }
        }
        self.refresh_measured();
        self.ranked = self.queues.iter().any(|row| row.ranking.is_some());
        for agent in (0..self.agents.len()).filter_map(AgentSlot::from_index) {
            self.refile(agent);
        }
    }

    /// The queues whose ranking is not what it would be if made anew.
    pub(in crate::state) fn misranked(&self) -> impl Iterator<Item = QueueSlot> + '_ {
        let slots = (0..self.queues.len()).filter_map(QueueSlot::from_index);
        slots.filter(|slot| {
            let (Some(row), Some(layout)) = (self.queue(*slot), self.layout.queues.get(slot.index())) else {
                return false;
            };
            let mut anew = row.unranked(&layout.keys);
            if let Some(ranking) = &mut anew {
                for agent in row.members.iter() {
                    let facts = self.facts(*slot, agent);
                    let rank = facts.and_then(|facts| ranking.place(&facts, self.id_order(agent), agent));
                    ranking.file(None, rank);
                }
            }
            !agents(row.ranking.as_ref()).eq(agents(anew.as_ref()))
        })
    }
}

fn agents(ranking: Option<&Ranking>) -> impl Iterator<Item = AgentSlot> + '_ {
    ranking.into_iter().flat_map(Ranking::agents)
}
