//! Leads go on where the members are busy.

use super::{Fault, Oracle};
use crate::id::{AgentId, Name};
use crate::policy::StageDoc;

impl Oracle {
    /// Whether the members who are at work are busier than a stage allows.
    pub(super) fn spills(&self, stage: &StageDoc, queue: &Name) -> bool {
        let Some(spill) = stage.spill.as_ref().filter(|_| !self.is(Fault::NothingSpills)) else {
            return false;
        };
        let here = |agent: &&AgentId| {
            let blocked = self.agents.get(*agent).is_some_and(|state| state.doc.blocked);
            self.seat_of(agent, queue).is_some() && !blocked && self.is_at_work(agent)
        };
        let here: Vec<&AgentId> = self.agents.keys().filter(here).collect();
        let limited = here.iter().filter_map(|agent| {
            let units = self.agents.get(*agent)?.doc.capacity.units?;
            Some((u64::from(self.units_of(agent)), u64::from(units)))
        });
        let (held, may) = limited.fold((0_u64, 0_u64), |(held, may), (own, units)| {
            (held.saturating_add(own), may.saturating_add(units))
        });
        if may == 0 {
            return here.is_empty();
        }
        held.saturating_mul(10_000) > may.saturating_mul(u64::from(spill.above_bp))
    }
}
