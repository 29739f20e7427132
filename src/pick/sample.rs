//! Thompson sampling: who draws the highest rate, each from what is known of their own.

use crate::bits::AgentSet;
use crate::gate::{Asker, Floor};
use crate::id::{AgentSlot, LeadId};
use crate::meter::merit::{beta, beta_from};
use crate::rank::Draw;
use crate::state::MeritRow;
use crate::time::Timestamp;

/// The draws of one lead.
pub(super) struct Sample<'a> {
    floor: &'a Floor<'a>,
    draw: Draw,
    counts: &'a MeritRow,
    /// The window's first instant.
    from: Timestamp,
}

impl<'a> Sample<'a> {
    /// The draws for this lead; none where the queue draws none, or leaves this pick to the turns.
    pub(super) fn of(floor: &'a Floor<'a>, asker: &Asker<'a>, lead: &LeadId) -> Option<Sample<'a>> {
        let own = asker.policy.draw.as_ref()?;
        let pick = asker.row.offers.saturating_add(1);
        if pick.checked_rem(u64::from(own.explore_every)) == Some(0) {
            return None;
        }
        let merit = floor.policy.merits.get(own.merit.index())?;
        let from = merit.window_from(merit.period_of(floor.now).0);
        let counts = floor.state.merit(own.merit)?;
        Some(Sample { floor, draw: Draw::of(asker.policy.seed, lead), counts, from })
    }

    /// A member's draw, the least is the highest rate.
    pub(super) fn worth(&self, agent: AgentSlot) -> Option<i64> {
        let (won, lost) = self.known(agent);
        let drawn = beta(self.draw.seed_of(self.floor.agent_id(agent)?), won, lost) >> 1;
        Some(i64::try_from(drawn).unwrap_or(i64::MAX).saturating_neg())
    }

    /// Who of these draws the highest rate, ties by id. One draw each, of which most are given up after a few numbers.
    pub(super) fn first(&self, among: &AgentSet) -> Option<AgentSlot> {
        let mut first: Option<(u64, u64, AgentSlot)> = None;
        for agent in among.iter() {
            let Some(id) = self.floor.agent_id(agent) else { continue };
            let (won, lost) = self.known(agent);
            let highest = first.map_or(0, |(rate, ..)| rate);
            // Rates are compared without the last bit.
            let drawn = beta_from(self.draw.seed_of(id), won, lost, highest << 1);
            let Some(rate) = drawn.map(|drawn| drawn >> 1) else { continue };
            let order = self.floor.state.id_order(agent);
            if first.is_none_or(|(highest, before, _)| rate > highest || order < before) {
                first = Some((rate, order, agent));
            }
        }
        first.map(|(.., agent)| agent)
    }

    /// Leads won and lost by a member in the window.
    fn known(&self, agent: AgentSlot) -> (u32, u32) {
        let (mut tried, mut won) = (0_u32, 0_u32);
        for (_, account) in self.counts.accounts.of(agent) {
            let within = account.within(self.from, Timestamp::MAX);
            tried = tried.saturating_add(within.tried);
            won = won.saturating_add(within.won);
        }
        (won, tried.saturating_sub(won))
    }
}
