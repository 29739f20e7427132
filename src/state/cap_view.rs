//! How much of every cap is used.

use serde::Serialize;

use crate::currency::Currency;
use crate::event::CounterWindow;
use crate::id::{AgentId, Name};
use crate::state::{CounterRow, FloorState};
use crate::time::Timestamp;

/// What is counted under a cap for one agent, one queue, one value or whatever it counts apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapView {
    /// The cap.
    pub cap: Name,
    /// For whom, where it counts agents apart.
    pub agent: Option<AgentId>,
    /// For which team, tier, queue, rule, plan and attribute values, in the order of the policy, where it counts them
    /// apart; empty texts stand for what a lead or an agent does not have.
    pub values: Vec<String>,
    /// The money that is counted in minor units, where leads are not.
    pub currency: Option<Currency>,
    /// How many, or how much, is counted.
    pub used: u64,
    /// How many may be: of leads that are pushed, where merit changes it.
    pub limit: u64,
    /// How many more may be; nothing where the last lead has spent more than remained.
    pub remaining: u64,
    /// Whether it has been said to be full ([`Event::CapReached`](crate::Event::CapReached)), and not yet that it counts
    /// afresh.
    pub reached: bool,
    /// When the window ends, or the oldest count leaves it; none if time alone never makes room.
    pub until: Option<Timestamp>,
}

impl FloorState {
    /// Every cap under which anything counts at an instant, nothing having happened since the last record: in the order
    /// of the policy, then in the order in which its counters were made. O(n) in the counters.
    ///
    /// A cap is full where `remaining` is 0.
    #[must_use]
    pub fn cap_views_at(&self, now: Timestamp) -> Vec<CapView> {
        let mut rows: Vec<&CounterRow> = self.counters.iter().filter(|row| row.used(now) > 0).collect();
        rows.sort_by_key(|row| row.cap);
        rows.into_iter().filter_map(|row| self.cap_view(row, now)).collect()
    }

    /// The same at the instant of the last record.
    #[must_use]
    pub fn cap_views(&self) -> Vec<CapView> {
        self.cap_views_at(self.clock)
    }

    fn cap_view(&self, row: &CounterRow, now: Timestamp) -> Option<CapView> {
        let (used, limit) = (row.used(now), self.limit(row.cap, row.agent));
        let until = match row.window {
            CounterWindow::Fixed => (row.until < Timestamp::MAX).then_some(row.until),
            CounterWindow::Open => None,
            CounterWindow::Rolling(_) => row.clears_at(used),
        };
        let layout = self.layout.caps.get(row.cap.index())?;
        let label = row.label.as_deref().unwrap_or_default();
        let values = label.strip_suffix('\u{1f}').unwrap_or(label);
        let values =
            if label.is_empty() { Vec::new() } else { values.split('\u{1f}').map(str::to_owned).collect() };
        Some(CapView {
            cap: layout.id.clone(),
            currency: layout.currency,
            agent: row.agent.and_then(|agent| self.agent(agent)).map(|row| row.doc.id.clone()),
            values,
            used,
            limit,
            remaining: limit.saturating_sub(used),
            reached: row.reached,
            until,
        })
    }
}
