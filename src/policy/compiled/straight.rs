//! Where a new lead has nothing to ask but who is next.

use crate::id::QueueSlot;
use crate::policy::compiled::{Action, Plan, Queue, Timer};
use crate::policy::doc::RankKeyDoc;

/// A plan whose first stage pushes every new lead from a queue that asks nothing but its keys, under a policy without caps,
/// skills and leads that belong together. What the floor may still say against it is looked at by each decision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Straight {
    pub(crate) queue: QueueSlot,
    pub(crate) accept_within: Option<Timer>,
    /// Whether members are compared by turns they share, and by no more than a tier before.
    pub(crate) by_turns: bool,
    /// Whether those who could take a lead share its turn, so that all of them have to be known.
    pub(crate) shares_turns: bool,
    /// Whether the same one is next without anybody else who is not.
    pub(crate) one_by_one: bool,
}

impl Straight {
    /// None where there is more to it. Whether anything of the whole policy stands against it is the caller's to know.
    pub(crate) fn of(plan: &Plan, queues: &[Queue]) -> Option<Straight> {
        let first = plan.stages.first()?;
        let Action::Queue { queue: slot, accept_within, .. } = first.action else { return None };
        let queue = queues.get(slot.index())?;
        let plan_asks = plan.max_assignments == Some(0) || plan.cadence.is_some();
        if !first.plain || plan_asks || !queue.asks_no_more_than_keys() || !queue.only_blocked_accrue() {
            return None;
        }
        let by_turns = match *queue.keys {
            [only] | [RankKeyDoc::Tier, only] => only.shares_turns(),
            _ => false,
        };
        let shares_turns = queue.shares_turns();
        let one_by_one = !shares_turns && !queue.keys.contains(&RankKeyDoc::PowerOfTwo);
        Some(Straight { queue: slot, accept_within, by_turns, shares_turns, one_by_one })
    }
}
