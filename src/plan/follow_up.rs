//! What must have happened by when, once somebody owns a lead, and what is said before it is taken away.

use crate::event::FollowUpDue;
use crate::policy::{MilestoneDoc, Plan, Policy, StepAction};
use crate::state::Progress;
use crate::time::Timestamp;

/// What is known of an owned lead's time with its owner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    pub(crate) done: Progress,
    /// What is due is counted from here: the assignment, or the last call-back.
    pub(crate) due_from: Timestamp,
    pub(crate) owned_since: Timestamp,
    pub(crate) born: Timestamp,
    /// When the owner last did anything with it, where that is written down.
    pub(crate) touched: Option<Timestamp>,
    /// Since when the owner has been away, or this instant if they are here; asked only where the plan asks.
    pub(crate) away_from: Timestamp,
    /// Steps that came before this instant, or before this place in the list at it, have been taken.
    pub(crate) past: Option<(Timestamp, u8)>,
}

impl Stay {
    /// Just begun.
    pub(crate) fn begun(now: Timestamp, born: Timestamp) -> Stay {
        let done = Progress::default();
        Stay { done, due_from: now, owned_since: now, born, touched: None, away_from: now, past: None }
    }
}

/// The first thing due, of those not done yet.
#[inline]
pub(crate) fn follow_up(policy: &Policy, plan: &Plan, stay: Stay) -> Option<FollowUpDue> {
    if plan.follow_up.is_empty() {
        return None;
    }
    first_due(policy, plan, stay)
}

fn first_due(policy: &Policy, plan: &Plan, stay: Stay) -> Option<FollowUpDue> {
    let Stay { done, due_from, owned_since, born, touched, away_from, past } = stay;
    let mut first: Option<FollowUpDue> = None;
    for (order, rule) in (0_u8..).zip(&plan.follow_up) {
        let (missing, since) = match rule.missing {
            MilestoneDoc::Attempt => (done.attempts == 0, due_from),
            MilestoneDoc::Contact => (!done.contacted, due_from),
            MilestoneDoc::Disposition => (!done.disposed, due_from),
            MilestoneDoc::View => (touched.is_none(), due_from),
            MilestoneDoc::Activity => (true, touched.map_or(due_from, |at| at.max(due_from))),
            MilestoneDoc::End => (true, born),
            MilestoneDoc::Presence => (true, away_from.max(due_from)),
        };
        let at = rule.within.due(policy, since);
        let step = rule.action != StepAction::Take;
        let taken = step && past.is_some_and(|past| (at, order) < past);
        // Whoever is given a lead when it is too old already keeps it.
        let too_late = rule.missing == MilestoneDoc::End && at <= owned_since;
        if missing && !taken && !too_late && at < first.map_or(Timestamp::MAX, |first| first.at) {
            first = Some(FollowUpDue { missing: rule.missing, at, then: rule.then, step, order });
        }
    }
    first
}
