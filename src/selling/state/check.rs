//! Whether a state holds together.

use std::collections::BTreeMap;

use super::{ExchangeState, MemberStanding};
use crate::id::Name;

impl ExchangeState {
    /// Whether everything that is kept twice is the same: the book, the funds reserved, what is due; and whether every
    /// sale that is not over waits for something.
    ///
    /// # Errors
    /// What does not agree.
    ///
    /// # Complexity
    /// Linear in the state.
    pub fn check(&self) -> Result<(), String> {
        if !self.book().balances() {
            return Err("the book does not balance".to_owned());
        }
        if self.timers != self.due() {
            return Err("what is due is not what the sales wait for".to_owned());
        }
        let mut held: BTreeMap<&Name, u64> = BTreeMap::new();
        for (id, sale) in &self.sales {
            for hold in sale.holds.values() {
                let own = held.entry(&hold.buyer).or_default();
                *own = own.saturating_add(hold.funds_minor);
                for count in &hold.counts {
                    let Some(own) = self.counters.get(&count.meter) else { continue };
                    // A window that is over may be forgotten.
                    let kept = own.keys().next().is_some_and(|first| *first <= count.at);
                    if kept && own.get(&count.at).is_none_or(|own| *own < count.amount) {
                        return Err(format!("lead `{id}` has reserved what is not counted"));
                    }
                }
            }
            if sale.closed.is_some() && !(sale.holds.is_empty() && sale.set.is_empty()) {
                return Err(format!("the sale of lead `{id}` is over and something is reserved"));
            }
            let unknown = sale.set.iter().any(|own| own.standing == MemberStanding::Unknown);
            if sale.closed.is_none() && sale.next_deadline().is_none() && !unknown {
                return Err(format!("lead `{id}` waits for nothing"));
            }
        }
        for (buyer, row) in &self.buyers {
            if held.get(buyer).copied().unwrap_or(0) != row.held_minor {
                return Err(format!(
                    "what is reserved of the funds of `{buyer}` is not what leads have reserved"
                ));
            }
        }
        Ok(())
    }
}
