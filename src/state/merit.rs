//! What a floor remembers of merit: the counts, and what each queue made of them.

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, CapSlot, MeritSlot, QueueSlot};
use crate::layout::Seat;
use crate::meter::merit::{Accounts, Adjusted, Grade};
use crate::state::{FloorState, QueueRow};
use crate::time::Timestamp;

/// One merit of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MeritRow {
    pub(crate) accounts: Accounts,
    /// When weights are reviewed next.
    pub(crate) review_at: Timestamp,
}

impl MeritRow {
    pub(crate) fn new() -> MeritRow {
        MeritRow { accounts: Accounts::default(), review_at: Timestamp::MAX }
    }
}

impl QueueRow {
    /// Where a member stands by merit, as of the last review.
    pub(crate) fn grade(&self, agent: AgentSlot) -> Option<&Grade> {
        let at = self.grades.binary_search_by_key(&agent, |(other, _)| *other).ok()?;
        self.grades.get(at).map(|(_, grade)| grade)
    }
}

impl FloorState {
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
    pub(crate) fn limit_by_merit(&self, cap: CapSlot, own: u32, adjusted: &Adjusted) -> u32 {
        if own == 0 {
            return 0;
        }
        let layout = self.layout.caps.get(cap.index()).and_then(|cap| cap.adjust);
        let least = layout.map_or(1, |adjust| adjust.least);
        own.saturating_add_signed(adjusted.by).max(own.min(least))
    }

    /// The weight of a membership as the agent's document says it.
    pub(crate) fn own_weight(&self, queue: QueueSlot, agent: AgentSlot) -> u32 {
        let seats = self.agent(agent).map(|row| &row.place.seats);
        let own = seats.and_then(|seats| seats.iter().find(|(other, _)| *other == queue));
        own.map_or(0, |(_, seat)| seat.weight)
    }

    /// A membership as merit makes it: the weight in hundredths times the percent, and the tier where merit says it. As
    /// it is where merit plays no part. Where the weights of joiners grow, what counts of it so far, in hundredths too.
    pub(in crate::state) fn seat_by_merit(&self, queue: QueueSlot, agent: AgentSlot, seat: Seat) -> Seat {
        let layout = self.layout.queues.get(queue.index());
        if layout.is_some_and(|layout| layout.ramps) {
            return self.ramped(queue, agent, seat);
        }
        self.judged(queue, agent, seat)
    }

    fn ramped(&self, queue: QueueSlot, agent: AgentSlot, seat: Seat) -> Seat {
        let layout = self.layout.queues.get(queue.index());
        let judged = self.judged(queue, agent, seat);
        let percent = self.queue(queue).map_or(100, |row| row.ramp_percent(agent));
        let whole = if layout.is_some_and(|layout| layout.merit.is_some()) { 100 } else { 1 };
        let grown = judged.weight.saturating_mul(percent).checked_div(whole).unwrap_or(0);
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
