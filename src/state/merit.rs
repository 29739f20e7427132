//! What a floor remembers of merit: the counts, and what each queue made of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::Scored;
use crate::id::{AgentSlot, CapSlot, LeadSlot, MeritSlot, QueueSlot};
use crate::layout::Seat;
use crate::meter::merit::{Adjusted, FullFrom, Grade, Loads, TrackRecords};
use crate::state::{FloorState, QueueRow};
use crate::time::Timestamp;

/// One merit of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MeritRow {
    pub(crate) records: TrackRecords,
    /// The same of the leads of which it is known, by how many others their owner held; empty where nobody asks.
    pub(crate) by_held: BTreeMap<u32, TrackRecords>,
    /// What the last review made of that.
    pub(crate) loads: Option<Loads>,
    /// When weights are reviewed next.
    pub(crate) review_at: Timestamp,
}

impl MeritRow {
    pub(crate) fn new() -> MeritRow {
        MeritRow {
            records: TrackRecords::default(),
            by_held: BTreeMap::new(),
            loads: None,
            review_at: Timestamp::MAX,
        }
    }

    /// Counts the end of a lead by what its owner held, where that is told apart.
    pub(in crate::state) fn count_by_load(&mut self, agent: AgentSlot, scored: &Scored) {
        let Some(held) = scored.held else { return };
        let records = self.by_held.entry(held).or_default();
        records.count(agent, scored.value.as_ref(), scored.from, scored.score);
    }

    /// Puts right what was counted so.
    pub(in crate::state) fn correct_by_load(&mut self, agent: AgentSlot, scored: &Scored) {
        let Some(held) = scored.held else { return };
        if let Some(records) = self.by_held.get_mut(&held) {
            records.correct(agent, scored.value.as_ref(), scored.from, scored.score);
            if records.is_empty() {
                self.by_held.remove(&held);
            }
        }
    }

    /// Drops what was counted so in the periods that began before an instant.
    pub(in crate::state) fn drop_loads_before(&mut self, from: Timestamp) {
        self.by_held.retain(|_, records| {
            records.drop_before(from);
            !records.is_empty()
        });
    }

    /// Nobody asks any longer.
    pub(in crate::state) fn forget_loads(&mut self) {
        self.by_held.clear();
        self.loads = None;
    }

    /// The largest slot of an agent spoken of.
    pub(in crate::state) fn last_agent(&self) -> Option<AgentSlot> {
        let by_held = self.by_held.values().filter_map(TrackRecords::last_agent);
        let told = self.loads.iter().flat_map(|loads| &loads.agents).map(|(agent, _)| *agent);
        self.records.last_agent().into_iter().chain(by_held).chain(told).max()
    }
}

impl QueueRow {
    /// Where a member stands by merit, as of the last review.
    pub(crate) fn grade(&self, agent: AgentSlot) -> Option<&Grade> {
        let at = self.grades.binary_search_by_key(&agent, |(other, _)| *other).ok()?;
        self.grades.get(at).map(|(_, grade)| grade)
    }
}

impl QueueRow {
    /// From where on a member is full by merit, as of the last review.
    pub(crate) fn full_from(&self, agent: AgentSlot) -> Option<&FullFrom> {
        let at = self.full_from.binary_search_by_key(&agent, |(other, _)| *other).ok()?;
        self.full_from.get(at).map(|(_, full)| full)
    }
}

impl FloorState {
    /// How many other leads the owner held when a lead was dealt to them, where a merit asks.
    pub(crate) fn dealt_beside(&self, lead: LeadSlot) -> Option<u32> {
        self.dealt_beside.get(&lead).copied()
    }

    /// Whether merit makes anybody full in any queue: then what everybody holds is looked at.
    pub(in crate::state) fn refresh_fills(&mut self) {
        self.fills = self.queues.iter().any(|row| !row.full_from.is_empty());
    }

    pub(crate) fn merit(&self, merit: MeritSlot) -> Option<&MeritRow> {
        self.merits.get(merit.index())
    }

    /// What merit makes of an agent's limit under a cap. O(log n) in the agents measured.
    pub(crate) fn adjusted(&self, cap: CapSlot, agent: AgentSlot) -> Option<&Adjusted> {
        let row = self.adjusted.get(cap.index()).filter(|row| !row.is_empty())?;
        let at = row.binary_search_by_key(&agent, |(other, _)| *other).ok()?;
        row.get(at).map(|(_, adjusted)| adjusted)
    }

    /// A limit with what merit makes of it: none at all stays none.
    pub(crate) fn limit_by_merit(&self, cap: CapSlot, own: u64, adjusted: &Adjusted) -> u64 {
        if own == 0 {
            return 0;
        }
        let layout = self.layout.caps.get(cap.index()).and_then(|cap| cap.adjust);
        let least = layout.map_or(1, |adjust| adjust.least);
        own.saturating_add_signed(i64::from(adjusted.by)).max(own.min(u64::from(least)))
    }

    /// The weight of a membership as the agent's document says it.
    pub(crate) fn own_weight(&self, queue: QueueSlot, agent: AgentSlot) -> u32 {
        let seats = self.agent(agent).map(|row| &row.place.seats);
        let own = seats.and_then(|seats| seats.iter().find(|(other, _)| *other == queue));
        own.map_or(0, |(_, seat)| seat.weight)
    }

    /// A membership as merit makes it: the weight in hundredths times the percent, and the tier where merit says it. As
    /// it is where merit plays no part. Where the weights of joiners grow, what counts of it so far, in hundredths too.
    pub(crate) fn seat_by_merit(&self, queue: QueueSlot, agent: AgentSlot, seat: Seat) -> Seat {
        let layout = self.layout.queues.get(queue.index());
        if layout.is_some_and(|layout| layout.hundredths) {
            return self.ramped(queue, agent, seat);
        }
        self.judged(queue, agent, seat)
    }

    fn ramped(&self, queue: QueueSlot, agent: AgentSlot, seat: Seat) -> Seat {
        let layout = self.layout.queues.get(queue.index());
        let judged = self.judged(queue, agent, seat);
        let percent = self.queue(queue).map_or(100, |row| row.ramp_percent(agent));
        // Hundredths of hundredths where the standard of the queue takes a part, too.
        let held = self.standard(queue, agent).map_or(100, |row| row.percent());
        let whole = if layout.is_some_and(|layout| layout.merit.is_some()) { 100 } else { 1 };
        let grown =
            u64::from(judged.weight).saturating_mul(u64::from(percent)).checked_div(whole).unwrap_or(0);
        let grown = grown.saturating_mul(u64::from(held)).checked_div(100).unwrap_or(0);
        let grown = u32::try_from(grown).unwrap_or(u32::MAX);
        Seat { weight: if judged.weight > 0 { grown.max(1) } else { 0 }, ..judged }
    }

    fn judged(&self, queue: QueueSlot, agent: AgentSlot, seat: Seat) -> Seat {
        let layout = self.layout.queues.get(queue.index());
        let Some(by) = layout.and_then(|layout| layout.merit) else { return seat };
        let grade = self.queue(queue).and_then(|row| row.grade(agent));
        let percent = grade.map_or(by.newcomer_percent, |grade| grade.weight_percent);
        let tier = by.newcomer_tier.map(|rest| grade.and_then(|grade| grade.tier).unwrap_or(rest));
        Seat { weight: seat.weight.saturating_mul(percent), tier: tier.unwrap_or(seat.tier), ..seat }
    }
}
