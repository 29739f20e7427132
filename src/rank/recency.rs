//! Who has gone longest without an offer from this queue first; never offered comes before all.

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;

pub(super) fn key(_: &Floor<'_>, asker: &Asker<'_>, agent: AgentSlot) -> i64 {
    asker.row.seat(agent).map_or(i64::MAX, |member| i64::try_from(member.last_offer).unwrap_or(i64::MAX))
}
