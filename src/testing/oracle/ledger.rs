//! Turns owed and taken, as exact fractions, by Tijdeman's rule as it is written down.

use std::collections::{BTreeMap, BTreeSet};

use super::ratio::Ratio;
use crate::id::AgentId;

/// Less is nothing: a millionth of a turn.
const NOTHING: Ratio = Ratio::millionth();

#[derive(Clone, Debug)]
struct Sheet {
    weight: i128,
    owed: Ratio,
    last_turn: u64,
    taken: u64,
}

/// The sheets of one rotation.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    sheets: BTreeMap<AgentId, Sheet>,
    sharing: BTreeSet<AgentId>,
    deals: u64,
    /// What the largest turn counts as, where not all are alike.
    pub(super) most: Option<u32>,
    /// So many turns beyond the share, of so many dealt, whoever makes up for turns missed may take.
    pub(super) pace: Option<(u32, u32)>,
    /// Who makes up for turns missed: what they may be owed at the least from a deal on, before it falls by the pace.
    making_up: BTreeMap<AgentId, (Ratio, u64)>,
    /// Whether a turn costs what all who share weigh, and the highest credit is next.
    pub(super) smooth: bool,
    /// Break it: whoever makes up for turns missed does so at once.
    pub(super) all_at_once: bool,
    /// Break it: every seventh turn is not written down.
    pub(super) loses_turns: bool,
    /// Break it: a weight of 0 counts as one.
    pub(super) weightless_served: bool,
}

impl Ledger {
    pub(super) fn join(&mut self, agent: &AgentId, weight: u32) {
        let weight = if self.weightless_served { weight.max(1) } else { weight };
        let sheet = Sheet { weight: i128::from(weight), owed: Ratio::ZERO, last_turn: 0, taken: 0 };
        let known = self.sheets.entry(agent.clone()).or_insert(sheet);
        known.weight = i128::from(weight);
    }

    pub(super) fn leave(&mut self, agent: &AgentId) {
        self.sharing.remove(agent);
        self.making_up.remove(agent);
        if let Some(gone) = self.sheets.remove(agent)
            && !self.smooth
        {
            self.spread(gone.owed, &self.sheets.keys().cloned().collect());
        }
    }

    pub(super) fn owed(&self, agent: &AgentId) -> Ratio {
        self.sheets.get(agent).map_or(Ratio::ZERO, |sheet| sheet.owed)
    }

    pub(super) fn taken(&self) -> BTreeMap<AgentId, u64> {
        self.sheets.iter().map(|(agent, sheet)| (agent.clone(), sheet.taken)).collect()
    }

    /// Who shared the last turn.
    pub(super) fn sharing(&self) -> impl Iterator<Item = AgentId> {
        self.sharing.clone().into_iter()
    }

    /// Whether a turn ever comes to an agent.
    pub(super) fn serves(&self, agent: &AgentId) -> bool {
        self.sheets.get(agent).is_some_and(|sheet| sheet.weight > 0)
    }

    fn weight_of(&self, agents: &BTreeSet<AgentId>) -> i128 {
        agents.iter().filter_map(|agent| self.sheets.get(agent)).map(|sheet| sheet.weight).sum()
    }

    /// By weight; false if nobody of them has any.
    fn spread(&mut self, amount: Ratio, among: &BTreeSet<AgentId>) -> bool {
        let total = self.weight_of(among);
        if total == 0 {
            return false;
        }
        for (agent, sheet) in &mut self.sheets {
            if among.contains(agent) {
                sheet.owed = sheet.owed.plus(amount.times(sheet.weight).over(total));
            }
        }
        true
    }

    fn accrue(&mut self, amount: Ratio) {
        let sharing = self.sharing.clone();
        if !self.spread(amount, &sharing) {
            self.spread(amount, &self.sheets.keys().cloned().collect());
        }
    }

    pub(super) fn deal(&mut self, agent: &AgentId, share: BTreeSet<AgentId>, size: u32) {
        self.sharing = share.into_iter().filter(|other| self.sheets.contains_key(other)).collect();
        self.deals = self.deals.saturating_add(1);
        let lost = self.loses_turns && self.deals.checked_rem(7) == Some(0);
        let price = self.price().times(i128::from(size));
        let Some(sheet) = self.sheets.get_mut(agent) else {
            return;
        };
        sheet.last_turn = self.deals;
        sheet.taken = sheet.taken.saturating_add(1);
        if !lost {
            sheet.owed = sheet.owed.minus(price);
        }
        self.accrue(price);
        self.note_making_up(agent);
    }

    /// Another pace; without one nobody is held back for anything.
    pub(super) fn go_at(&mut self, pace: Option<(u32, u32)>) {
        self.pace = pace;
        if pace.is_none() {
            self.making_up.clear();
        }
    }

    /// Whether somebody is owed more than the largest turn.
    fn is_owed_much(&self, agent: &AgentId) -> bool {
        self.owed(agent) > Ratio::new(i128::from(self.most.unwrap_or(1)), 1).plus(NOTHING)
    }

    /// The least that somebody who makes up for turns may be owed at a deal.
    fn floor_at(&self, from: Ratio, since: u64, deal: u64) -> Ratio {
        let (extra, per) = self.pace.unwrap_or((0, 1));
        let deals = i128::from(deal.saturating_sub(since));
        from.minus(Ratio::new(i128::from(extra), i128::from(per)).times(deals))
    }

    fn note_making_up(&mut self, agent: &AgentId) {
        if self.pace.is_none() || !self.is_owed_much(agent) {
            self.making_up.remove(agent);
            return;
        }
        let now = (self.owed(agent), self.deals);
        let missed_since = self.making_up.get(agent).is_none_or(|(from, since)| {
            let above = now.0.minus(self.floor_at(*from, *since, self.deals));
            above > Ratio::new(i128::from(self.most.unwrap_or(1)), 1).plus(NOTHING)
        });
        if missed_since {
            self.making_up.insert(agent.clone(), now);
        }
    }

    /// Whether somebody has made up for as many turns as they may for now.
    fn is_held_back(&self, agent: &AgentId, size: u32) -> bool {
        let Some((from, since)) = self.making_up.get(agent) else { return false };
        let left = self.owed(agent).minus(Ratio::new(i128::from(size), 1)).plus(NOTHING);
        let least = self.floor_at(*from, *since, self.deals.saturating_add(1));
        self.is_owed_much(agent) && left < least && !self.all_at_once
    }

    fn price(&self) -> Ratio {
        let shared = self.weight_of(&self.sharing);
        match self.smooth {
            false => Ratio::ONE,
            true if shared > 0 => Ratio::new(shared, 1),
            true => Ratio::new(self.weight_of(&self.sheets.keys().cloned().collect()), 1),
        }
    }

    /// What a member's credit would be if it could take the next lead.
    pub(super) fn credit_of(&self, agent: &AgentId) -> i128 {
        let credit = |sheet: &Sheet| sheet.owed.plus(Ratio::new(sheet.weight, 1)).floor();
        self.sheets.get(agent).map_or(0, credit)
    }

    pub(super) fn credit(&mut self, agent: &AgentId, size: u32) {
        let price = self.price().times(i128::from(size));
        let Some(sheet) = self.sheets.get_mut(agent) else {
            return;
        };
        sheet.taken = sheet.taken.saturating_sub(1);
        sheet.owed = sheet.owed.plus(price);
        self.accrue(Ratio::ZERO.minus(price));
    }

    /// Turns more or fewer owed, for which those pay who share.
    pub(super) fn adjust(&mut self, agent: &AgentId, turns: i32) {
        let amount = self.price().times(i128::from(turns));
        let Some(sheet) = self.sheets.get_mut(agent) else {
            return;
        };
        sheet.owed = sheet.owed.plus(amount);
        self.accrue(Ratio::ZERO.minus(amount));
    }

    /// Who is next of these, if these share.
    pub(super) fn next(
        &self,
        eligible: &BTreeSet<AgentId>,
        share: &BTreeSet<AgentId>,
        size: u32,
        last_id: bool,
    ) -> Option<AgentId> {
        let total = self.weight_of(share);
        let weighted: Vec<(&AgentId, &Sheet)> = self
            .sheets
            .iter()
            .filter(|(agent, sheet)| eligible.contains(*agent) && sheet.weight > 0)
            .collect();
        let mut weighted = weighted;
        if weighted.iter().any(|(agent, _)| !self.is_held_back(agent, size)) {
            weighted.retain(|(agent, _)| !self.is_held_back(agent, size));
        }
        let n = i128::try_from(weighted.len()).unwrap_or(i128::MAX);
        let delta = Ratio::new(1, n.saturating_mul(2).saturating_sub(2).max(1));
        let mut best: Option<((bool, Ratio, u64), AgentId)> = None;
        for (agent, sheet) in weighted {
            let part = if share.contains(agent) { Ratio::new(sheet.weight, total) } else { Ratio::ZERO };
            let part = part.times(i128::from(size));
            let owed = sheet.owed.plus(part);
            let (begins, target) = match self.most {
                None => (delta, Ratio::ONE.minus(delta)),
                Some(most) => (Ratio::ZERO, Ratio::new(i128::from(most), 1)),
            };
            let due = target.minus(owed).over(sheet.weight);
            let key = if self.smooth {
                (false, Ratio::ZERO.minus(sheet.owed.plus(Ratio::new(sheet.weight, 1))), 0)
            } else {
                (owed < begins, due, sheet.last_turn)
            };
            let better = match &best {
                None => true,
                Some((least, _)) => key < *least || (last_id && key == *least),
            };
            if better {
                best = Some((key, agent.clone()));
            }
        }
        best.map(|(_, agent)| agent)
    }
}
