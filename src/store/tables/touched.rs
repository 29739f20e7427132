//! Which rows a record changes.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use crate::event::{
    CapRecounted, Confirmed, Escalated, Event, FollowUpMoved, OfficeEvent, OneTurnBegun, OwnerRemembered,
    Paced, PushedOut, Rang, Recorded, Reserved, RoundBegun, StandardEvent,
};
use crate::id::{AgentSlot, CounterSlot, LeadId, LeadSlot};
use crate::state::FloorState;
use crate::store::tables::read;
use crate::store::tables::row::{AgentRow, CounterKey, CounterRow, LeadRow, Stamp};

/// The rows that records have changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) leads: Slots<LeadSlot>,
    pub(super) agents: Slots<AgentSlot>,
    pub(super) counters: Slots<CounterSlot>,
    pub(super) leads_gone: BTreeSet<LeadId>,
    pub(super) counters_gone: BTreeSet<CounterKey>,
}

/// Slots, each with the record that touched it.
#[derive(Clone, Debug)]
pub(super) struct Slots<S>(Vec<(S, Stamp)>);

impl<S> Default for Slots<S> {
    fn default() -> Self {
        Slots(Vec::new())
    }
}

impl<S: Copy + Ord> Slots<S> {
    fn add(&mut self, slot: S, stamp: Stamp) {
        if self.0.last() != Some(&(slot, stamp)) {
            self.0.push((slot, stamp));
        }
    }

    /// Each slot once, in order, with the last record that touched it.
    pub(super) fn latest(mut self) -> impl Iterator<Item = (S, Stamp)> {
        self.0.sort_unstable();
        self.0.reverse();
        self.0.dedup_by_key(|(slot, _)| *slot);
        self.0.into_iter().rev()
    }
}

/// The floor before a record that may change any row.
#[derive(Debug)]
pub(super) struct Whole {
    leads: Vec<(LeadSlot, Option<LeadRow>)>,
    agents: Vec<(AgentSlot, Option<AgentRow>)>,
    /// By slot: another policy numbers counters anew.
    counters: Vec<Option<CounterRow>>,
}

impl Whole {
    fn of(state: &FloorState, stamp: Stamp) -> Whole {
        Whole {
            leads: state.lead_slots().map(|slot| (slot, read::lead(state, slot, stamp))).collect(),
            agents: state.agent_slots().map(|slot| (slot, read::agent(state, slot, stamp))).collect(),
            counters: state.counter_slots().map(|slot| read::counter(state, slot, stamp)).collect(),
        }
    }
}

impl Touched {
    /// Looks at a record that is about to be applied. Gives the whole floor where it may change any row.
    pub(super) fn before(&mut self, state: &FloorState, record: &Recorded, stamp: Stamp) -> Option<Whole> {
        let another = record.events.iter().any(|event| matches!(event, Event::PolicyInstalled { .. }));
        let whole = another.then(|| Whole::of(state, stamp));
        record.events.iter().for_each(|event| self.named(state, event, stamp));
        whole
    }

    /// Looks at the floor after that record.
    pub(super) fn after(&mut self, state: &FloorState, before: Option<Whole>, stamp: Stamp) {
        let Some(before) = before else { return };
        for (slot, row) in before.leads {
            if read::lead(state, slot, stamp) != row {
                self.leads.add(slot, stamp);
            }
        }
        for (slot, row) in before.agents {
            if read::agent(state, slot, stamp) != row {
                self.agents.add(slot, stamp);
            }
        }
        // What was touched so far is known by the slots of the former policy.
        let touched = core::mem::take(&mut self.counters);
        let was = |slot: CounterSlot| before.counters.get(slot.index()).and_then(Option::as_ref);
        let unwritten: BTreeMap<&CounterKey, Stamp> =
            touched.latest().filter_map(|(slot, by)| Some((&was(slot)?.key, by))).collect();
        let written: BTreeMap<&CounterKey, &CounterRow> =
            before.counters.iter().flatten().map(|row| (&row.key, row)).collect();
        for slot in state.counter_slots() {
            let Some(now) = read::counter(state, slot, stamp) else { continue };
            if written.get(&now.key) != Some(&&now) {
                self.counters.add(slot, stamp);
            } else if let Some(by) = unwritten.get(&now.key) {
                self.counters.add(slot, *by);
            }
        }
        self.counters_gone.extend(before.counters.into_iter().flatten().map(|row| row.key));
    }

    /// What an event names, and what hangs on that: nothing else changes by it, another policy aside.
    fn named(&mut self, state: &FloorState, event: &Event, stamp: Stamp) {
        match event {
            Event::PolicyInstalled { .. } => {}
            Event::AgentJoined { agent, .. }
            | Event::AgentChanged { agent, .. }
            | Event::AgentLeft { agent } => {
                self.agent(*agent, stamp);
                // Their own limits are others.
                for slot in state.counter_slots() {
                    if state.counter(slot).is_some_and(|row| row.agent == Some(*agent)) {
                        self.counters.add(slot, stamp);
                    }
                }
            }
            Event::AgentPaused { agent, .. } | Event::AgentReady { agent, .. } => self.agent(*agent, stamp),
            Event::Forgotten { lead } => {
                if let Some(row) = state.lead(*lead) {
                    self.leads_gone.insert(row.doc.id().clone());
                }
                self.lead(state, *lead, stamp);
            }
            Event::LeadArrived { lead, .. }
            | Event::LeadRevised { lead, .. }
            | Event::StageEntered { lead, .. }
            | Event::Reopened { lead }
            | Event::PassedOn { lead, .. }
            | Event::CountsAsNew { lead }
            | Event::PushedOut(PushedOut { lead, .. })
            | Event::Queued { lead, .. }
            | Event::RolledOut { lead, .. }
            | Event::Attempted { lead, .. }
            | Event::Viewed { lead, .. }
            | Event::Disposed { lead, .. }
            | Event::CallBackDue { lead, .. }
            | Event::BridgeEnded { lead }
            | Event::Held { lead, .. }
            | Event::RoundBegun(RoundBegun { lead, .. })
            | Event::Stranded { lead, .. }
            | Event::Closed { lead, .. }
            | Event::StepPlanned { lead, .. }
            | Event::StepDue { lead, .. }
            | Event::CadenceEnded { lead, .. }
            | Event::Escalated(Escalated { lead, .. })
            | Event::FollowUpMoved(FollowUpMoved { lead, .. }) => self.lead(state, *lead, stamp),
            Event::Offered { lead, agent, .. }
            | Event::OfferEnded { lead, agent, .. }
            | Event::Assigned { lead, agent, .. }
            | Event::Released { lead, agent, .. }
            | Event::RingEnded { lead, agent } => {
                self.lead(state, *lead, stamp);
                self.agent(*agent, stamp);
            }
            Event::Bridged { lead, agent, qualifier, .. } => {
                self.lead(state, *lead, stamp);
                self.agent(*agent, stamp);
                self.agent(*qualifier, stamp);
            }
            Event::Rang(Rang { lead, agents, .. }) => {
                self.lead(state, *lead, stamp);
                agents.iter().for_each(|agent| self.agent(*agent, stamp));
            }
            Event::Office(
                OfficeEvent::Sent { lead, office, .. }
                | OfficeEvent::Accepted { lead, office }
                | OfficeEvent::Left { lead, office, .. },
            ) => {
                self.lead(state, *lead, stamp);
                self.agent(*office, stamp);
            }
            Event::CounterOpened { counter, .. }
            | Event::Counted { counter, .. }
            | Event::Uncounted { counter, .. }
            | Event::CapReached { counter, .. }
            | Event::CapReset { counter } => self.counters.add(*counter, stamp),
            Event::CapRecounted(CapRecounted { cap, .. }) => {
                for slot in state.counter_slots() {
                    if state.counter(slot).is_some_and(|row| row.cap == *cap) {
                        self.counters.add(slot, stamp);
                    }
                }
            }
            Event::MeritReviewed { review, .. } => {
                let caps: SmallVec<[_; 4]> = review.caps.iter().map(|(cap, _)| *cap).collect();
                for slot in state.counter_slots().filter(|_| !caps.is_empty()) {
                    if state.counter(slot).is_some_and(|row| caps.contains(&row.cap)) {
                        self.counters.add(slot, stamp);
                    }
                }
            }
            // Of these no row says anything.
            Event::LeaveTaken { .. }
            | Event::ShiftTaken { .. }
            | Event::CalendarKept { .. }
            | Event::QueueChecked { .. }
            | Event::IdleDayBegan { .. }
            | Event::SheetOpened { .. }
            | Event::SharersToggled { .. }
            | Event::TurnTaken { .. }
            | Event::TurnCredited { .. }
            | Event::TurnsAdjusted { .. }
            | Event::SkipSet { .. }
            | Event::TurnSkipped { .. }
            | Event::RampStepped(_)
            | Event::PutLevel { .. }
            | Event::Reserved(Reserved { .. })
            | Event::Confirmed(Confirmed { .. })
            | Event::Paced(Paced { .. })
            | Event::CapBegunAnew { .. }
            | Event::OwnerRemembered(OwnerRemembered { .. })
            | Event::OwnerForgotten { .. }
            | Event::OneTurnBegun(OneTurnBegun { .. })
            | Event::OneTurnForgotten { .. }
            | Event::PickNoted(_)
            | Event::CountsOpenAt { .. }
            | Event::DealtBeside { .. }
            | Event::Scored { .. }
            | Event::ValuePicked { .. }
            | Event::Office(OfficeEvent::Registered { .. } | OfficeEvent::RegistrationWithdrawn { .. })
            | Event::Standard(
                StandardEvent::ToBeWorked { .. }
                | StandardEvent::Judged { .. }
                | StandardEvent::Reinstated { .. },
            ) => {}
        }
    }

    /// A lead, and whoever has had anything of it until now: they hold less, or are rung no longer.
    fn lead(&mut self, state: &FloorState, lead: LeadSlot, stamp: Stamp) {
        if self.leads.0.last() == Some(&(lead, stamp)) {
            return;
        }
        self.leads.add(lead, stamp);
        let Some(row) = state.lead(lead) else { return };
        row.held.into_iter().for_each(|held| self.agent(held.agent, stamp));
        row.holder().into_iter().for_each(|agent| self.agent(agent, stamp));
        if let Some(bridge) = state.bridge(lead) {
            bridge.rung.iter().for_each(|held| self.agent(held.agent, stamp));
        }
    }

    fn agent(&mut self, agent: AgentSlot, stamp: Stamp) {
        self.agents.add(agent, stamp);
    }
}
