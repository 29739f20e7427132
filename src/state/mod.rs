//! What a floor remembers: columns of leads, agents, queues and counters under one revision.
//!
//! Columns marked canonical are the state; sets, lists and tables beside them are computed from it, kept up by
//! [`FloorState::apply`] and built again by [`FloorState::restore`].

mod affinity;
mod agent;
mod apply;
mod bridge;
mod busy;
mod cadence;
mod cap_view;
mod check;
mod counter;
mod diary;
mod duty;
mod index;
mod lead;
mod line;
mod loads;
mod measure;
mod merit;
mod office;
mod open;
mod owners;
mod queue;
mod ramp;
mod readable;
mod reserved;
mod roll_out;
mod rotation;
mod rounds;
mod sheet;
mod slots;
mod snapshot;
mod standard;
mod timers;
mod touched;
mod tries;
mod view;
mod waitlist;

use core::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use hashbrown::HashTable;
use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::hash::hash_of;
use crate::id::{
    AgentId, AgentSlot, CapSlot, CounterSlot, LeadId, LeadSlot, MeritSlot, PlanSlot, QueueSlot, StageSlot,
};
use crate::layout::Layout;
use crate::lead::Lead;
use crate::meter::merit::Adjusted;
use crate::policy::Digest;
use crate::rank::Facts;
use crate::time::{Span, Timestamp};

pub(crate) use affinity::AffinityRow;
pub use affinity::{AffinitiesView, AffinityView};
pub(crate) use agent::{AgentRow, NoRoom, RoomOf};
pub use apply::ApplyError;
pub(crate) use bridge::Bridge;
pub use bridge::BridgeView;
pub(crate) use cadence::CadenceRow;
pub use cadence::{CadenceView, StepStanding};
pub use cap_view::CapView;
pub use check::Broken;
pub(crate) use counter::CounterRow;
pub(crate) use diary::{Diary, Entry, Noted};
pub(crate) use lead::{Count, LeadRow, Previous, Progress, Standing};
pub use loads::{AgentLoadsView, FullView, LoadsView};
pub(crate) use merit::MeritRow;
pub use office::OfficeView;
pub(crate) use office::{AtOffice, OfficeRow};
pub(crate) use open::{OpenLead, SoFar};
pub(crate) use queue::QueueRow;
pub(crate) use roll_out::RollOut;
pub use snapshot::RestoreError;
pub use standard::StandardView;
pub(crate) use standard::{StandardRow, ToWork};
pub(crate) use timers::Due;
pub use view::{
    AgentView, ApartView, GradeView, LeadStanding, LeadView, MeritView, QueueView, RollOutView, WaitsFor,
};
pub(crate) use waitlist::WaitKey;

/// One sales floor: what has come of its history so far.
///
/// Grows by [`FloorState::apply`] only. Two floors with the same history are equal, byte for byte, in
/// [`FloorState::snapshot`].
#[derive(Clone, Debug, Default)]
pub struct FloorState {
    // Canonical.
    revision: u64,
    clock: Timestamp,
    json: Arc<str>,
    pub(crate) layout: Arc<Layout>,
    /// How many leads have ever come in.
    arrivals: u64,
    /// When somebody last joined, changed or left, as a revision.
    roster: u64,
    leads: Vec<Option<LeadRow>>,
    agents: Vec<AgentRow>,
    queues: Vec<QueueRow>,
    counters: Vec<CounterRow>,
    /// Since when the age of a lead counts that came back as new.
    came_back: BTreeMap<LeadSlot, Timestamp>,
    /// How often leads were passed on, those that were.
    passed_on: BTreeMap<LeadSlot, u32>,
    /// How often leads have been claimed, those that were.
    pulls: BTreeMap<LeadSlot, u32>,
    /// What the turn of a lead counted as, where that was not 1.
    turn_sizes: BTreeMap<LeadSlot, u32>,
    /// How often each agent has tried a lead; empty where no policy asks.
    tries: BTreeMap<LeadSlot, tries::Tries>,
    /// How many leads have begun another round, and in the day that began when, by the stage they rested in; empty where no
    /// policy bounds that.
    rounds: BTreeMap<(PlanSlot, StageSlot), (Timestamp, u32)>,
    /// Who is rung for leads that are handed off.
    bridges: BTreeMap<LeadSlot, bridge::Bridge>,
    /// Leads that are with offices.
    in_offices: BTreeMap<LeadSlot, OfficeRow>,
    /// How members keep to the standards of their queues; empty where no queue has one.
    standards: BTreeMap<(QueueSlot, AgentSlot), StandardRow>,
    /// Leads that have to be worked in time.
    to_work: BTreeMap<LeadSlot, ToWork>,
    /// How often agents have handed a lead to a closer, and how often they were the closer.
    hand_offs: BTreeMap<AgentSlot, (u32, u32)>,
    /// When the owners of leads last did anything with them; empty where no policy asks.
    touched: BTreeMap<LeadSlot, Timestamp>,
    /// When everybody was busy, by agent slot; empty where no policy asks.
    busy: Vec<busy::Busy>,
    /// Offers not taken and pauses, by agent slot; empty where no policy asks.
    duties: Vec<duty::Duty>,
    merits: Vec<MeritRow>,
    /// What merit makes of the agents' limits, cap by cap and agent by agent; a cap that follows none has none.
    adjusted: Vec<Vec<(AgentSlot, Adjusted)>>,
    /// From when on members may claim the leads of a pool, where not all may at once.
    roll_outs: BTreeMap<LeadSlot, RollOut>,
    /// Leads that count as not won if they are left open, by merit; empty where no merit counts them.
    open_leads: BTreeMap<LeadSlot, SmallVec<[(MeritSlot, OpenLead); 1]>>,
    /// How far owners are in their cadences, of leads that have one.
    cadences: BTreeMap<LeadSlot, CadenceRow>,
    /// Until when leads are reserved under caps that have to come to something in time; empty where no cap asks.
    reserved: BTreeMap<LeadSlot, reserved::Reservations>,
    /// How many other leads the owner held when a lead was dealt to them; empty where no merit asks.
    dealt_beside: BTreeMap<LeadSlot, u32>,
    /// Last owners, as the policy lists what leads have in common; empty where it lists nothing.
    owners: Vec<owners::Owners>,
    /// Sheets of turns that are not a queue's own: those of the rotations that queues share, in the order of the policy,
    /// then those that queues keep apart, in the order they were opened.
    sheets: Vec<sheet::SheetRow>,

    // Computed.
    /// Slots of forgotten leads, the lowest first.
    free: BinaryHeap<Reverse<LeadSlot>>,
    lead_table: HashTable<LeadSlot>,
    agent_slots: BTreeMap<AgentId, AgentSlot>,
    /// The ids again, by slot.
    agent_ids: Vec<AgentId>,
    counter_table: HashTable<CounterSlot>,
    timers: timers::Timers,
    /// Queues with a lead in line.
    waiting: BTreeSet<QueueSlot>,
    /// Where the sheets are that queues keep apart.
    apart: sheet::Apart,
    /// Neither left nor blocked.
    pub(crate) active: AgentSet,
    /// Blocked and not left.
    pub(crate) blocked: AgentSet,
    /// On leave or on an extra shift some day, or not ready yet: to be looked at one by one.
    pub(crate) closer: AgentSet,
    /// Those whose leads go on to one of their people.
    pub(crate) offices: AgentSet,
    /// With a skill that lapses.
    pub(crate) certified: AgentSet,
    /// With a limit to the work they may hold.
    limited: AgentSet,
    /// On an extra shift some day.
    pub(crate) extra: AgentSet,
    /// Agents by the calendar of their shifts.
    pub(crate) on_calendar: Vec<AgentSet>,
    /// Agents without one.
    pub(crate) any_hours: AgentSet,
    /// The agents of each skill, by level.
    skilled: Vec<SmallVec<[(u32, AgentSet); 2]>>,
    caps: Vec<CapIndex>,
    /// A number per agent in the order of their ids.
    id_order: Vec<u64>,
    /// Whether any queue keeps a ranking.
    ranked: bool,
    /// Whether any queue writes something down of its members.
    measured: bool,
    /// Whether leads of any queue may wait for whose turn it is.
    strict: bool,
    /// Whether merit makes members of any queue full.
    fills: bool,
    /// Whose places in rankings may have changed by the record being applied; empty between records.
    moved: SmallVec<[AgentSlot; 4]>,
}

/// What is kept of a cap beside its counters.
#[derive(Clone, Debug, Default)]
struct CapIndex {
    /// The counters that were full when they were last touched.
    full: Vec<CounterSlot>,
    /// How many agents have a limit of their own of 0.
    shut_out: u32,
}

impl FloorState {
    /// A floor on which nothing has happened. Its first record is made by [`crate::open`].
    #[must_use]
    pub fn new() -> FloorState {
        FloorState::default()
    }

    /// How many records have been applied.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The instant of the last record.
    #[must_use]
    pub fn clock(&self) -> Timestamp {
        self.clock
    }

    /// The policy document in force, as canonical JSON; empty before the first record.
    #[must_use]
    pub fn policy_json(&self) -> &str {
        &self.json
    }

    /// The digest of the policy in force.
    #[must_use]
    pub fn policy_digest(&self) -> Digest {
        self.layout.digest
    }

    /// The next instant at which something falls due: send [`crate::Command::Tick`] then, or later.
    ///
    /// None means that nothing happens until a command, or until somebody comes: after a new roll call, tick. O(1).
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.first().map(|(at, _)| at)
    }

    /// The counters of which something is to be said by an instant, in the order of their slots.
    pub(crate) fn counters_due(&self, now: Timestamp) -> Vec<CounterSlot> {
        let due = self.timers.iter().take_while(|(at, _)| *at <= now);
        let counters = due.filter_map(|(_, due)| match due {
            Due::Counter(counter) => Some(counter),
            _ => None,
        });
        counters.collect()
    }

    pub(crate) fn next_due(&self) -> Option<(Timestamp, Due)> {
        self.timers.first()
    }

    /// The number the next lead will have.
    pub(crate) fn arrivals(&self) -> u64 {
        self.arrivals
    }

    pub(crate) fn roster(&self) -> u64 {
        self.roster
    }

    pub(crate) fn lead(&self, slot: LeadSlot) -> Option<&LeadRow> {
        self.leads.get(slot.index()).and_then(Option::as_ref)
    }

    /// How often a lead has been passed on.
    pub(crate) fn transfers(&self, lead: LeadSlot) -> u32 {
        self.passed_on.get(&lead).copied().unwrap_or(0)
    }

    /// How often a lead has been claimed since it came in, or was reopened.
    pub(crate) fn pulls(&self, lead: LeadSlot) -> u32 {
        self.pulls.get(&lead).copied().unwrap_or(0)
    }

    /// Since when a lead's age counts where leads wait in an order.
    pub(crate) fn ordered_from(&self, slot: LeadSlot, row: &LeadRow) -> Timestamp {
        self.came_back.get(&slot).copied().unwrap_or(row.born)
    }

    /// What the turn of a lead counted as.
    pub(crate) fn turn_size(&self, slot: LeadSlot) -> u32 {
        self.turn_sizes.get(&slot).copied().unwrap_or(1)
    }

    pub(crate) fn lead_slot(&self, id: &LeadId) -> Option<LeadSlot> {
        self.lead_slot_hashed(hash_of(id), id)
    }

    /// The slot of the lead that has the id of this one.
    pub(crate) fn slot_of(&self, lead: &Lead) -> Option<LeadSlot> {
        self.lead_slot_hashed(lead.id_hash(), lead.id())
    }

    fn lead_slot_hashed(&self, hash: u64, id: &LeadId) -> Option<LeadSlot> {
        let find = |slot: &LeadSlot| self.lead(*slot).is_some_and(|row| row.doc.id() == id);
        self.lead_table.find(hash, find).copied()
    }

    /// The slot the next lead will have.
    pub(crate) fn next_lead_slot(&self) -> Option<LeadSlot> {
        match self.free.peek() {
            Some(Reverse(slot)) => Some(*slot),
            None => LeadSlot::from_index(self.leads.len()),
        }
    }

    pub(crate) fn agent(&self, slot: AgentSlot) -> Option<&AgentRow> {
        self.agents.get(slot.index())
    }

    pub(crate) fn agent_slot(&self, id: &AgentId) -> Option<AgentSlot> {
        self.agent_slots.get(id).copied()
    }

    pub(crate) fn agent_id(&self, slot: AgentSlot) -> Option<&AgentId> {
        self.agent_ids.get(slot.index())
    }

    pub(crate) fn agent_ids(&self) -> impl Iterator<Item = (&AgentId, AgentSlot)> {
        self.agent_slots.iter().map(|(id, slot)| (id, *slot))
    }

    pub(crate) fn next_agent_slot(&self) -> Option<AgentSlot> {
        AgentSlot::from_index(self.agents.len())
    }

    /// A number that orders agents as their ids do.
    pub(crate) fn id_order(&self, agent: AgentSlot) -> u64 {
        self.id_order.get(agent.index()).copied().unwrap_or(u64::MAX)
    }

    /// What a queue's keys look at of a member.
    pub(crate) fn facts(&self, queue: QueueSlot, agent: AgentSlot) -> Option<Facts> {
        let known = (self.agent(agent)?, self.busy.get(agent.index()));
        let row = self.queue(queue)?;
        row.facts(agent, known, (self.layout.queues.get(queue.index())?, self.shared_tally(row)))
    }

    /// Offers not taken and pauses of an agent, where that is written down.
    pub(crate) fn duty(&self, agent: AgentSlot) -> Option<duty::Duty> {
        self.duties.get(agent.index()).copied()
    }

    /// Whether it is written down when everybody was busy.
    pub(crate) fn knows_busy(&self) -> bool {
        self.layout.busy_kept > Span::ZERO
    }

    /// How long an agent has been without a lead between two instants, where that is written down.
    pub(crate) fn idle_between(&self, agent: AgentSlot, from: Timestamp, now: Timestamp) -> Span {
        self.busy.get(agent.index()).map(|row| row.idle(from, now)).unwrap_or_default()
    }

    pub(crate) fn queue(&self, slot: QueueSlot) -> Option<&QueueRow> {
        self.queues.get(slot.index())
    }

    /// The queues in which a lead waits to be pushed, in slot order.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = QueueSlot> + '_ {
        self.waiting.iter().copied()
    }

    pub(crate) fn counter(&self, slot: CounterSlot) -> Option<&CounterRow> {
        self.counters.get(slot.index())
    }

    pub(crate) fn next_counter_slot(&self) -> Option<CounterSlot> {
        CounterSlot::from_index(self.counters.len())
    }

    /// The counter of these values under a cap.
    pub(crate) fn counter_slot(
        &self,
        cap: CapSlot,
        agent: Option<AgentSlot>,
        label: &str,
    ) -> Option<CounterSlot> {
        let same = |slot: &CounterSlot| {
            self.counter(*slot).is_some_and(|row| {
                row.cap == cap && row.agent == agent && row.label.as_deref().unwrap_or("") == label
            })
        };
        self.counter_table.find(hash_of(&(cap, agent, label)), same).copied()
    }

    /// Who has a skill, by level. The index is the policy's.
    pub(crate) fn skilled(&self, skill: usize) -> &[(u32, AgentSet)] {
        self.skilled.get(skill).map_or(&[], |levels| levels)
    }

    /// The counters of a cap that were full when last touched.
    pub(crate) fn full_counters(&self, cap: CapSlot) -> &[CounterSlot] {
        self.caps.get(cap.index()).map_or(&[], |cap| &cap.full)
    }

    /// Whether some agent's own limit under a cap is 0.
    pub(crate) fn shuts_out(&self, cap: CapSlot) -> bool {
        self.caps.get(cap.index()).is_some_and(|cap| cap.shut_out > 0)
    }

    /// The limit that holds for an agent's pushed leads, or for a counter that is no one agent's.
    pub(crate) fn limit(&self, cap: CapSlot, agent: Option<AgentSlot>) -> u64 {
        let own = self.own_limit(cap, agent);
        let adjusted = agent.and_then(|agent| self.adjusted(cap, agent));
        adjusted.map_or(own, |adjusted| self.limit_by_merit(cap, own, adjusted))
    }

    /// From how much on a counter is full: with less room than the least that a lead counts as, none fits.
    pub(crate) fn full_from(&self, cap: CapSlot, agent: Option<AgentSlot>) -> u64 {
        let limit = self.limit(cap, agent);
        let step = self.layout.caps.get(cap.index()).map_or(1, |cap| cap.step);
        if step > 1 { limit.saturating_add(1).saturating_sub(u64::from(step)) } else { limit }
    }

    /// Whether a cap has room by more than how many are counted.
    pub(crate) fn looks_closely(&self, cap: CapSlot) -> bool {
        self.layout.caps.get(cap.index()).is_some_and(|cap| cap.looks_closely)
    }

    /// The limit as the policy or the agent's document says it.
    pub(crate) fn own_limit(&self, cap: CapSlot, agent: Option<AgentSlot>) -> u64 {
        let own = agent
            .and_then(|agent| self.agent(agent))
            .and_then(|row| row.place.cap_limits.iter().find(|(other, _)| *other == cap))
            .map(|(_, limit)| *limit);
        own.or_else(|| self.layout.caps.get(cap.index()).map(|cap| cap.limit)).unwrap_or(u64::MAX)
    }
}

impl PartialEq for FloorState {
    fn eq(&self, other: &FloorState) -> bool {
        self.snapshot() == other.snapshot()
    }
}
