//! Whether a state keeps its promises to itself.

use crate::id::{AgentId, AgentSlot, CounterSlot, LeadId, LeadSlot, Name, SheetSlot};
use crate::meter::ledger::LedgerError;
use crate::state::lead::Standing;
use crate::state::{Due, FloorState};
use crate::time::Timestamp;

/// A promise a state does not keep. None of these can come of [`FloorState::apply`]; they show damage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Broken {
    /// A record was left half done.
    #[error("lead `{0}` is between two places")]
    HalfDone(LeadId),
    /// An open lead waits for nothing.
    #[error("lead `{0}` waits for nothing")]
    WaitsForNothing(LeadId),
    /// A deadline is missing from the timers.
    #[error("nothing will wake lead `{0}` at its deadline")]
    NoTimer(LeadId),
    /// A lead is held by somebody who has left.
    #[error("lead `{lead}` is held by `{agent}`, who has left")]
    HeldByLeaver {
        /// The lead.
        lead: LeadId,
        /// Who.
        agent: AgentId,
    },
    /// A lead takes up capacity of somebody who does not have it.
    #[error("lead `{0}` takes up capacity of somebody who does not have it")]
    HeldElsewhere(LeadId),
    /// An agent's load is not the sum of the leads held.
    #[error("`{0}` does not hold what the leads say")]
    Load(AgentId),
    /// More leads are counted than a cap on leads held knows of, or fewer.
    #[error("cap `{cap}` counts {counted} lead(s) held, the leads say {held}")]
    OpenCount {
        /// The cap.
        cap: Name,
        /// By the counter.
        counted: u64,
        /// By the leads.
        held: u64,
    },
    /// Nothing will have it said that a cap is full, or no longer.
    #[error("nothing will have it said in time whether cap `{0}` is full")]
    CapNews(Name),
    /// A ledger does not add up.
    #[error("the turns of queue `{queue}` do not add up: {error}")]
    Ledger {
        /// The queue.
        queue: Name,
        /// How.
        error: LedgerError,
    },
    /// A rotation that is no queue's own does not add up, or its members are not those of its queues.
    #[error("the turns of rotation `{0}` do not add up, or are not those of the members of its queues")]
    Sheet(String),
    /// A queue with a lead in line will never be looked at, or an empty one will.
    #[error("queue `{0}` wakes without a line, or not in step with the timers")]
    Wake(Name),
    /// The weight of somebody grows who is no member, or nothing will make it grow.
    #[error("the weight of a member of queue `{0}` grows, not in step with the timers")]
    Ramp(Name),
    /// More leads wait than may and nothing will push one out, or the other way about.
    #[error("queue `{0}` holds more leads than it may, or is taken to, not in step with the timers")]
    Bound(Name),
    /// A queue's line or pool does not hold the leads that wait there, each where it belongs.
    #[error("the leads that wait in queue `{0}` are not in its order")]
    Line(Name),
    /// A lead opens to members one after the other and lies in no pool.
    #[error("lead `{0}` opens to members one after the other and lies in no pool")]
    RollOut(LeadId),
    /// A lead is to count as left open and is nobody's, or nothing will wake it for that.
    #[error("lead `{0}` is to count as left open and is nobody's, or nothing will wake it for that")]
    LeftOpen(LeadId),
    /// Somebody is rung for a lead that is nobody's, or that nothing will wake.
    #[error("somebody is rung for lead `{0}`, which is nobody's, or nothing will wake it")]
    Rung(LeadId),
    /// Something is reserved for a lead that is not counted, or that nothing will end.
    #[error("something is reserved for lead `{0}` that is not counted, or nothing will end it")]
    Reserved(LeadId),
    /// A cadence goes on while nobody owns the lead, or nothing will bring its next step.
    #[error("the cadence of lead `{0}` goes on while nobody owns it, or nothing will bring its next step")]
    Cadence(LeadId),
    /// It is remembered what the owner of a lead held when it was dealt to them, and it was dealt to nobody.
    #[error(
        "it is remembered what the owner of lead `{0}` held when it was dealt, and it was dealt to nobody"
    )]
    DealtBeside(LeadId),
    /// Last owners are not forgotten when they are to be.
    #[error("the last owners by `{0}` are not filed by when they are forgotten")]
    Owners(Name),
    /// A queue's ranking is not in the order of its keys.
    #[error("the members of queue `{0}` are not ranked by its keys")]
    Ranking(Name),
    /// A lead is said to be with an office and is not, or is not recalled in time.
    #[error("lead `{0}` is said to be with an office and is not, or nothing recalls it")]
    InOffice(LeadId),
    /// A lead has to be worked in time and is nobody's, or nothing judges it.
    #[error("lead `{0}` has to be worked in time and is nobody's, or nothing judges it")]
    ToWork(LeadId),
    /// Two leads bear one id.
    #[error("two leads bear the id `{0}`")]
    DoubledLead(LeadId),
}

impl FloorState {
    /// Checks every promise the state makes. O(n log n) in all it holds; for tests, and after a restore.
    ///
    /// # Errors
    /// Every promise that is broken.
    pub fn check(&self) -> Result<(), Vec<Broken>> {
        let mut broken = Vec::new();
        self.check_leads(&mut broken);
        self.check_lines(&mut broken);
        self.check_roll_outs(&mut broken);
        self.check_agents(&mut broken);
        self.check_queues(&mut broken);
        self.check_counters(&mut broken);
        self.check_sheets(&mut broken);
        self.check_rankings(&mut broken);
        let dealt = self.dealt_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(dealt.map(|row| Broken::DealtBeside(row.doc.id().clone())));
        let watched = self.watched_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(watched.map(|row| Broken::LeftOpen(row.doc.id().clone())));
        let to_work = self.to_work_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(to_work.map(|row| Broken::ToWork(row.doc.id().clone())));
        let in_offices = self.at_office_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(in_offices.map(|row| Broken::InOffice(row.doc.id().clone())));
        let rung = self.rung_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(rung.map(|row| Broken::Rung(row.doc.id().clone())));
        let steps = self.cadences_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(steps.map(|row| Broken::Cadence(row.doc.id().clone())));
        let reserved = self.reserved_in_vain().filter_map(|lead| self.lead(lead));
        broken.extend(reserved.map(|row| Broken::Reserved(row.doc.id().clone())));
        let takers =
            self.queues.iter().zip(&self.layout.queues).filter(|(row, _)| !row.turn_takers.in_step());
        broken.extend(takers.map(|(_, layout)| Broken::Owners(layout.id.clone())));
        let owners = self.owners.iter().zip(&self.layout.sticky).filter(|(own, _)| !own.in_step());
        broken.extend(owners.map(|(_, layout)| Broken::Owners(layout.id.clone())));
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    fn check_leads(&self, broken: &mut Vec<Broken>) {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        for (index, row) in self.leads.iter().enumerate() {
            let (Some(slot), Some(row)) = (LeadSlot::from_index(index), row) else { continue };
            let id = row.doc.id();
            if self.lead_slot(id) != Some(slot) {
                broken.push(Broken::DoubledLead(id.clone()));
            }
            if row.standing == Standing::Passing {
                broken.push(Broken::HalfDone(id.clone()));
            } else if !row.is_closed() && FloorState::waits_for(row).is_none() {
                broken.push(Broken::WaitsForNothing(id.clone()));
            }
            let deadline = row.deadline();
            if deadline < Timestamp::MAX && !timers.contains(&(deadline, Due::Lead(row.sequence, slot))) {
                broken.push(Broken::NoTimer(id.clone()));
            }
            if let Some(agent) = row.holder().and_then(|holder| self.agent(holder))
                && agent.left
            {
                broken.push(Broken::HeldByLeaver { lead: id.clone(), agent: agent.doc.id.clone() });
            }
            if row.held.is_some_and(|held| Some(held.agent) != row.holder()) {
                broken.push(Broken::HeldElsewhere(id.clone()));
            }
        }
    }

    fn check_lines(&self, broken: &mut Vec<Broken>) {
        let queues = self.misfiled().into_iter().filter_map(|queue| self.layout.queues.get(queue.index()));
        broken.extend(queues.map(|queue| Broken::Line(queue.id.clone())));
    }

    fn check_roll_outs(&self, broken: &mut Vec<Broken>) {
        let rows = self.rolled_out_elsewhere().filter_map(|lead| self.lead(lead));
        broken.extend(rows.map(|row| Broken::RollOut(row.doc.id().clone())));
    }

    fn check_agents(&self, broken: &mut Vec<Broken>) {
        let mut loads = vec![(0_u32, 0_u32, 0_usize); self.agents.len()];
        for row in self.leads.iter().flatten() {
            if let Some(held) = row.held
                && let Some(load) = loads.get_mut(held.agent.index())
            {
                load.0 = load.0.saturating_add(held.units);
                load.1 = load.1.saturating_add(1);
            }
            if let Some(load) = row.holder().and_then(|holder| loads.get_mut(holder.index())) {
                load.2 = load.2.saturating_add(1);
            }
        }
        for held in self.bridges.values().flat_map(|own| &own.rung) {
            if let Some(load) = loads.get_mut(held.agent.index()) {
                load.0 = load.0.saturating_add(held.units);
                load.1 = load.1.saturating_add(1);
            }
        }
        for (row, load) in self.agents.iter().zip(loads) {
            if (row.load.units, row.load.leads, row.leads.len()) != load {
                broken.push(Broken::Load(row.doc.id.clone()));
            }
        }
    }

    fn check_queues(&self, broken: &mut Vec<Broken>) {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        for (index, (row, layout)) in self.queues.iter().zip(&self.layout.queues).enumerate() {
            if let Err(error) = row.turns.ledger.check() {
                broken.push(Broken::Ledger { queue: layout.id.clone(), error });
            }
            let due = crate::id::QueueSlot::from_index(index).map(|queue| (row.wake, Due::Queue(queue)));
            let armed = due.is_some_and(|due| timers.contains(&due));
            let wakes = row.wake < Timestamp::MAX;
            if armed != wakes || (wakes && row.line.is_empty()) {
                broken.push(Broken::Wake(layout.id.clone()));
            }
            let slot = crate::id::QueueSlot::from_index(index);
            let watched = |pool: &bool| {
                let since = row.overfull_since(*pool);
                let due = since.zip(slot).map(|(at, queue)| (at, Due::Overfull(queue, *pool)));
                row.is_overfull(*pool) == since.is_some() && due.is_none_or(|due| timers.contains(&due))
            };
            let grows = |ramp: &crate::state::ramp::Ramp| {
                let due = slot.map(|queue| (ramp.next, Due::Ramp(queue, ramp.agent)));
                row.seat(ramp.agent).is_some()
                    && (ramp.turns > 0 || due.is_some_and(|due| timers.contains(&due)))
            };
            if !row.ramps.iter().all(grows) {
                broken.push(Broken::Ramp(layout.id.clone()));
            }
            if ![false, true].iter().all(watched) {
                broken.push(Broken::Bound(layout.id.clone()));
            }
        }
    }

    fn check_sheets(&self, broken: &mut Vec<Broken>) {
        for (at, row) in self.sheets.iter().enumerate() {
            let agents = (0..self.agents.len()).filter_map(AgentSlot::from_index);
            let entered = agents.clone().all(|agent| row.entry(agent) == self.entry_beside(at, agent));
            let weights = agents.filter_map(|agent| Some((agent, self.entry_beside(at, agent)?.weight)));
            let alike = row.turns.ledger.rows().map(|own| (own.agent, own.weight)).eq(weights);
            if row.turns.ledger.check().is_err() || !alike || !entered {
                let sheet = SheetSlot::from_index(self.queues.len().saturating_add(at));
                broken.push(Broken::Sheet(sheet.and_then(|at| self.sheet_name(at)).unwrap_or_default()));
            }
        }
    }

    fn check_rankings(&self, broken: &mut Vec<Broken>) {
        let queues = self.misranked().filter_map(|queue| self.layout.queues.get(queue.index()));
        broken.extend(queues.map(|queue| Broken::Ranking(queue.id.clone())));
    }

    fn check_counters(&self, broken: &mut Vec<Broken>) {
        let mut held = vec![0_u64; self.counters.len()];
        for count in self.leads.iter().flatten().flat_map(|row| &row.counted) {
            if let Some(number) = held.get_mut(count.counter.index()) {
                *number = number.saturating_add(u64::from(count.amount));
            }
        }
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        for (at, (row, held)) in self.counters.iter().zip(held).enumerate() {
            let cap = self.layout.caps.get(row.cap.index()).map(|cap| cap.id.clone());
            let slot = CounterSlot::from_index(at);
            let due = slot.and_then(|counter| self.counter_due(counter));
            let timed = slot.is_some_and(|counter| timers.contains(&(row.due, Due::Counter(counter))));
            // What was to be said at an instant is due then, whatever has happened since.
            let in_time = due.is_some_and(|due| row.due == due || row.due <= self.clock);
            if !in_time || timed != (row.due < Timestamp::MAX) {
                broken.extend(cap.clone().map(Broken::CapNews));
            }
            if row.window == crate::event::CounterWindow::Open
                && row.count != held
                && let Some(cap) = cap
            {
                broken.push(Broken::OpenCount { cap, counted: row.count, held });
            }
        }
    }
}
