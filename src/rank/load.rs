//! Who holds the fewest units of open work first.

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;

pub(super) fn key(floor: &Floor<'_>, _: &Asker<'_>, agent: AgentSlot) -> i64 {
    floor.state.agent(agent).map_or(i64::MAX, |row| i64::from(row.load.units))
}
