//! Who has been idle most since the day began, or over a span: first.

use crate::calendar::{Window, bounds};
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::policy::IdleOver;
use crate::time::Timestamp;

/// From when on idle time counts.
pub(super) fn counts_from(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    match (&asker.policy.idle_over, asker.row.idle_day) {
        (IdleOver::Day(_), Some((from, _))) if asker.row.is_idle_day(floor.now) => from,
        (IdleOver::Day(zone), _) => bounds(Window::Day, zone, floor.now).0,
        (IdleOver::Rolling(span), _) => floor.now.minus(*span),
    }
}

/// Milliseconds of idle time, the most being the least worth. O(spells of work in that time).
pub(super) fn worth(floor: &Floor<'_>, from: Timestamp, agent: AgentSlot) -> i64 {
    floor.state.idle_between(agent, from, floor.now).as_millis().saturating_neg()
}
