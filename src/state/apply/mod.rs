//! Applying what happened. Needs the state and the record, never the policy, a clock, a zone or presence.

mod agents;
mod arrive;
mod bridges;
mod cadence;
mod counters;
mod duty;
mod give;
mod leads;
mod measure;
mod merits;
mod offices;
mod owners;
mod policy;
mod ramps;
mod ranking;
mod sheet;
mod standards;
mod verify;

use crate::event::{
    Confirmed, Event, OneTurnBegun, OwnerRemembered, PickNoted, RampStep, Recorded, RoundBegun,
};
use crate::state::{FloorState, OpenLead};
use crate::time::Timestamp;

/// Why a record cannot be applied. The state is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// A record is missing, doubled or out of order.
    #[error("record {found} does not follow revision {at}: record {} is next", at.saturating_add(1))]
    OutOfOrder {
        /// The state's revision.
        at: u64,
        /// The record's.
        found: u64,
    },
    /// A record is older than the one before it.
    #[error("record {revision} at {at} is older than the state, which has seen {clock}")]
    WentBack {
        /// The record's revision.
        revision: u64,
        /// The record's instant.
        at: Timestamp,
        /// The state's.
        clock: Timestamp,
    },
    /// An event speaks of something that is not there.
    #[error("event {event} of record {revision} speaks of {what}, which is not on this floor")]
    Unknown {
        /// The record's revision.
        revision: u64,
        /// Which event, counted from 0.
        event: usize,
        /// What is missing.
        what: &'static str,
    },
}

impl FloorState {
    /// Takes one record into the state.
    ///
    /// Total: a record made by [`crate::decide()`] on this state always applies. O(1) in the leads and agents of the
    /// floor, but for the logarithms of its ordered lists, and for what changes for everybody: another policy, a review of
    /// merit, a new day by which idle time is added up.
    ///
    /// # Errors
    /// [`ApplyError`] when the record does not follow this state: a gap, a repeat, another floor's history. The state
    /// is then as it was.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), ApplyError> {
        self.follows(recorded)?;
        if !self.take_whole(&recorded.events, recorded.at) {
            self.verify(recorded)?;
            self.clock = recorded.at;
            recorded.events.iter().for_each(|event| self.take(event, recorded.at));
        }
        self.revision = recorded.revision;
        self.refile_moved();
        Ok(())
    }

    /// A state from a whole history.
    ///
    /// # Errors
    /// [`ApplyError`] at the first record that does not follow the one before.
    pub fn replay<'a>(records: impl IntoIterator<Item = &'a Recorded>) -> Result<FloorState, ApplyError> {
        let mut state = FloorState::new();
        for record in records {
            state.apply(record)?;
        }
        Ok(state)
    }

    fn take(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::PolicyInstalled { json, layout } => self.install_policy(json, layout, at),
            Event::AgentJoined { agent, doc } => self.agent_joined(*agent, doc, at),
            Event::AgentChanged { agent, doc } => self.agent_changed(*agent, doc, at),
            Event::LeaveTaken { agent, from, until, reason } => {
                self.leave_taken(*agent, (*from, *until), reason.as_ref(), at);
            }
            Event::ShiftTaken { agent, from, until } => self.shift_taken(*agent, *from, *until, at),
            Event::CalendarKept { agent, from, until } => self.calendar_kept(*agent, *from, *until, at),
            Event::AgentPaused { agent, until } => self.agent_paused(*agent, *until, at),
            Event::AgentReady { agent, ready_at } => self.agent_ready(*agent, *ready_at, at),
            Event::AgentLeft { agent } => self.agent_left(*agent, at),
            Event::SheetOpened { queue, key, .. } => self.sheet_opened(*queue, key),
            Event::SharersToggled { sheet, agents, under } => self.sharers_toggled(*sheet, agents, *under),
            Event::TurnTaken { lead, sheet, agent, queue, size } => {
                self.turn_taken(*lead, *sheet, (*agent, *queue), *size)
            }
            Event::TurnCredited { lead, sheet, agent } => self.turn_credited(*lead, *sheet, *agent),
            Event::TurnsAdjusted { sheet, agent, turns } => self.turns_adjusted(*sheet, *agent, *turns),
            Event::SkipSet { queue, agent, until } => self.skip_set(*queue, *agent, *until),
            Event::TurnSkipped { sheet, agent, size } => self.turn_skipped(*sheet, *agent, *size),
            Event::RampStepped(RampStep { queue, agent, percent, next, turns }) => {
                self.ramp_stepped((*queue, *agent), *percent, (*next, *turns));
            }
            Event::PutLevel { sheet, agent, mark } => self.put_level(*sheet, *agent, *mark),
            Event::PickNoted(PickNoted { queue, agent, limits, keep }) => {
                self.pick_noted(*queue, *agent, *limits, *keep);
            }
            Event::OwnerRemembered(OwnerRemembered { lead, sticky, key, agent, until }) => {
                self.owner_remembered((*lead, *sticky), key, *agent, *until, at);
            }
            Event::OneTurnBegun(OneTurnBegun { lead, queue, key, agent, until }) => {
                self.one_turn_begun((*lead, *queue), key, *agent, *until, at);
            }
            Event::OneTurnForgotten { queue, key } => self.one_turn_forgotten(*queue, key, at),
            Event::OwnerForgotten { sticky, key } => self.owner_forgotten(*sticky, key, at),
            Event::IdleDayBegan { queue, from, until } => self.idle_day_began(*queue, (*from, *until)),
            Event::QueueChecked { queue, wake } => self.queue_checked(*queue, *wake),
            Event::CounterOpened { cap, agent, label, .. } => {
                self.counter_opened(*cap, *agent, label.clone())
            }
            Event::Counted { lead, counter, from, until, window, amount } => {
                self.counted(*lead, *counter, (*from, *until), *window, (at, *amount));
            }
            Event::Uncounted { lead, counter, counted_at, amount } => {
                self.uncounted(*lead, *counter, (*counted_at, *amount), at);
            }
            Event::Reserved(own) => self.reserve_under(*own),
            Event::Confirmed(Confirmed { lead, counter }) => self.confirmed(*lead, *counter),
            Event::Paced(own) => self.paced(*own),
            Event::CapRecounted(own) => self.cap_recounted(*own, at),
            Event::CapBegunAnew { .. } => {}
            Event::CapReached { counter, .. } => self.cap_told(*counter, true),
            Event::CapReset { counter } => self.cap_told(*counter, false),
            Event::CountsOpenAt { lead, merit, agent, at } => {
                self.watch_open(*lead, *merit, OpenLead::due(*agent, *at));
            }
            Event::DealtBeside { lead, held } => drop(self.dealt_beside.insert(*lead, *held)),
            Event::Scored { lead, merit, agent, score } => self.scored((*lead, *merit), *agent, score),
            Event::ValuePicked { queue, value } => self.value_picked(*queue, value.as_ref()),
            Event::MeritReviewed { merit, review } => self.merit_reviewed(*merit, review, at),
            Event::RoundBegun(RoundBegun { plan, stage, from, .. }) => self.round_begun(*plan, *stage, *from),
            Event::Rang(_) | Event::RingEnded { .. } | Event::BridgeEnded { .. } | Event::Bridged { .. } => {
                self.take_of_bridge(event)
            }
            Event::Standard(own) => self.take_of_standard(own, at),
            Event::Office(own) => self.take_of_office(own, at),
            _ => self.take_of_lead(event, at),
        }
    }
}
