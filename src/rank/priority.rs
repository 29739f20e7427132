//! The higher priority of the membership first.

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;

pub(super) fn key(_: &Floor<'_>, asker: &Asker<'_>, agent: AgentSlot) -> i64 {
    asker.row.seat(agent).map_or(i64::MAX, |member| i64::from(member.seat.priority).saturating_neg())
}
