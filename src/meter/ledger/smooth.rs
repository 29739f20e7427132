//! Smooth weighted round robin, as nginx balances its upstreams: a second way to deal the same rows.

use super::turns::UNIT;
use super::{Due, Pick, TurnLedger, Turns};
use crate::bits::AgentSet;
use crate::id::AgentSlot;

impl TurnLedger {
    /// A ledger without members that is dealt smoothly: whoever shares in a deal is credited its weight, whoever takes it
    /// pays the weight of all who share, and the highest credit is next, ties by rank alone. Amounts are whole numbers of
    /// weight, in place of units of a turn; they sum to zero as well. What a member stands at depends on nobody who is
    /// not picked, so leaving a candidate out never changes who is next.
    ///
    /// ```
    /// use fairdeal::bits::AgentSet;
    /// use fairdeal::id::AgentSlot;
    /// use fairdeal::meter::ledger::TurnLedger;
    /// let mut ledger = TurnLedger::smooth();
    /// let slots: Vec<AgentSlot> = (0..3).filter_map(AgentSlot::from_index).collect();
    /// for (agent, weight) in slots.iter().zip([5, 1, 1]) {
    ///     ledger.join(*agent, weight, agent.index() as u64);
    ///     ledger.set_sharing(*agent, true);
    /// }
    /// let all: AgentSet = slots.into_iter().collect();
    /// let mut order = String::new();
    /// while order.len() < 7 {
    ///     let agent = ledger.next(&all, &all).ok_or("nobody")?;
    ///     ledger.deal(agent);
    ///     order.push(['a', 'b', 'c'][agent.index()]);
    /// }
    /// assert_eq!(order, "aabacaa");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn smooth() -> TurnLedger {
        TurnLedger { smooth: true, ..TurnLedger::default() }
    }

    /// Whether it is dealt smoothly.
    pub(crate) const fn is_smooth(&self) -> bool {
        self.smooth
    }

    /// Has a ledger go on by the other rule: for one that was read from a document, which does not say.
    pub(crate) fn set_smooth(&mut self, smooth: bool) {
        if self.smooth == smooth {
            return;
        }
        let sharing: Vec<usize> = self.sharing.iter().filter_map(|agent| self.place(agent)).collect();
        sharing.iter().for_each(|place| self.file(*place, false));
        self.smooth = smooth;
        self.classes.iter_mut().for_each(|class| class.set_smooth(smooth));
        sharing.iter().for_each(|place| self.file(*place, true));
    }

    /// What the next deal costs whoever takes it.
    pub(super) fn price(&self) -> i128 {
        match (self.smooth, self.share.weight) {
            (false, _) => UNIT,
            (true, 0) => self.fold.weight,
            (true, shared) => shared,
        }
    }

    /// What a deal costs that counts as so many.
    pub(super) fn price_of(&self, size: u32) -> i128 {
        self.price().wrapping_mul(i128::from(size))
    }

    /// What a member's credit would be if it shared in the next deal; none of a ledger dealt by turns.
    pub(crate) fn credit_of(&self, agent: AgentSlot) -> Option<i64> {
        let row = self.row(agent).filter(|_| self.smooth)?;
        i64::try_from(self.owed(row).units().saturating_add(i128::from(row.weight))).ok()
    }

    /// An amount of this ledger in turns.
    pub(crate) fn in_turns(&self, amount: Turns) -> Turns {
        if !self.smooth {
            return amount;
        }
        let units = amount.units().saturating_mul(UNIT).checked_div(self.price()).unwrap_or(0);
        Turns::from_units(units)
    }

    /// [`pick`](TurnLedger::pick) of a smooth ledger. Linear in the candidates; no allocation.
    pub(super) fn pick_smooth(&self, candidates: &AgentSet, share: &AgentSet) -> Option<Pick> {
        let mut best: Option<((i128, u64), AgentSlot)> = None;
        let mut second = best;
        let mut tied = 0_u32;
        for agent in candidates.iter().filter(|agent| self.weighted.contains(*agent)) {
            let Some(row) = self.row(agent) else { continue };
            let part = if share.contains(agent) { i128::from(row.weight) } else { 0 };
            let lacking = self.owed(row).units().saturating_add(part).saturating_neg();
            let found = Some(((lacking, self.rank(agent)), agent));
            match best.map(|((least, _), _)| least.cmp(&lacking)) {
                Some(core::cmp::Ordering::Equal) => tied = tied.saturating_add(1),
                Some(core::cmp::Ordering::Greater) => tied = 0,
                _ => {}
            }
            if best.is_none() || found < best {
                (best, second) = (found, best);
            } else if second.is_none() || found < second {
                second = found;
            }
        }
        let ((lacking, _), agent) = best?;
        Some(Pick {
            agent,
            deficit_before: self.deficit(agent).unwrap_or_default(),
            due: Due { numerator: lacking, denominator: 1 },
            tied_with: tied,
            runner_up: second.map(|(_, agent)| agent),
        })
    }
}
