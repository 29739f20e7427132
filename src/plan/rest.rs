//! Where a lead came to rest, in slots; said in names once, at the end of the decision.

use crate::decide::Draft;
use crate::event::{ClosedHow, HeldWhy};
use crate::id::{AgentSlot, LeadId, QueueSlot};
use crate::outcome::{Clears, Outcome, Unroutable};
use crate::time::Timestamp;

/// Where a lead came to rest.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rest {
    Assigned { agent: AgentSlot, queue: Option<QueueSlot> },
    Offered { agent: AgentSlot, until: Timestamp },
    Queued { queue: QueueSlot, pool: bool, position: u64 },
    Held { until: Timestamp, why: HeldWhy },
    Stranded { why: Unroutable },
    Closed { how: ClosedHow },
}

impl<T> Draft<'_, T> {
    /// What came of it, in names.
    #[inline]
    pub(crate) fn told(&self, lead: &LeadId, rest: Rest) -> Outcome {
        let lead = lead.clone();
        let queue_name = |queue: QueueSlot| self.floor.policy.queue(queue).map(|queue| queue.id.clone());
        match rest {
            Rest::Assigned { agent, queue } => match self.floor.agent_id(agent) {
                Some(agent) => {
                    Outcome::Assigned { lead, agent: agent.clone(), queue: queue.and_then(queue_name) }
                }
                None => Outcome::Unchanged { lead: Some(lead) },
            },
            Rest::Offered { agent, until } => match self.floor.agent_id(agent) {
                Some(agent) => Outcome::Offered { lead, agent: agent.clone(), until },
                None => Outcome::Unchanged { lead: Some(lead) },
            },
            Rest::Queued { queue, pool, position } => match queue_name(queue) {
                Some(queue) => Outcome::Queued { lead, queue, pool, position },
                None => Outcome::Unchanged { lead: Some(lead) },
            },
            Rest::Held { until, why } => Outcome::Held { lead, until, why },
            Rest::Stranded { why } => {
                let clears = match why {
                    Unroutable::NoRule | Unroutable::Circle | Unroutable::PlanOver => Clears::PolicyReplaced,
                    Unroutable::Exhausted | Unroutable::CapFull => Clears::Reassigned,
                };
                Outcome::Unroutable { lead, why, clears }
            }
            Rest::Closed { how } => Outcome::Closed { lead, how },
        }
    }
}
