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
}

impl Straight {
    /// None where there is more to it. Whether anything of the whole policy stands against it is the caller's to know.
    pub(crate) fn of(plan: &Plan, queues: &[Queue]) -> Option<Straight> {
        let first = plan.stages.first()?;
        let Action::Queue { queue: slot, accept_within, .. } = first.action else { return None };
        let queue = queues.get(slot.index())?;
        let asks = !first.plain || plan.max_assignments == Some(0);
        if asks || !queue.asks_no_more_than_keys() || !queue.only_blocked_accrue() {
            return None;
        }
        let by_turns = match *queue.keys {
            [only] | [RankKeyDoc::Tier, only] => only.shares_turns(),
            _ => false,
        };
        Some(Straight { queue: slot, accept_within, by_turns })
    }
}
