//! The whole state as bytes, and back. One canonical order, so equal floors have equal bytes.

use core::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::id::{AgentSlot, CounterSlot, LeadSlot, MeritSlot, PlanSlot, QueueSlot, StageSlot};
use crate::layout::Layout;
use crate::meter::merit::Adjusted;
use crate::rank::Sheet;
use crate::state::agent::AgentRow;
use crate::state::busy::Busy;
use crate::state::counter::CounterRow;
use crate::state::duty::Duty;
use crate::state::lead::{LeadRow, Standing};
use crate::state::merit::MeritRow;
use crate::state::owners::Owners;
use crate::state::queue::QueueRow;
use crate::state::reserved::Reservations;
use crate::state::sheet::SheetRow;
use crate::state::tries::Tries;
use crate::state::{
    Bridge, CadenceRow, CapIndex, Due, FloorState, OfficeRow, OpenLead, RollOut, StandardRow, ToWork,
};
use crate::time::Timestamp;

/// The first bytes of every snapshot, the last of them the shape of what follows.
const MAGIC: [u8; 9] = *b"fairdeal\x01";

/// Why bytes are not a snapshot that this release reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The bytes do not begin as a snapshot of this shape does.
    #[error("these bytes are not a snapshot of a floor in the shape this release reads")]
    NotASnapshot,
    /// The bytes end early or hold something else.
    #[error("the snapshot is damaged: {0}")]
    Damaged(String),
    /// The bytes can be read but contradict themselves.
    #[error("the snapshot contradicts itself: {0}")]
    Inconsistent(String),
}

#[derive(Serialize)]
struct Saved<'a> {
    revision: u64,
    clock: Timestamp,
    json: &'a Arc<str>,
    layout: &'a Arc<Layout>,
    arrivals: u64,
    roster: u64,
    leads: &'a [Option<LeadRow>],
    agents: &'a [AgentRow],
    queues: &'a [QueueRow],
    counters: &'a [CounterRow],
    came_back: &'a BTreeMap<LeadSlot, Timestamp>,
    passed_on: &'a BTreeMap<LeadSlot, u32>,
    pulls: &'a BTreeMap<LeadSlot, u32>,
    turn_sizes: &'a BTreeMap<LeadSlot, u32>,
    rounds: &'a BTreeMap<(PlanSlot, StageSlot), (Timestamp, u32)>,
    bridges: &'a BTreeMap<LeadSlot, Bridge>,
    in_offices: &'a BTreeMap<LeadSlot, OfficeRow>,
    standards: &'a BTreeMap<(QueueSlot, AgentSlot), StandardRow>,
    to_work: &'a BTreeMap<LeadSlot, ToWork>,
    hand_offs: &'a BTreeMap<AgentSlot, (u32, u32)>,
    tries: &'a BTreeMap<LeadSlot, Tries>,
    touched: &'a BTreeMap<LeadSlot, Timestamp>,
    busy: &'a [Busy],
    duties: &'a [Duty],
    merits: &'a [MeritRow],
    adjusted: &'a [Vec<(AgentSlot, Adjusted)>],
    roll_outs: &'a BTreeMap<LeadSlot, RollOut>,
    owners: &'a [Owners],
    sheets: &'a [SheetRow],
    open_leads: &'a BTreeMap<LeadSlot, SmallVec<[(MeritSlot, OpenLead); 1]>>,
    cadences: &'a BTreeMap<LeadSlot, CadenceRow>,
    dealt_beside: &'a BTreeMap<LeadSlot, u32>,
    reserved: &'a BTreeMap<LeadSlot, Reservations>,
}

#[derive(Deserialize)]
struct Loaded {
    revision: u64,
    clock: Timestamp,
    json: Arc<str>,
    layout: Arc<Layout>,
    arrivals: u64,
    roster: u64,
    leads: Vec<Option<LeadRow>>,
    agents: Vec<AgentRow>,
    queues: Vec<QueueRow>,
    counters: Vec<CounterRow>,
    came_back: BTreeMap<LeadSlot, Timestamp>,
    passed_on: BTreeMap<LeadSlot, u32>,
    pulls: BTreeMap<LeadSlot, u32>,
    turn_sizes: BTreeMap<LeadSlot, u32>,
    rounds: BTreeMap<(PlanSlot, StageSlot), (Timestamp, u32)>,
    bridges: BTreeMap<LeadSlot, Bridge>,
    in_offices: BTreeMap<LeadSlot, OfficeRow>,
    standards: BTreeMap<(QueueSlot, AgentSlot), StandardRow>,
    to_work: BTreeMap<LeadSlot, ToWork>,
    hand_offs: BTreeMap<AgentSlot, (u32, u32)>,
    tries: BTreeMap<LeadSlot, Tries>,
    touched: BTreeMap<LeadSlot, Timestamp>,
    busy: Vec<Busy>,
    duties: Vec<Duty>,
    merits: Vec<MeritRow>,
    adjusted: Vec<Vec<(AgentSlot, Adjusted)>>,
    roll_outs: BTreeMap<LeadSlot, RollOut>,
    owners: Vec<Owners>,
    sheets: Vec<SheetRow>,
    open_leads: BTreeMap<LeadSlot, SmallVec<[(MeritSlot, OpenLead); 1]>>,
    cadences: BTreeMap<LeadSlot, CadenceRow>,
    dealt_beside: BTreeMap<LeadSlot, u32>,
    reserved: BTreeMap<LeadSlot, Reservations>,
}

impl FloorState {
    /// The whole state as canonical bytes. O(n) in all it holds.
    ///
    /// ```
    /// use fairdeal::FloorState;
    /// let bytes = FloorState::new().snapshot();
    /// assert_eq!(FloorState::restore(&bytes)?.snapshot(), bytes);
    /// assert!(FloorState::restore(b"something else").is_err());
    /// # Ok::<(), fairdeal::RestoreError>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let saved = Saved {
            revision: self.revision,
            clock: self.clock,
            json: &self.json,
            layout: &self.layout,
            arrivals: self.arrivals,
            roster: self.roster,
            leads: &self.leads,
            agents: &self.agents,
            queues: &self.queues,
            counters: &self.counters,
            came_back: &self.came_back,
            passed_on: &self.passed_on,
            pulls: &self.pulls,
            turn_sizes: &self.turn_sizes,
            rounds: &self.rounds,
            bridges: &self.bridges,
            in_offices: &self.in_offices,
            standards: &self.standards,
            to_work: &self.to_work,
            hand_offs: &self.hand_offs,
            tries: &self.tries,
            touched: &self.touched,
            busy: &self.busy,
            duties: &self.duties,
            merits: &self.merits,
            adjusted: &self.adjusted,
            roll_outs: &self.roll_outs,
            owners: &self.owners,
            sheets: &self.sheets,
            open_leads: &self.open_leads,
            cadences: &self.cadences,
            dealt_beside: &self.dealt_beside,
            reserved: &self.reserved,
        };
        // Writing to memory cannot fail, and every type here has a binary form.
        postcard::to_extend(&saved, MAGIC.to_vec()).unwrap_or_default()
    }

    /// Whether bytes begin as a snapshot of this shape does.
    #[cfg(feature = "sqlite")]
    pub(crate) fn is_snapshot(bytes: &[u8]) -> bool {
        bytes.starts_with(&MAGIC)
    }

    /// A state from the bytes of [`FloorState::snapshot`]. O(n log n) in all it holds.
    ///
    /// # Errors
    /// [`RestoreError`] when the bytes are not such a snapshot, end early or contradict themselves.
    pub fn restore(bytes: &[u8]) -> Result<FloorState, RestoreError> {
        let body = bytes.strip_prefix(&MAGIC).ok_or(RestoreError::NotASnapshot)?;
        let (loaded, rest): (Loaded, &[u8]) =
            postcard::take_from_bytes(body).map_err(|error| RestoreError::Damaged(error.to_string()))?;
        if !rest.is_empty() {
            return Err(RestoreError::Damaged(format!("{} bytes too many", rest.len())));
        }
        let mut state = FloorState {
            revision: loaded.revision,
            clock: loaded.clock,
            json: loaded.json,
            layout: loaded.layout,
            arrivals: loaded.arrivals,
            roster: loaded.roster,
            leads: loaded.leads,
            agents: loaded.agents,
            queues: loaded.queues,
            counters: loaded.counters,
            came_back: loaded.came_back,
            passed_on: loaded.passed_on,
            pulls: loaded.pulls,
            turn_sizes: loaded.turn_sizes,
            rounds: loaded.rounds,
            bridges: loaded.bridges,
            in_offices: loaded.in_offices,
            standards: loaded.standards,
            to_work: loaded.to_work,
            hand_offs: loaded.hand_offs,
            tries: loaded.tries,
            touched: loaded.touched,
            busy: loaded.busy,
            duties: loaded.duties,
            merits: loaded.merits,
            adjusted: loaded.adjusted,
            roll_outs: loaded.roll_outs,
            owners: loaded.owners,
            sheets: loaded.sheets,
            open_leads: loaded.open_leads,
            cadences: loaded.cadences,
            dealt_beside: loaded.dealt_beside,
            reserved: loaded.reserved,
            ..FloorState::default()
        };
        state.references()?;
        state.compute();
        state.check().map_err(|broken| {
            let lines: Vec<String> = broken.iter().take(3).map(ToString::to_string).collect();
            RestoreError::Inconsistent(lines.join("; "))
        })?;
        Ok(state)
    }

    /// Whether every slot the columns speak of is there.
    fn references(&self) -> Result<(), RestoreError> {
        let wrong = |what: &str| Err(RestoreError::Inconsistent(what.to_owned()));
        if self.queues.len() != self.layout.queues.len() {
            return wrong("as many queues as the policy names are needed");
        }
        let kept = self.queues.iter().zip(&self.layout.queues);
        if kept.into_iter().any(|(row, layout)| row.turns.tally_kind() != Sheet::own(layout).tally) {
            return wrong("a queue keeps the turns of another rotation than its keys name");
        }
        let agents = self.agents.len();
        for row in self.leads.iter().flatten() {
            let holder = row.holder().into_iter();
            let others = row.previous.iter().map(|previous| previous.agent).chain(row.passed.iter().copied());
            if holder.chain(others).chain(row.held.map(|held| held.agent)).any(|slot| slot.index() >= agents)
            {
                return wrong("a lead speaks of an agent that is not there");
            }
            if row.counted.iter().any(|count| count.counter.index() >= self.counters.len()) {
                return wrong("a lead is counted where there is no counter");
            }
            let sheets = self.queues.len().saturating_add(self.sheets.len());
            if row.turn.is_some_and(|(sheet, agent)| sheet.index() >= sheets || agent.index() >= agents) {
                return wrong("a lead has cost a turn of a sheet, or of an agent, that is not there");
            }
            if matches!(row.standing, Standing::InLine { queue, .. } if queue.index() >= self.queues.len()) {
                return wrong("a lead waits in a queue that is not there");
            }
        }
        let shared = self.layout.rotations.len();
        let misplaced = |(at, row): (usize, &SheetRow)| match &row.apart {
            None => at >= shared,
            Some((queue, _)) => at < shared || !self.keeps_apart(*queue),
        };
        if self.sheets.len() < shared || self.sheets.iter().enumerate().any(misplaced) {
            return wrong("there are other sheets of turns than the policy names");
        }
        let other = |(at, row): (usize, &SheetRow)| row.turns.tally_kind() != self.sheet_kind(at).tally;
        if self.sheets.iter().enumerate().any(other) {
            return wrong("a sheet keeps the turns of another rotation than its queues name");
        }
        if self.passed_on.iter().any(|(lead, times)| self.lead(*lead).is_none() || *times == 0) {
            return wrong("a lead was passed on that is not there, or was not");
        }
        if self.pulls.iter().any(|(lead, times)| self.lead(*lead).is_none() || *times == 0) {
            return wrong("a lead was claimed that is not there, or was not");
        }
        let tried = self.tries.values().flatten();
        if tried.clone().any(|(agent, _)| agent.index() >= agents)
            || self.tries.keys().any(|lead| self.lead(*lead).is_none())
        {
            return wrong("a lead was tried that is not there, or by somebody who is not");
        }
        let rung = self.bridges.values().flat_map(Bridge::all_tried).chain(self.hand_offs.keys().copied());
        let queues = self.bridges.values().map(|own| own.queue);
        if self.bridges.keys().any(|lead| self.lead(*lead).is_none())
            || rung.into_iter().any(|agent| agent.index() >= agents)
            || queues.into_iter().any(|queue| queue.index() >= self.queues.len())
        {
            return wrong("a lead is handed off that is not there, or by or to somebody who is not");
        }
        self.office_references(&wrong)?;
        self.standard_references(&wrong)?;
        if self.touched.keys().any(|lead| self.lead(*lead).is_none()) {
            return wrong("a lead was seen that is not there");
        }
        if self.came_back.keys().any(|lead| self.lead(*lead).is_none()) {
            return wrong("a lead came back that is not there");
        }
        if self.open_leads.keys().any(|lead| self.lead(*lead).is_none()) {
            return wrong("a lead is watched that is not there");
        }
        let step = |own: &CadenceRow| usize::try_from(own.step).unwrap_or(usize::MAX);
        let steps = |own: &CadenceRow| {
            let layout = self.layout.cadences.get(own.cadence.index());
            layout.is_some_and(|layout| step(own) <= layout.steps.len())
        };
        if !self.cadences.iter().all(|(lead, own)| self.lead(*lead).is_some() && steps(own)) {
            return wrong("a lead that is not there has a cadence, or one goes on at a step there is not");
        }
        if self.dealt_beside.keys().any(|lead| self.lead(*lead).is_none()) {
            return wrong("a lead was dealt that is not there");
        }
        let watched = self.open_leads.values().flatten();
        if watched.clone().any(|(merit, _)| merit.index() >= self.merits.len()) {
            return wrong("a lead is watched for a merit that is not there");
        }
        let took = |lead: &LeadSlot| self.lead(*lead).is_some_and(|row| row.turn.is_some());
        if !self.turn_sizes.keys().all(took) {
            return wrong("the turn of a lead has a size that has cost none");
        }
        if self.owners.len() != self.layout.sticky.len() {
            return wrong("as many lists of last owners as the policy has `sticky` are needed");
        }
        let takers = self.queues.iter().map(|row| &row.turn_takers);
        if self
            .owners
            .iter()
            .chain(takers)
            .filter_map(Owners::last_agent)
            .any(|agent| agent.index() >= agents)
        {
            return wrong("a last owner is not there");
        }
        let mut named = self.roll_outs.values().flat_map(|own| &own.first);
        if named.any(|(agent, _)| agent.index() >= agents) {
            return wrong("a lead opens to an agent who is not there");
        }
        let turns = self.queues.iter().map(|row| &row.turns).chain(self.sheets.iter().map(|row| &row.turns));
        if turns.flat_map(|turns| turns.make_ups.agents()).any(|agent| agent.index() >= agents) {
            return wrong("an agent who is not there makes up for turns");
        }
        if self.queues.iter().flat_map(|row| &row.ramps).any(|ramp| ramp.agent.index() >= agents) {
            return wrong("the weight of an agent grows who is not there");
        }
        if self.queues.iter().flat_map(|row| row.claims.keys()).any(|agent| agent.index() >= agents) {
            return wrong("an agent who is not there has claimed");
        }
        if self.counters.iter().any(|row| row.cap.index() >= self.layout.caps.len()) {
            return wrong("a counter counts for a cap that is not there");
        }
        if self.merits.len() != self.layout.merits.len() {
            return wrong("as many merits as the policy names are needed");
        }
        if self.adjusted.len() != self.layout.caps.len() {
            return wrong("as many lists of limits by merit as the policy has caps are needed");
        }
        let limited = self.adjusted.iter().flatten().map(|(agent, _)| *agent);
        let full = self.queues.iter().flat_map(|row| &row.full_from).map(|(agent, _)| *agent);
        let limited = limited.chain(full);
        let judged = self.queues.iter().flat_map(|row| &row.grades).map(|(agent, _)| *agent);
        let kept = self.queues.iter().zip(&self.layout.queues);
        if kept.into_iter().any(|(row, layout)| row.affinities.is_some() != layout.affinity.is_some()) {
            return wrong("a queue deals by affinity and keeps none, or the other way about");
        }
        let judged = judged.chain(self.queues.iter().flat_map(QueueRow::affine));
        let counted = self.merits.iter().filter_map(MeritRow::last_agent);
        if judged.chain(counted).chain(limited).any(|slot| slot.index() >= agents) {
            return wrong("a merit speaks of an agent that is not there");
        }
        Ok(())
    }

    /// Builds everything that is computed from the canonical columns.
    pub(super) fn compute(&mut self) {
        let at = self.clock;
        self.owners.iter_mut().for_each(Owners::compute);
        self.index_sheets();
        self.enter_all();
        self.queues.iter_mut().for_each(|row| row.turn_takers.compute());
        self.caps = self.layout.caps.iter().map(|_| CapIndex::default()).collect();
        self.skilled = self.layout.skills.iter().map(|_| SmallVec::new()).collect();
        self.on_calendar = self.layout.calendars.iter().map(|_| AgentSet::default()).collect();
        for (row, layout) in self.queues.iter_mut().zip(&self.layout.queues) {
            row.keep_lines(layout.lines);
        }
        for index in 0..self.leads.len() {
            let Some(lead) = LeadSlot::from_index(index) else { break };
            let Some(row) = self.lead(lead) else {
                self.free.push(Reverse(lead));
                continue;
            };
            let (hash, sequence, deadline, holder) =
                (row.doc.id_hash(), row.sequence, row.deadline(), row.holder());
            self.index_lead(lead, hash);
            self.timers.insert(deadline, Due::Lead(sequence, lead));
            self.list(lead, holder);
            self.enter_line(lead);
        }
        self.recount_loads();
        self.refresh_fills();
        for index in 0..self.counters.len() {
            if let Some(counter) = CounterSlot::from_index(index) {
                self.index_counter(counter);
            }
        }
        let roster = self.roster;
        for index in 0..self.agents.len() {
            let Some(agent) = AgentSlot::from_index(index) else { break };
            if let Some(id) = self.agent(agent).map(|row| row.doc.id.clone()) {
                self.index_agent(agent, &id);
            }
            let wakes: Vec<Timestamp> = self.queues.iter().map(|row| row.wake).collect();
            self.seat_agent(agent, at);
            for (row, wake) in self.queues.iter_mut().zip(wakes) {
                row.wake = wake;
            }
        }
        self.roster = roster;
        self.moved.clear();
        self.rank_anew();
        self.timers_of_queues();
        self.time_open();
        self.time_bridges();
        self.time_attempts();
        self.time_reservations();
        self.arm_steps();
        for index in 0..self.counters.len() {
            if let Some(counter) = CounterSlot::from_index(index) {
                self.refresh_full(counter, at);
            }
        }
    }

    fn timers_of_queues(&mut self) {
        for (index, row) in self.merits.iter().enumerate() {
            if let Some(merit) = MeritSlot::from_index(index) {
                self.timers.insert(row.review_at, Due::Review(merit));
            }
        }
        for (index, row) in self.queues.iter().enumerate() {
            if let Some(queue) = QueueSlot::from_index(index) {
                self.timers.remove(self.clock, Due::Queue(queue));
                self.timers.insert(row.wake, Due::Queue(queue));
                row.arm_ramps(queue, true, &mut self.timers);
            }
        }
    }
}
