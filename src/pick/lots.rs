//! Who has the first lot of a lead, by weight: whom the tries name first, else the least of the lots.

use std::collections::BTreeMap;

use crate::bits::{AgentSet, Among};
use crate::gate::{Asker, Floor};
use crate::id::{AgentSlot, LeadId};
use crate::rank::{Draw, Tries};

/// The lots of one lead.
#[derive(Clone, Copy)]
pub(super) struct Lots<'a> {
    floor: &'a Floor<'a>,
    asker: &'a Asker<'a>,
    draw: Draw,
    tries: Tries,
}

impl<'a> Lots<'a> {
    pub(super) fn of(floor: &'a Floor<'a>, asker: &'a Asker<'a>, lead: &LeadId) -> Lots<'a> {
        let draw = Draw::of(asker.policy.seed, lead);
        let tries = draw.tries(asker.row.turns.ledger.len(), asker.row.turns.ledger.top_weight());
        Lots { floor, asker, draw, tries }
    }

    /// Whom the tries name, in order, with the number of the try.
    fn named(&self) -> impl Iterator<Item = (u64, AgentSlot)> + 'a {
        let ledger = &self.asker.row.turns.ledger;
        self.tries.named(|place| ledger.nth(place))
    }

    /// Who of these has the first lot. O(tries), 1 024 at the most; where none of them is named, one look at each.
    pub(super) fn first(&self, left: &impl Among) -> Option<AgentSlot> {
        let ledger = &self.asker.row.turns.ledger;
        let weighs_over =
            |place: usize, height: u32| ledger.nth(place).is_some_and(|(_, weight)| weight > height);
        let named =
            self.tries.first(|place| ledger.agent_at(place), |agent| left.contains(agent), weighs_over);
        named.or_else(|| self.least(&left.everybody()))
    }

    fn least(&self, left: &AgentSet) -> Option<AgentSlot> {
        let mut first: Option<((i64, u64), AgentSlot)> = None;
        for agent in left.iter() {
            let seat = self.asker.row.seat(agent);
            let (Some(id), Some(row)) = (self.floor.agent_id(agent), seat) else { continue };
            let most = first.map_or(i64::MAX, |((lot, _), _)| lot);
            let Some(lot) = self.draw.lot_up_to(id, row.seat.weight, most) else { continue };
            let found = (lot, self.floor.state.id_order(agent));
            if first.is_none_or(|(least, _)| found < least) {
                first = Some((found, agent));
            }
        }
        first.map(|(_, agent)| agent)
    }

    /// The first try that names each of those who are named.
    pub(super) fn first_tries(&self) -> BTreeMap<AgentSlot, i64> {
        let mut tries = BTreeMap::new();
        for (number, agent) in self.named() {
            tries.entry(agent).or_insert(i64::try_from(number).unwrap_or(i64::MAX));
        }
        tries
    }

    /// The lot of a member whom no try names: after all tries; none without a weight.
    pub(super) fn unnamed(&self, agent: AgentSlot) -> Option<i64> {
        let lot = self.draw.lot(self.floor.agent_id(agent)?, self.asker.row.seat(agent)?.seat.weight)?;
        Some(lot.saturating_add(i64::try_from(self.tries.count()).unwrap_or(i64::MAX)))
    }
}
