//! What must have happened by when, once somebody owns a lead.

use crate::event::FollowUpDue;
use crate::policy::{MilestoneDoc, Plan, Policy};
use crate::state::Progress;
use crate::time::Timestamp;

/// The first thing due, of those not done yet, counted from `since`.
#[inline]
pub(crate) fn follow_up(
    policy: &Policy,
    plan: &Plan,
    done: Progress,
    since: Timestamp,
) -> Option<FollowUpDue> {
    if plan.follow_up.is_empty() {
        return None;
    }
    let missing = plan.follow_up.iter().filter(|rule| match rule.missing {
        MilestoneDoc::Attempt => done.attempts == 0,
        MilestoneDoc::Contact => !done.contacted,
        MilestoneDoc::Disposition => !done.disposed,
    });
    let due = missing.map(|rule| FollowUpDue {
        missing: rule.missing,
        at: rule.within.due(policy, since),
        then: rule.then,
    });
    due.filter(|due| due.at < Timestamp::MAX).min_by_key(|due| due.at)
}
