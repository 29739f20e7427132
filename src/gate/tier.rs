//! Is the agent's tier open for this lead yet?

use smallvec::SmallVec;

use crate::gate::{Asker, Candidate, Floor, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::policy::Tier;
use crate::time::Timestamp;

/// The tiers of a queue that are still closed for a lead.
pub(crate) struct Tiers {
    closed: SmallVec<[Tier; 4]>,
}

impl Tiers {
    /// The tiers that a lead waiting since `waiting_since` may not go to at `at`.
    pub(crate) fn closed(
        floor: &Floor<'_>,
        asker: &Asker<'_>,
        waiting_since: Timestamp,
        at: Timestamp,
    ) -> Tiers {
        let late = asker.policy.tiers.iter().filter(|tier| at < waiting_since.plus(tier.opens_after));
        let mut tiers = Tiers { closed: late.copied().collect() };
        if asker.policy.open_next_tier_when_empty {
            while !tiers.closed.is_empty() && !tiers.somebody_at_work(floor, asker, at) {
                // The lowest closed tier opens; the list is in the order of the tiers.
                tiers.closed.remove(0);
            }
        }
        tiers
    }

    pub(crate) fn is_closed(&self, tier: u32) -> Option<&Tier> {
        self.closed.iter().find(|closed| closed.tier == tier)
    }

    pub(crate) fn none_closed(&self) -> bool {
        self.closed.is_empty()
    }

    fn somebody_at_work(&self, floor: &Floor<'_>, asker: &Asker<'_>, at: Timestamp) -> bool {
        asker.row.members().any(|(agent, member)| {
            self.is_closed(member.seat.tier).is_none()
                && floor.state.active.contains(agent)
                && floor.here().contains(agent)
                && floor.state.agent(agent).is_some_and(|row| row.on_leave(at).is_none())
        })
    }
}

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let Some(asker) = &question.queue else { return Ok(()) };
    if asker.policy.tiers.is_empty() {
        return Ok(());
    }
    let Some(member) = asker.row.seat(candidate.slot) else { return Ok(()) };
    let waiting_since = question.lead.waiting_since;
    let tiers = Tiers::closed(question.floor, asker, waiting_since, at);
    let Some(closed) = tiers.is_closed(member.seat.tier) else { return Ok(()) };
    let opens_at = waiting_since.plus(closed.opens_after);
    let agent = candidate.row.doc.id.clone();
    refuse(Reason::TierClosed { agent, tier: closed.tier, opens_at }, Some(opens_at))
}
