//! Events of agents.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::agent::AgentDoc;
use crate::id::{AgentSlot, CounterSlot, QueueSlot};
use crate::layout::{Place, QueueLayout, Seat};
use crate::rank::entry;
use crate::state::agent::AgentRow;
use crate::state::measure::Measure;
use crate::state::queue::SeatRow;
use crate::state::{CapIndex, Diary, Entry, FloorState, Noted};
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn agent_joined(&mut self, agent: AgentSlot, doc: &Arc<AgentDoc>, at: Timestamp) {
        self.agents.push(AgentRow::new(Arc::clone(doc), Place::default(), at));
        self.index_agent(agent, &doc.id);
        self.come(agent, at);
        self.duty_anew(agent, at);
        self.seat_in_all(agent, at);
    }

    pub(super) fn agent_changed(&mut self, agent: AgentSlot, doc: &Arc<AgentDoc>, at: Timestamp) {
        if let Some(row) = self.agents.get_mut(agent.index()) {
            row.doc = Arc::clone(doc);
            if core::mem::take(&mut row.left) {
                row.idle_since = at;
                self.come(agent, at);
                self.duty_anew(agent, at);
            }
        }
        self.seat_in_all(agent, at);
    }

    pub(super) fn leave_taken(
        &mut self,
        agent: AgentSlot,
        (from, until): (Timestamp, Timestamp),
        reason: Option<&Arc<str>>,
        at: Timestamp,
    ) {
        let what = Noted::Leave { reason: reason.cloned() };
        self.on_diary(agent, from, at, |diary| diary.note(Entry { from, until, what }));
    }

    pub(super) fn shift_taken(&mut self, agent: AgentSlot, from: Timestamp, until: Timestamp, at: Timestamp) {
        self.on_diary(agent, from, at, |diary| diary.note(Entry { from, until, what: Noted::Shift }));
    }

    pub(super) fn calendar_kept(
        &mut self,
        agent: AgentSlot,
        from: Timestamp,
        until: Timestamp,
        at: Timestamp,
    ) {
        self.on_diary(agent, from, at, |diary| diary.clear(from, until));
    }

    /// Changes what is noted of an agent from an instant on.
    fn on_diary(
        &mut self,
        agent: AgentSlot,
        from: Timestamp,
        at: Timestamp,
        change: impl FnOnce(&mut Diary),
    ) {
        let Some(row) = self.agents.get_mut(agent.index()) else { return };
        row.diary.forget_before(at);
        change(&mut row.diary);
        let seats: SmallVec<[QueueSlot; 4]> = row.place.seats.iter().map(|(queue, _)| *queue).collect();
        self.roster = self.revision;
        self.refresh_closer(agent, at);
        for queue in seats {
            let ahead = self.layout.queues.get(queue.index()).is_some_and(|queue| queue.looks_ahead);
            self.wake_by(queue, if ahead { at } else { at.max(from) });
        }
    }

    pub(super) fn agent_left(&mut self, agent: AgentSlot, at: Timestamp) {
        if let Some(row) = self.agents.get_mut(agent.index()) {
            row.left = true;
        }
        if !self.bridges.is_empty() {
            self.ring_no_more(agent);
        }
        self.seat_in_all(agent, at);
    }

    /// Files an agent everywhere their document says, and then on the sheets of those queues that are not their own: whoever
    /// changes queues keeps what they are owed in a rotation that both share.
    fn seat_in_all(&mut self, agent: AgentSlot, at: Timestamp) {
        let seats = |state: &FloorState| -> SmallVec<[QueueSlot; 4]> {
            let seats = state.agent(agent).map(|row| row.place.seats.as_slice()).unwrap_or_default();
            seats.iter().map(|(queue, _)| *queue).collect()
        };
        let before = seats(self);
        self.seat_agent(agent, at);
        if !self.sheets.is_empty() {
            before.into_iter().chain(seats(self)).for_each(|queue| self.seat_beside(queue, agent));
        }
    }

    /// Resolves an agent's document against the layout and files the agent everywhere it belongs.
    pub(in crate::state) fn seat_agent(&mut self, agent: AgentSlot, at: Timestamp) {
        let layout = Arc::clone(&self.layout);
        let Some(row) = self.agents.get_mut(agent.index()) else { return };
        let left = row.left;
        let place = if left { Place::default() } else { layout.place(&row.doc) };
        let shut_out = |place: &Place, index: &mut [CapIndex], by: i32| {
            for (cap, limit) in &place.cap_limits {
                if let (0, Some(cap)) = (*limit, index.get_mut(cap.index())) {
                    cap.shut_out = cap.shut_out.saturating_add_signed(by);
                }
            }
        };
        shut_out(&row.place, &mut self.caps, -1);
        shut_out(&place, &mut self.caps, 1);
        let before = core::mem::replace(&mut row.place, place.clone());
        let blocked = row.doc.blocked;
        self.roster = self.revision;
        self.offices.set(agent, !left && row.doc.office.is_some());
        self.active.set(agent, !left && !blocked);
        self.blocked.set(agent, !left && blocked);
        if before.skills != place.skills {
            self.file_skills(agent, &before.skills, &place.skills);
        }
        self.certified.set(agent, !place.lapses.is_empty());
        self.any_hours.set(agent, !left && place.calendar.is_none());
        for (calendar, members) in (0_u32..).zip(&mut self.on_calendar) {
            members.set(agent, place.calendar == Some(calendar));
        }
        for (queue, seat) in &place.seats {
            self.set_seat(*queue, agent, Some(*seat));
            self.wake_by(*queue, at);
        }
        for (queue, _) in &before.seats {
            if !place.seats.iter().any(|(other, _)| other == queue) {
                self.set_seat(*queue, agent, None);
                self.wake_by(*queue, at);
            }
        }
        if before.cap_limits != place.cap_limits {
            let own = self.counters.iter().enumerate().filter(|(_, row)| row.agent == Some(agent));
            let own: Vec<_> = own.filter_map(|(at, _)| CounterSlot::from_index(at)).collect();
            for counter in own {
                self.refresh_full(counter, at);
            }
        }
        self.file_room(agent);
        self.refresh_closer(agent, at);
        self.moved(agent);
    }

    /// Files an agent under the skills they have, and under those they had no longer.
    fn file_skills(&mut self, agent: AgentSlot, before: &[(usize, u32)], after: &[(usize, u32)]) {
        for (skill, level) in before {
            if let Some(levels) = self.skilled.get_mut(*skill) {
                let same = levels.iter_mut().find(|(other, _)| other == level);
                same.into_iter().for_each(|(_, agents)| agents.remove(agent));
                levels.retain(|(_, agents)| !agents.is_empty());
            }
        }
        for (skill, level) in after {
            let Some(levels) = self.skilled.get_mut(*skill) else { continue };
            match levels.iter_mut().find(|(other, _)| other == level) {
                Some((_, agents)) => agents.insert(agent),
                None => levels.push((*level, core::iter::once(agent).collect())),
            }
        }
    }

    pub(in crate::state) fn set_seat(&mut self, queue: QueueSlot, agent: AgentSlot, seat: Option<Seat>) {
        let (id_order, at) = (self.id_order(agent), self.clock);
        let keeps = self.layout.queues.get(queue.index()).is_some_and(QueueLayout::keeps_measures);
        let seat = seat.map(|seat| self.seat_by_merit(queue, agent, seat));
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        if row.seats.len() <= agent.index() && seat.is_some() {
            row.seats.resize(agent.index().saturating_add(1), None);
        }
        let Some(place) = row.seats.get_mut(agent.index()) else { return };
        let before = place.as_ref().map(|row| entry(&row.seat));
        row.turns.seat((agent, id_order), before, seat.as_ref().map(entry));
        match (place.as_mut(), seat) {
            (None, Some(seat)) => {
                *place = Some(SeatRow { seat, last_offer: 0, filed: None });
                if keeps {
                    row.measure_anew(agent, Measure::new(at));
                }
            }
            (Some(old), Some(seat)) => old.seat = seat,
            (Some(old), None) => {
                if let Some(ranking) = &mut row.ranking {
                    ranking.file(old.filed, None);
                }
                *place = None;
                if keeps {
                    row.measure_anew(agent, Measure::default());
                }
                row.skips.retain(|(other, _)| *other != agent);
                row.set_ramp((queue, agent), None, &mut self.timers);
                row.set_room(agent, false, self.revision);
            }
            (None, None) => {}
        }
        row.members.set(agent, seat.is_some());
        row.set_tier(agent, seat.map(|seat| seat.tier));
    }

    /// Files an agent as one who could, or could not, take one more lead of each of their queues, once what they hold has
    /// changed.
    pub(in crate::state) fn refresh_room(&mut self, agent: AgentSlot) {
        if self.fills || self.limited.contains(agent) {
            self.file_room(agent);
        }
    }

    pub(in crate::state) fn file_room(&mut self, agent: AgentSlot) {
        let revision = self.revision;
        let Some(row) = self.agents.get(agent.index()) else { return };
        let active = self.active.contains(agent);
        self.limited.set(agent, row.place.is_limited());
        for (queue, _) in &row.place.seats {
            let Some(layout) = self.layout.queues.get(queue.index()) else { continue };
            let room = active && row.room(layout.work_kind, layout.units, layout.interruptible).is_ok();
            if let Some(queue) = self.queues.get_mut(queue.index()) {
                let full = queue.full_from(agent).is_some_and(|full| row.load.leads >= full.leads);
                queue.set_room(agent, room && !full, revision);
            }
        }
    }

    /// Files an agent as one to be looked at more closely, or not.
    pub(in crate::state) fn refresh_closer(&mut self, agent: AgentSlot, at: Timestamp) {
        let Some(row) = self.agents.get(agent.index()) else { return };
        // An office is always looked at, since its people have to be.
        let closer = !row.diary.is_empty() || row.ready_at > at || row.doc.office.is_some();
        self.closer.set(agent, closer);
        self.extra.set(agent, !row.left && row.diary.has_shifts());
    }
}
