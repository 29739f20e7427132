//! Events of leads.

use core::cmp::Reverse;

use crate::event::{Escalated, Event, FollowUpDue, FollowUpMoved, OfferEnd, PushedOut, ReleasedWhy};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::state::apply::give::Given;
use crate::state::apply::measure::Touch;
use crate::state::lead::{LeadRow, Previous, Progress, Standing};
use crate::state::line::Ages;
use crate::state::timers::Due;
use crate::state::waitlist::{AgeKey, WaitKey};
use crate::state::{FloorState, RollOut};
use crate::time::Timestamp;

impl FloorState {
    pub(super) fn take_of_lead(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::LeadArrived { lead, doc } => self.lead_arrived(*lead, doc, at),
            Event::LeadRevised { lead, doc } => {
                self.on_lead(*lead, |row| {
                    let before = core::mem::replace(&mut row.doc, doc.clone());
                    row.original.get_or_insert(before);
                });
            }
            Event::StageEntered { lead, rule, plan, stage } => self.beside(*lead, |row| {
                row.rule = *rule;
                row.course = Some((*plan, *stage));
                row.attempts = 0;
                row.passed.clear();
                row.again_at = Timestamp::MAX;
                row.waiting_since = at;
            }),
            Event::Queued { lead, queue, pool, key, until, wake, again_at } => {
                self.beside(*lead, |row| row.again_at = *again_at);
                let standing = Standing::InLine { queue: *queue, pool: *pool, key: *key, until: *until };
                self.set_standing(*lead, standing);
                if !*pool {
                    self.wake_by(*queue, *wake);
                }
            }
            Event::OfferEnded { lead, agent, how, ready_at } => {
                self.on_lead(*lead, |row| {
                    if *how != OfferEnd::Withdrawn {
                        row.passed.push(*agent);
                    }
                    row.counted.clear();
                });
                self.drop_reservations(*lead);
                self.let_go(*lead, *agent, *ready_at, at);
                self.count_offer(*agent, *how);
            }
            Event::Offered { .. } | Event::Assigned { .. } => {
                if let Some((given, standing)) = Given::of(event, at) {
                    self.give(given, standing, at);
                }
            }
            Event::Released { lead, agent, why, ready_at } => {
                self.on_lead(*lead, |row| {
                    let for_good = matches!(why, ReleasedWhy::Returned(_) | ReleasedWhy::Transferred);
                    let lease_expired = *why == ReleasedWhy::LeaseExpired;
                    row.previous.push(Previous { agent: *agent, left_at: at, for_good, lease_expired });
                    row.progress = Progress::default();
                    row.counted.clear();
                });
                self.drop_reservations(*lead);
                self.let_go(*lead, *agent, *ready_at, at);
            }
            Event::Held { lead, until, why } => {
                if *why == crate::event::HeldWhy::Recycle {
                    self.on_lead(*lead, |row| row.cycles = row.cycles.saturating_add(1));
                }
                self.set_standing(*lead, Standing::Held { until: *until, why: *why });
            }
            Event::Stranded { lead, why } => {
                if *why == crate::outcome::Unroutable::NoRule {
                    // What chose its plan before chooses none now.
                    self.on_lead(*lead, |row| {
                        row.rule = None;
                        row.course = None;
                    });
                }
                self.set_standing(*lead, Standing::Stranded { why: *why });
            }
            Event::Closed { lead, how, code, ready_at } => {
                let by = self.lead(*lead).and_then(LeadRow::holder);
                if let Some(agent) = by {
                    self.let_go(*lead, agent, *ready_at, at);
                }
                if !self.cadences.is_empty() {
                    self.drop_cadence(*lead);
                }
                self.in_offices.remove(lead);
                self.on_lead(*lead, |row| row.counted.clear());
                self.drop_reservations(*lead);
                self.set_standing(*lead, Standing::Closed { how: *how, code: code.clone(), by, at });
            }
            Event::Forgotten { lead } => self.forget(*lead),
            Event::Reopened { lead } => {
                self.passed_on.remove(lead);
                self.pulls.remove(lead);
                self.turn_sizes.remove(lead);
                self.set_standing(*lead, Standing::Passing);
                self.beside(*lead, |row| {
                    row.assignments = 0;
                    row.cycles = 0;
                    row.turn = None;
                    row.progress = Progress::default();
                });
            }
            Event::RolledOut { lead, first, rest_from } => {
                self.roll_outs.insert(*lead, RollOut { first: first.clone(), rest_from: *rest_from });
            }
            Event::PushedOut(PushedOut { lead, .. }) => self.set_standing(*lead, Standing::Passing),
            Event::CountsAsNew { lead } => {
                // Whatever waits is filed by its age: it does not while that changes.
                self.set_standing(*lead, Standing::Passing);
                self.came_back.insert(*lead, at);
            }
            Event::PassedOn { lead, times, .. } => self.count_transfers(*lead, *times),
            _ => self.work_on_lead(event, at),
        }
    }

    /// Events of an owner working a lead.
    fn work_on_lead(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Attempted { automated: true, .. } => {}
            Event::Attempted { lead, reached, follow_up: due, .. } => {
                self.measure_response(*lead, at);
                self.count_try(*lead);
                self.touch(*lead, at);
                self.on_lead(*lead, |row| {
                    row.first.attempted = row.first.attempted.or(Some(at));
                    row.progress.attempts = row.progress.attempts.saturating_add(1);
                    row.progress.ever_attempted = true;
                    if *reached {
                        row.progress.ever_contacted = true;
                        row.first.contacted = row.first.contacted.or(Some(at));
                        row.progress.contacted = true;
                    }
                    if let Standing::Owned { lease_until, follow_up, .. } = &mut row.standing {
                        *lease_until = None;
                        *follow_up = *due;
                    }
                })
            }
            Event::Disposed { lead, next_action_at, ready_at, frees_capacity, .. } => {
                self.disarm_step(*lead);
                self.on_lead(*lead, |row| {
                    row.progress.disposed = true;
                    if let Standing::Owned { lease_until, snoozed_until, follow_up, .. } = &mut row.standing {
                        *lease_until = None;
                        *snoozed_until = Some(*next_action_at);
                        *follow_up = None;
                    }
                });
                self.touch(*lead, at);
                let holder = self.lead(*lead).and_then(LeadRow::holder);
                if *frees_capacity {
                    self.unhold(*lead);
                }
                if let Some(agent) = holder {
                    self.fix_ready(*lead, agent, *ready_at);
                    self.not_ready_before(agent, *ready_at, at);
                }
            }
            Event::Viewed { lead, follow_up: due } => {
                self.touch(*lead, at);
                self.follow_up_anew(*lead, *due);
            }
            Event::Escalated(Escalated { lead, follow_up: due, .. })
            | Event::FollowUpMoved(FollowUpMoved { lead, follow_up: due }) => {
                self.follow_up_anew(*lead, *due);
            }
            Event::CallBackDue { lead, follow_up: due } => {
                self.on_lead(*lead, |row| {
                    row.progress = row.progress.after_call_back();
                    if let Standing::Owned { snoozed_until, follow_up, due_from, .. } = &mut row.standing {
                        *snoozed_until = None;
                        *due_from = at;
                        *follow_up = *due;
                    }
                });
                self.wake_cadence(*lead, at);
            }
            _ => self.take_of_cadence(event),
        }
    }

    fn follow_up_anew(&mut self, lead: LeadSlot, due: Option<FollowUpDue>) {
        self.on_lead(lead, |row| {
            if let Standing::Owned { follow_up, .. } = &mut row.standing {
                *follow_up = due;
            }
        });
    }

    fn count_transfers(&mut self, lead: LeadSlot, times: u32) {
        match times {
            0 => drop(self.passed_on.remove(&lead)),
            _ => drop(self.passed_on.insert(lead, times)),
        }
    }

    fn forget(&mut self, lead: LeadSlot) {
        self.set_standing(lead, Standing::Passing);
        self.came_back.remove(&lead);
        self.passed_on.remove(&lead);
        self.pulls.remove(&lead);
        self.turn_sizes.remove(&lead);
        self.tries.remove(&lead);
        self.cadences.remove(&lead);
        if let Some(row) = self.leads.get_mut(lead.index()).and_then(Option::take) {
            self.unindex_lead(lead, row.doc.id_hash());
            self.free.push(Reverse(lead));
        }
    }

    pub(in crate::state) fn lead_mut(&mut self, lead: LeadSlot) -> Option<&mut LeadRow> {
        self.leads.get_mut(lead.index()).and_then(Option::as_mut)
    }

    /// Changes what is remembered of a lead beside its standing: nothing is due at another time for it.
    pub(super) fn beside(&mut self, lead: LeadSlot, change: impl FnOnce(&mut LeadRow)) {
        if let Some(row) = self.leads.get_mut(lead.index()).and_then(Option::as_mut) {
            change(row);
        }
    }

    /// Changes a lead and keeps its timer in step.
    fn on_lead(&mut self, lead: LeadSlot, change: impl FnOnce(&mut LeadRow)) {
        let Some(row) = self.leads.get_mut(lead.index()).and_then(Option::as_mut) else { return };
        let before = row.deadline();
        change(row);
        let (after, due) = (row.deadline(), Due::Lead(row.sequence, lead));
        if before != after {
            self.timers.remove(before, due);
            self.timers.insert(after, due);
        }
    }

    /// Moves a lead to another standing and keeps lines, lists and its timer in step.
    pub(in crate::state) fn set_standing(&mut self, lead: LeadSlot, standing: Standing) {
        let Some(row) = self.leads.get_mut(lead.index()).and_then(Option::as_mut) else { return };
        let due = Due::Lead(row.sequence, lead);
        let before = (row.deadline(), row.holder(), row.wait_key(lead));
        row.standing = standing;
        let after = (row.deadline(), row.holder(), row.wait_key(lead));
        if before.0 != after.0 {
            self.timers.remove(before.0, due);
            self.timers.insert(after.0, due);
        }
        if let Some(key) = before.2 {
            self.leave_line(key);
        }
        if before.1 != after.1 {
            self.unlist(lead, before.1);
            self.list(lead, after.1);
        }
        if after.2.is_some() {
            self.enter_line(lead);
        }
    }

    fn leave_line(&mut self, (queue, pool, key): (QueueSlot, bool, WaitKey)) {
        self.leave_ages(queue, pool, &key);
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        if pool {
            row.pool.remove(&key);
            self.roll_outs.remove(&key.lead);
        } else {
            row.line.remove(&key);
            if row.line.is_empty() {
                self.waiting.remove(&queue);
                self.set_wake(queue, Timestamp::MAX);
            }
        }
        self.watch_bound(queue, pool);
    }

    pub(in crate::state) fn enter_line(&mut self, lead: LeadSlot) {
        let Some((queue, pool, key)) = self.lead(lead).and_then(|row| row.wait_key(lead)) else { return };
        self.enter_ages(queue, pool, &key);
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        if pool {
            row.pool.insert(key);
        } else {
            row.line.insert(key);
            self.waiting.insert(queue);
        }
        self.watch_bound(queue, pool);
    }

    /// Files a lead by its age, where that is kept apart.
    fn enter_ages(&mut self, queue: QueueSlot, pool: bool, key: &WaitKey) {
        if let Some((ages, age)) = self.ages_of(queue, key) {
            ages.of_mut(pool).insert(age);
        }
    }

    fn leave_ages(&mut self, queue: QueueSlot, pool: bool, key: &WaitKey) {
        if let Some((ages, age)) = self.ages_of(queue, key) {
            ages.of_mut(pool).remove(&age);
        }
    }

    #[inline]
    fn ages_of(&mut self, queue: QueueSlot, key: &WaitKey) -> Option<(&mut Ages, AgeKey)> {
        self.queues.get(queue.index())?.ages.as_ref()?;
        let from = self.ordered_from(key.lead, self.lead(key.lead)?);
        let ages = self.queues.get_mut(queue.index())?.ages.as_mut()?;
        Some((ages, AgeKey::new(from, key)))
    }

    /// Where more leads wait than may, one has to go at once.
    fn watch_bound(&mut self, queue: QueueSlot, pool: bool) {
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        let due = Due::Overfull(queue, pool);
        match (row.is_overfull(pool), row.overfull_since(pool)) {
            (true, None) => {
                row.set_overfull_since(pool, Some(self.clock));
                self.timers.insert(self.clock, due);
            }
            (false, Some(at)) => {
                row.set_overfull_since(pool, None);
                self.timers.remove(at, due);
            }
            _ => {}
        }
    }

    pub(in crate::state) fn list(&mut self, lead: LeadSlot, agent: Option<AgentSlot>) {
        let Some(agent) = agent.and_then(|agent| self.agents.get_mut(agent.index())) else { return };
        let place = agent.leads.len();
        agent.leads.push(lead);
        if let Some(row) = self.lead_mut(lead) {
            row.place = place;
        }
    }

    fn unlist(&mut self, lead: LeadSlot, agent: Option<AgentSlot>) {
        let Some(place) = self.lead(lead).map(|row| row.place) else { return };
        let Some(agent) = agent.and_then(|agent| self.agents.get_mut(agent.index())) else { return };
        if agent.leads.get(place) == Some(&lead) {
            agent.leads.swap_remove(place);
            let moved = agent.leads.get(place).copied();
            if let Some(moved) = moved.and_then(|moved| self.lead_mut(moved)) {
                moved.place = place;
            }
        }
    }

    pub(super) fn touch_idle(&mut self, agent: AgentSlot, at: Timestamp) {
        if let Some(row) = self.agents.get_mut(agent.index()) {
            row.idle_since = at;
        }
    }

    /// Gives back the capacity a lead takes.
    pub(super) fn unhold(&mut self, lead: LeadSlot) {
        let Some(held) = self.lead_mut(lead).and_then(|row| row.held.take()) else { return };
        if let Some(row) = self.agents.get_mut(held.agent.index()) {
            row.load.remove(held.kind, held.units, self.layout.lays_aside(held.kind));
        }
        self.touch_busy(held.agent);
        self.moved(held.agent);
        self.refresh_room(held.agent);
        self.wake_queues_of(held.agent, self.clock);
    }

    /// A lead leaves the agent who held it or had it on offer.
    fn let_go(&mut self, lead: LeadSlot, agent: AgentSlot, ready_at: Timestamp, at: Timestamp) {
        if self.measured {
            self.touch_measures(agent, self.given_by(lead), Touch::Ended);
        }
        if !self.open_leads.is_empty() {
            self.watch_none_of(lead);
        }
        if !self.bridges.is_empty() {
            self.end_bridge(lead);
        }
        self.drop_to_work(lead);
        if !self.touched.is_empty() {
            self.touched.remove(&lead);
        }
        if !self.cadences.is_empty() {
            self.rest_cadence(lead);
        }
        if !self.dealt_beside.is_empty() {
            self.dealt_beside.remove(&lead);
        }
        self.fix_ready(lead, agent, ready_at);
        self.set_standing(lead, Standing::Passing);
        self.unhold(lead);
        self.touch_idle(agent, at);
        self.moved(agent);
        self.not_ready_before(agent, ready_at, at);
    }

    pub(super) fn not_ready_before(&mut self, agent: AgentSlot, ready_at: Timestamp, at: Timestamp) {
        if let Some(row) = self.agents.get_mut(agent.index())
            && row.ready_at < ready_at
        {
            row.ready_at = ready_at;
            if self.measured {
                self.moved(agent);
            }
        }
        self.refresh_closer(agent, at);
        self.wake_queues_of(agent, at.max(ready_at));
    }

    pub(super) fn wake_queues_of(&mut self, agent: AgentSlot, at: Timestamp) {
        let Some(row) = self.agents.get(agent.index()) else { return };
        let queues: smallvec::SmallVec<[QueueSlot; 4]> =
            row.place.seats.iter().map(|(queue, _)| *queue).collect();
        for queue in queues {
            self.wake_by(queue, at);
        }
    }
}
