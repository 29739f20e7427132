//! Who has been idle longest first: since the last offer, assignment or end of a lead, of whatever queue.

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;

pub(super) fn key(floor: &Floor<'_>, _: &Asker<'_>, agent: AgentSlot) -> i64 {
    floor.state.agent(agent).map_or(i64::MAX, |row| row.idle_since.as_millis())
}
