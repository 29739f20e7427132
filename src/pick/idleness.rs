//! Who has been idle most since the day began, or over a span: first.

use crate::calendar::{Window, bounds};
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::policy::IdleOver;

/// Milliseconds of idle time, the most being the least worth. O(spells of work in that time).
pub(super) fn worth(floor: &Floor<'_>, asker: &Asker<'_>, agent: AgentSlot) -> i64 {
    let now = floor.now;
    let from = match &asker.policy.idle_over {
        IdleOver::Day(zone) => bounds(Window::Day, zone, now).0,
        IdleOver::Rolling(span) => now.minus(*span),
    };
    floor.state.idle_between(agent, from, now).as_millis().saturating_neg()
}
