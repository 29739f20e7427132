//! Thompson sampling: who draws the highest rate, each from what is known of their own.

use std::borrow::Cow;

use crate::bits::AgentSet;
use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::lead::Lead;
use crate::meter::merit::{Drawn, beta, beta_from};
use crate::policy::Merit;
use crate::rank::Draw;
use crate::state::MeritRow;
use crate::time::Timestamp;

/// The draws of one lead.
pub(super) struct Sample<'a> {
    floor: &'a Floor<'a>,
    draw: Draw,
    merit: &'a Merit,
    counts: &'a MeritRow,
    /// The lead's value of what the merit tells leads apart by: only leads of that value count.
    value: Option<Cow<'a, str>>,
    /// The window's first instant.
    from: Timestamp,
}

impl<'a> Sample<'a> {
    /// The draws for this lead; none where the queue draws none, or leaves this pick to the turns.
    pub(super) fn of(floor: &'a Floor<'a>, asker: &Asker<'a>, lead: &'a Lead) -> Option<Sample<'a>> {
        let own = asker.policy.draw.as_ref()?;
        let pick = asker.row.offers.saturating_add(1);
        if pick.checked_rem(u64::from(own.explore_every)) == Some(0) {
            return None;
        }
        let merit = floor.policy.merits.get(own.merit.index())?;
        let from = merit.window_from(merit.period_of(floor.now).0);
        let counts = floor.state.merit(own.merit)?;
        let draw = Draw::of(asker.policy.seed, lead.id());
        Some(Sample { floor, draw, merit, counts, value: merit.value_of(lead), from })
    }

    /// Leads like this one that a member has tried, and those won. O(values) of the member.
    fn known(&self, agent: AgentSlot) -> (u32, u32) {
        let mut own = self.counts.records.of(agent);
        let track_record = own.find(|(value, _)| *value == self.value.as_deref());
        let within = track_record.map(|(_, track_record)| track_record.within(self.from, Timestamp::MAX));
        within.map_or((0, 0), |within| (within.tried, within.won))
    }

    /// A member's draw, the least is the highest rate.
    pub(super) fn worth(&self, agent: AgentSlot) -> Option<i64> {
        let id = self.floor.agent_id(agent)?;
        let (tried, won) = self.known(agent);
        let drawn = beta(self.draw.seed_of(id), won, tried.saturating_sub(won)) >> 1;
        Some(i64::try_from(drawn).unwrap_or(i64::MAX).saturating_neg())
    }

    /// Who of these draws the highest rate, ties by id. One draw each, of which most are given up after a few numbers.
    pub(super) fn first(&self, among: &AgentSet) -> Option<AgentSlot> {
        let mut first: Option<(u64, u64, AgentSlot)> = None;
        for agent in among.iter() {
            let Some(id) = self.floor.agent_id(agent) else { continue };
            let (tried, won) = self.known(agent);
            let lost = tried.saturating_sub(won);
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
}

/// What a member's draw is made from, for explanations; none where no rate is drawn.
pub(crate) fn drawn(floor: &Floor<'_>, asker: &Asker<'_>, lead: &Lead, agent: AgentSlot) -> Option<Drawn> {
    let sample = Sample::of(floor, asker, lead)?;
    let (tried, won) = sample.known(agent);
    let told_apart_by = sample.merit.normalise_by.as_ref().map(|(name, _)| name.clone());
    Some(Drawn { told_apart_by, value: sample.value.map(Cow::into_owned), tried, won })
}
