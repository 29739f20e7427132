//! Turns of a size: leads worth more count as more.

use super::TurnLedger;

/// The largest size a turn may have: 10⁶.
pub const MOST_SIZE: u32 = 1_000_000;

impl TurnLedger {
    /// A ledger without members in which a turn counts as its size, from 1 to `most` ([`MOST_SIZE`] at the most). Rows
    /// are in units of size, [`UNIT`](super::UNIT) parts each.
    ///
    /// Among those who are owed nothing less than nothing, their part of the deal included, the least
    /// `(most − d′) ÷ weight` is next: whoever would first be owed a turn of the largest size. Then nobody is ever owed
    /// more than `most`, nor has anybody taken more than `most` in advance, as long as the same members are eligible,
    /// whatever the weights, and whatever the sizes of the leads to come.
    ///
    /// *Why.* Whoever takes a turn is owed 0 or more before it, so nobody falls below `−most`. Say that a deal is the first
    /// after which somebody is owed more than `most`, at the time D of its deadline or later. Go back to the last deal taken
    /// by somebody with a later deadline than D, or to the beginning. All with deadlines up to D were owed less than nothing
    /// then (or nothing, at the beginning), and together they have taken every turn since, so that together they are owed
    /// less than nothing still. But each of them, when it last took a turn, would by now have been owed `most` or more
    /// without it, and no turn is larger: it is owed 0 or more; and one of them is owed more than `most`. That is a
    /// contradiction.
    ///
    /// Turns of one size come close to the unsized rule, which can promise less than a turn since it knows what comes.
    ///
    /// ```
    /// use fairdeal::bits::AgentSet;
    /// use fairdeal::id::AgentSlot;
    /// use fairdeal::meter::ledger::{TurnLedger, Turns};
    /// let mut ledger = TurnLedger::sized(5);
    /// let slots: Vec<AgentSlot> = (0..2).filter_map(AgentSlot::from_index).collect();
    /// for agent in &slots {
    ///     ledger.join(*agent, 1, agent.index() as u64);
    ///     ledger.set_sharing(*agent, true);
    /// }
    /// let all: AgentSet = slots.iter().copied().collect();
    /// let mut order = String::new();
    /// for size in [5, 1, 1, 1, 1, 1, 3] {
    ///     let agent = ledger.next_sized(&all, &all, size).ok_or("nobody")?;
    ///     ledger.deal_sized(agent, size);
    ///     order.push(['a', 'b'][agent.index()]);
    /// }
    /// assert_eq!(order, "abbbbba");
    /// assert!(ledger.max_deviation() <= Turns::whole(5));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn sized(most: u32) -> TurnLedger {
        let mut ledger = TurnLedger::default();
        ledger.set_most(most);
        ledger
    }

    /// Has turns count as their size, up to this; 0 is that all are alike. Rows stay as they are.
    pub(crate) fn set_most(&mut self, most: u32) {
        self.most = most.min(MOST_SIZE);
    }
}
