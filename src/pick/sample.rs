//! Thompson sampling: who draws the highest rate, each from what is known of their own.

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::lead::Lead;
use crate::meter::merit::beta;
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
    pub(super) fn of(floor: &'a Floor<'a>, asker: &Asker<'a>, lead: &Lead) -> Option<Sample<'a>> {
        let own = asker.policy.draw.as_ref()?;
        let pick = asker.row.offers.saturating_add(1);
        if pick.checked_rem(u64::from(own.explore_every)) == Some(0) {
            return None;
        }
        let merit = floor.policy.merits.get(own.merit.index())?;
        let from = merit.window_from(merit.period_of(floor.now).0);
        let counts = floor.state.merit(own.merit)?;
        Some(Sample { floor, draw: Draw::of(asker.policy.seed, lead.id()), counts, from })
    }

    /// A member's draw, the least is the highest rate.
    pub(super) fn worth(&self, agent: AgentSlot) -> Option<i64> {
        let id = self.floor.agent_id(agent)?;
        let (mut tried, mut won) = (0_u32, 0_u32);
        for (_, account) in self.counts.accounts.of(agent) {
            let within = account.within(self.from, Timestamp::MAX);
            tried = tried.saturating_add(within.tried);
            won = won.saturating_add(within.won);
        }
        let drawn = beta(self.draw.seed_of(id), won, tried.saturating_sub(won)) >> 1;
        Some(i64::try_from(drawn).unwrap_or(i64::MAX).saturating_neg())
    }
}
