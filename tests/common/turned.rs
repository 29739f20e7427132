//! A policy whose lists stand in another order.

use fairdeal::policy::PolicyDoc;

/// The same policy with every list turned over whose order plays no part.
pub fn turned_over(policy: &PolicyDoc) -> PolicyDoc {
    let mut turned = policy.clone();
    turned.agents.reverse();
    turned.rules.reverse();
    turned.attributes.reverse();
    turned.plans.reverse();
    turned.calendars.reverse();
    for agent in &mut turned.agents {
        agent.queues.reverse();
        agent.cap_limits.reverse();
    }
    turned
}
