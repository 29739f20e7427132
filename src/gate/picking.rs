//! Has the agent picked enough already? Of so many claims one after the other only a part may be picked.

use crate::gate::{Candidate, ClaimBy, Question, Verdict, Way, refuse};
use crate::matching::Encoded;
use crate::outcome::Reason;
use crate::policy::{PickLimit, Pull};
use crate::time::Timestamp;

/// The limits that look at every lead alike. O(claims looked at).
pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    within(question, candidate, |limit| limit.when.is_none())
}

/// The limits that look at the lead. O(claims looked at).
pub(super) fn gate_of_lead(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    within(question, candidate, |limit| limit.when.is_some())
}

fn within(
    question: &Question<'_, '_>,
    candidate: &Candidate<'_>,
    looked_at: impl Fn(&PickLimit) -> bool,
) -> Verdict {
    let (Some(asker), Way::Claim(by)) = (&question.queue, question.way) else { return Ok(()) };
    let Some(pull) = &asker.policy.pull else { return Ok(()) };
    for (bit, limit) in bits().zip(&pull.pick_limits) {
        if !looked_at(limit) || !picks(limit, by, question.lead.encoded) {
            continue;
        }
        // The claims before this one that it would be looked at with.
        let before = limit.of_claims.saturating_sub(1);
        let claims = asker.row.claims.get(&candidate.slot).into_iter().flat_map(|claims| claims.iter().rev());
        let claims = (1..=before).zip(claims);
        let picked = claims.filter(|(_, claim)| **claim & bit != 0);
        let (mut count, mut clearing) = (0_u32, None);
        for (back, _) in picked {
            count = count.saturating_add(1);
            if count == limit.most {
                clearing = Some(back);
            }
        }
        if count >= limit.most {
            return refuse(
                Reason::PickLimit {
                    agent: candidate.row.doc.id.clone(),
                    queue: asker.policy.id.clone(),
                    picked: count,
                    looked_at: before,
                    most: limit.most,
                    of_claims: limit.of_claims,
                    leads: limit.when_text.clone(),
                    // Once that pick is out of sight there are few enough.
                    clears_after: clearing.map(|back| limit.of_claims.saturating_sub(back)),
                },
                None,
            );
        }
    }
    Ok(())
}

fn bits() -> impl Iterator<Item = u32> {
    (0..u32::BITS).filter_map(|place| 1_u32.checked_shl(place))
}

fn picks(limit: &PickLimit, by: ClaimBy, lead: &Encoded<'_>) -> bool {
    let picked = match by {
        ClaimBy::List => true,
        ClaimBy::Filter => limit.filtered,
        ClaimBy::Order => false,
    };
    picked && limit.when.as_ref().is_none_or(|when| when.holds(lead))
}

/// The limits under which a claim is picked, the first being the lowest bit.
pub(crate) fn picked_under(pull: &Pull, by: ClaimBy, lead: &Encoded<'_>) -> u32 {
    let under = bits().zip(&pull.pick_limits).filter(|(_, limit)| picks(limit, by, lead));
    under.fold(0, |all, (bit, _)| all | bit)
}
