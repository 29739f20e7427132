//! An owner hands a lead to a closer, the customer still on the line: closers are rung until one of them takes it.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{AssignedHow, Event, HeldWhy, Rang, ReleasedWhy};
use crate::explain::{Finding, Trace};
use crate::gate::{Asked, Asker, Question, Way, cap, eligible, examine};
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot};
use crate::outcome::{Outcome, Reason};
use crate::pick::{self, Share, outside_turn};
use crate::plan::{Course, asker};
use crate::policy::{HandOff, HoldsCapacity, NoCloser, Ring};
use crate::state::{Bridge, LeadRow, Standing};
use crate::time::Timestamp;

/// The code of the call-back that a lead gets which no closer takes.
const NO_CLOSER: &str = "no_closer";

/// Those who have been rung.
type Tried = SmallVec<[AgentSlot; 2]>;

impl<'a, T: Trace> Draft<'a, T> {
    pub(super) fn bridge(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let (slot, row, owner) = self.find_owned(lead, agent)?;
        if self.floor.state.bridge(slot).is_some() {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let own = self.hand_off_of(row);
        let own = own.ok_or_else(|| refusal(Reason::NoHandOff { lead: lead.clone() }))?;
        Ok(self.ring(own, (slot, row, owner), (0, 0), Tried::new()))
    }

    fn hand_off_of(&self, row: &LeadRow) -> Option<&'a HandOff> {
        let (plan, _) = row.course?;
        self.floor.policy.plan(plan)?.hand_off.as_ref()
    }

    /// Rings the next closers from a ring and a round of it on; if there are none, what the plan says.
    fn ring(
        &mut self,
        own: &HandOff,
        (slot, row, owner): (LeadSlot, &LeadRow, AgentSlot),
        (first, round): (u32, u32),
        tried: Tried,
    ) -> Outcome {
        let floor = self.floor;
        for (number, ring) in (0_u32..).zip(&own.rings).skip(usize::try_from(first).unwrap_or(usize::MAX)) {
            let round = if number == first { round } else { 0 };
            if round >= ring.rounds {
                continue;
            }
            let agents = self.closers((*ring, own.one_at_a_time), (slot, row, owner), &tried);
            if agents.is_empty() {
                continue;
            }
            let until = floor.now.plus(ring.within);
            let named: Vec<AgentId> =
                agents.iter().filter_map(|agent| floor.agent_id(*agent)).cloned().collect();
            self.events.push(Event::Rang(Rang {
                lead: slot,
                queue: ring.queue,
                ring: number,
                round,
                agents,
                until,
            }));
            return Outcome::Ringing { lead: row.doc.id().clone(), agents: named, until };
        }
        self.no_closer(own, (slot, row, owner))
    }

    /// The next members of a ring's queue who may take the lead, in the order of its strategy: O(picks).
    fn closers(
        &mut self,
        (ring, one_at_a_time): (Ring, bool),
        (slot, row, owner): (LeadSlot, &LeadRow, AgentSlot),
        tried: &Tried,
    ) -> Vec<AgentSlot> {
        let floor = self.floor;
        let Some(asker) = asker(floor, ring.queue) else { return Vec::new() };
        let mut course = Course::under_way(floor, slot, row, &row.doc);
        course.leaving = Some(owner);
        course.counted = self.release_counts(row, ReleasedWhy::HandedOff);
        // Whoever has not taken it is not asked again, and its wait begins now.
        (course.passed, course.again_at) = (tried.clone(), Timestamp::MAX);
        course.waiting_since = floor.now;
        let turns = self.turns_for(&course, &asker);
        let asker = asker.with(turns.as_ref()).of_lead(&row.doc);
        let asked = Asked { last_owner: None, one_at_a_time, only_people: true, ..course.asked(floor) };
        let question = Question { floor, queue: Some(asker), lead: &asked, way: Way::Push };
        if let Err((_, refused)) = cap::floor_wide(&question, floor.now) {
            self.trace.add(|| Finding::Stopped(refused));
            return Vec::new();
        }
        let mut all = eligible(&question);
        if one_at_a_time {
            let rung = |agent: AgentSlot| floor.state.agent(agent).is_some_and(|row| row.load.rung > 0);
            let busy: Vec<AgentSlot> = all.iter().filter(|agent| rung(*agent)).collect();
            busy.into_iter().for_each(|agent| all.remove(agent));
        }
        let mut left: AgentSet = all.clone();
        let mut rung = Vec::new();
        let mut first = None;
        while rung.len() < usize::try_from(ring.at_once).unwrap_or(usize::MAX) {
            let next = pick::pick(floor, &asker, &row.doc, &left, || pick::sharers(&question, &left));
            let Some(picked) = next else { break };
            left.remove(picked.agent);
            rung.push(picked.agent);
            first.get_or_insert(picked);
        }
        if self.trace.keeps() {
            self.tell_candidates(&question, &asker, first.as_ref(), (&all, None));
        }
        rung
    }

    /// The closer's word for it: the lead is theirs, the turn too, and the qualifier's part is done.
    pub(super) fn take_over(
        &mut self,
        (slot, row): (LeadSlot, &LeadRow),
        bridge: &Bridge,
        closer: AgentSlot,
        unknown: impl FnOnce() -> Reason,
    ) -> Answer {
        let floor = self.floor;
        let (Some(owner), Some(asker)) = (row.holder(), asker(floor, bridge.queue)) else {
            return Err(refusal(unknown()));
        };
        let asker = asker.of_lead(&row.doc);
        let mut course = Course::under_way(floor, slot, row, &row.doc);
        course.leaving = Some(owner);
        course.counted = self.release_counts(row, ReleasedWhy::HandedOff);
        {
            let asked = course.asked(floor);
            examine(&Question { floor, queue: Some(asker), lead: &asked, way: Way::Reassign }, closer)?;
        }
        let own = self.hand_off_of(row);
        if let Some(code) = own.and_then(|own| own.code.as_deref()) {
            self.score_end(slot, row, Some(code));
        }
        self.release(slot, row, owner, ReleasedWhy::HandedOff);
        course.new_former = true;
        self.count(&course, Some(&asker), closer, Way::Push);
        self.count_value(&course, &asker);
        if floor.state.knows_busy() {
            self.begin_idle_day(&asker);
        }
        self.take_closers_turn(&course, &asker, closer);
        let billable_at = own.and_then(|own| own.billable_after).map(|after| floor.now.plus(after));
        self.assign(&course, Some(&asker), closer, AssignedHow::Bridged, None);
        self.events.push(Event::Bridged { lead: slot, agent: closer, qualifier: owner, billable_at });
        match (floor.agent_id(closer).cloned(), floor.agent_id(owner).cloned()) {
            (Some(agent), Some(qualifier)) => {
                let (lead, queue) = (row.doc.id().clone(), asker.policy.id.clone());
                Ok(Outcome::Bridged { lead, agent, qualifier, queue })
            }
            _ => Err(refusal(unknown())),
        }
    }

    fn take_closers_turn(&mut self, course: &Course<'_>, asker: &Asker<'a>, closer: AgentSlot) {
        let turns = self.turns_for(course, asker);
        let asker = asker.with(turns.as_ref());
        let share = if asker.policy.tallies_turns() {
            Some(Share::Nobody)
        } else {
            let asked = course.asked(self.floor);
            let question = Question { floor: self.floor, queue: Some(asker), lead: &asked, way: Way::Push };
            outside_turn(&question, &asker, closer)
        };
        if let Some(share) = share {
            self.open_sheet(course, &asker);
            self.take_turn((course.slot, course.doc), &asker, closer, &share);
        }
    }

    /// One of those rung declines: the others go on ringing, or the next are rung.
    pub(super) fn decline_ring(
        &mut self,
        (slot, row): (LeadSlot, &LeadRow),
        bridge: &Bridge,
        agent: AgentSlot,
    ) -> Answer {
        self.events.push(Event::RingEnded { lead: slot, agent });
        if bridge.rung.len() > 1 {
            return Ok(Outcome::Noted { lead: row.doc.id().clone() });
        }
        Ok(self.ring_on((slot, row), bridge))
    }

    /// Nobody has answered in time.
    pub(super) fn bridge_due(&mut self, lead: LeadSlot) -> Answer {
        let found = self.floor.state.lead(lead).zip(self.floor.state.bridge(lead));
        match found {
            Some((row, bridge)) => Ok(self.ring_on((lead, row), bridge)),
            None => Ok(Outcome::Unchanged { lead: None }),
        }
    }

    fn ring_on(&mut self, (slot, row): (LeadSlot, &LeadRow), bridge: &Bridge) -> Outcome {
        let Some((own, owner)) = self.hand_off_of(row).zip(row.holder()) else {
            self.events.push(Event::BridgeEnded { lead: slot });
            return Outcome::Noted { lead: row.doc.id().clone() };
        };
        let next = (bridge.ring, bridge.round.saturating_add(1));
        self.ring(own, (slot, row, owner), next, bridge.all_tried())
    }

    /// No closer takes it.
    fn no_closer(&mut self, own: &HandOff, (slot, row, owner): (LeadSlot, &LeadRow, AgentSlot)) -> Outcome {
        let floor = self.floor;
        let lead = row.doc.id().clone();
        self.events.push(Event::BridgeEnded { lead: slot });
        let call_back = match own.otherwise {
            NoCloser::CallBack(after) => after.due(floor.policy, floor.now),
            NoCloser::Keep | NoCloser::Stage(_) => Timestamp::MAX,
        };
        match own.otherwise {
            NoCloser::CallBack(_) if call_back < Timestamp::MAX => {
                let Standing::Owned { queue, .. } = row.standing else { return Outcome::Noted { lead } };
                let holds = queue.and_then(|queue| floor.policy.queue(queue)).map(|queue| queue.holds_until);
                self.events.push(Event::Disposed {
                    lead: slot,
                    code: Arc::from(NO_CLOSER),
                    next_action_at: call_back,
                    ready_at: floor.now,
                    frees_capacity: holds == Some(HoldsCapacity::Disposed),
                });
                self.cadence_sleeps(slot, &row.doc);
            }
            // A calendar that never opens again is no slot.
            NoCloser::Keep | NoCloser::CallBack(_) => {}
            NoCloser::Stage(_) => {
                // It goes on in a record of its own, once those who were rung have room again.
                self.release(slot, row, owner, ReleasedWhy::HandedOff);
                let (until, why) = (floor.now, HeldWhy::HandedOff);
                self.events.push(Event::Held { lead: slot, until, why });
                return Outcome::Held { lead, until, why };
            }
        }
        match floor.agent_id(owner) {
            Some(agent) => Outcome::NotBridged { lead, agent: agent.clone() },
            None => Outcome::Noted { lead },
        }
    }
}
