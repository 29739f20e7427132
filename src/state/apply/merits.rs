//! Events of merit.

use std::sync::Arc;

use crate::event::{Review, Scored};
use crate::id::{AgentSlot, CapSlot, CounterSlot, LeadSlot, MeritSlot, QueueSlot};
use crate::layout::Seat;
use crate::meter::merit::{Adjusted, FullFrom, Grade, Score};
use crate::state::timers::Due;
use crate::state::{AffinityRow, FloorState, MeritRow, OpenLead, SoFar};
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn scored(&mut self, (lead, merit): (LeadSlot, MeritSlot), agent: AgentSlot, scored: &Scored) {
        match scored.score {
            Score::NotLeftOpen { .. } => {
                self.watch_no_longer(lead, merit);
                if let Some(row) = self.merits.get_mut(merit.index()) {
                    row.records.correct(agent, scored.value.as_ref(), scored.from, scored.score);
                    row.correct_by_load(agent, scored);
                }
                return;
            }
            Score::LeftOpen { contacted } => {
                let (value, from, held) = (scored.value.clone(), scored.from, scored.held);
                self.watch_open(
                    lead,
                    merit,
                    OpenLead { agent, so_far: SoFar::Counted { value, from, contacted, held } },
                );
            }
            _ => {}
        }
        let Some(row) = self.merits.get_mut(merit.index()) else { return };
        row.records.count(agent, scored.value.as_ref(), scored.from, scored.score);
        row.count_by_load(agent, scored);
        if row.review_at == Timestamp::MAX {
            self.review_at(merit, scored.until);
        }
    }

    pub(super) fn merit_reviewed(&mut self, merit: MeritSlot, review: &Review, at: Timestamp) {
        if let Some(row) = self.merits.get_mut(merit.index()) {
            row.records.drop_before(review.from);
            row.drop_loads_before(review.from);
            row.loads.clone_from(&review.loads);
        }
        self.review_at(merit, review.next);
        for (cap, adjusted) in &review.caps {
            self.adjust(*cap, adjusted, at);
        }
        for (queue, members) in &review.affinities {
            if let Some(row) = self.affinities_mut(*queue) {
                row.judge(members);
            }
        }
        for (queue, grades) in &review.queues {
            self.stand(*queue, grades, at);
        }
        review.queues.iter().for_each(|(queue, _)| self.seat_all_beside(*queue));
        for (queue, full) in &review.full {
            self.fill(*queue, full, at);
        }
    }

    pub(super) fn value_picked(&mut self, queue: QueueSlot, value: Option<&Arc<str>>) {
        if let Some(row) = self.affinities_mut(queue) {
            row.picked(value);
        }
    }

    fn affinities_mut(&mut self, queue: QueueSlot) -> Option<&mut AffinityRow> {
        self.queues.get_mut(queue.index())?.affinities.as_deref_mut()
    }

    fn review_at(&mut self, merit: MeritSlot, at: Timestamp) {
        let Some(row) = self.merits.get_mut(merit.index()) else { return };
        self.timers.remove(row.review_at, Due::Review(merit));
        self.timers.insert(at, Due::Review(merit));
        row.review_at = at;
    }

    /// The limits of a cap from now on; whoever may take a lead again by it is looked at, and its counters are full or not.
    fn adjust(&mut self, cap: CapSlot, adjusted: &[(AgentSlot, Adjusted)], at: Timestamp) {
        let Some(row) = self.adjusted.get_mut(cap.index()) else { return };
        let mut adjusted = adjusted.to_vec();
        adjusted.sort_unstable_by_key(|(agent, _)| *agent);
        let before = core::mem::replace(row, adjusted);
        if before == *row {
            return;
        }
        let counters = self.counters.iter().enumerate();
        let own = counters.filter(|(_, row)| row.cap == cap && row.agent.is_some());
        let own: Vec<_> = own.filter_map(|(at, _)| CounterSlot::from_index(at)).collect();
        for counter in own {
            let was_full = self.looks_closely(cap) || self.full_counters(cap).binary_search(&counter).is_ok();
            self.refresh_full(counter, at);
            self.wake_when_clear(counter, was_full, at);
        }
    }

    /// From where on members of a queue are full from now on; leads that waited for somebody who is not any longer are
    /// looked at.
    fn fill(&mut self, queue: QueueSlot, full: &[(AgentSlot, FullFrom)], at: Timestamp) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        let mut full = full.to_vec();
        full.sort_unstable_by_key(|(agent, _)| *agent);
        let before = core::mem::replace(&mut row.full_from, full);
        let less_full = |(agent, was): &(AgentSlot, FullFrom)| {
            row.full_from(*agent).is_none_or(|is| is.leads > was.leads)
        };
        let wakes = before.iter().any(less_full);
        let members: Vec<AgentSlot> = row.members.iter().collect();
        self.refresh_fills();
        members.into_iter().for_each(|agent| self.file_room(agent));
        if wakes {
            self.wake_by(queue, at);
        }
        self.wake_if_strict(queue);
    }

    /// Files every member of a queue anew by where they stand now.
    fn stand(&mut self, queue: QueueSlot, grades: &[(AgentSlot, Grade)], at: Timestamp) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        row.grades = grades.to_vec();
        row.grades.sort_unstable_by_key(|(agent, _)| *agent);
        let members: Vec<AgentSlot> = row.members.iter().collect();
        let mut tiers_moved = false;
        for agent in members {
            let seats = self.agents.get(agent.index()).map(|row| &row.place.seats);
            let own = seats.and_then(|seats| seats.iter().find(|(other, _)| *other == queue));
            let Some(seat) = own.map(|(_, seat)| *seat) else { continue };
            let now = self.seat_by_merit(queue, agent, seat);
            let before: Option<Seat> = self.queue(queue).and_then(|row| row.seat(agent)).map(|row| row.seat);
            if before != Some(now) {
                tiers_moved |= before.is_none_or(|before| before.tier != now.tier);
                self.set_seat(queue, agent, Some(seat));
                self.moved(agent);
            }
        }
        if tiers_moved {
            self.wake_by(queue, at);
        }
        self.wake_if_strict(queue);
    }

    /// After a change of policy: the limits by merit of caps that follow the same one as before.
    pub(super) fn rename_adjusted(&mut self, kept: &[Option<CapSlot>]) {
        let old = core::mem::take(&mut self.adjusted);
        let row = |kept: &Option<CapSlot>| kept.and_then(|kept| old.get(kept.index())).cloned();
        self.adjusted = kept.iter().map(|kept| row(kept).unwrap_or_default()).collect();
    }

    /// After a change of policy: the merits of the new one, with the counts of those that count as before.
    pub(super) fn rename_merits(&mut self, kept: &[Option<MeritSlot>]) {
        for (slot, row) in self.merits.iter().enumerate() {
            if let Some(merit) = MeritSlot::from_index(slot) {
                self.timers.remove(row.review_at, Due::Review(merit));
            }
        }
        let old = core::mem::take(&mut self.merits);
        for (at, kept) in kept.iter().enumerate() {
            let mut row = kept.and_then(|kept| old.get(kept.index())).cloned().unwrap_or_else(MeritRow::new);
            if !self.layout.merits.get(at).is_some_and(|layout| layout.by_load) {
                row.forget_loads();
            }
            if let Some(merit) = MeritSlot::from_index(at) {
                self.timers.insert(row.review_at, Due::Review(merit));
            }
            self.merits.push(row);
        }
    }
}
