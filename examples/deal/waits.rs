//! How long customers wait.

use fairdeal::{LeadView, Span, Timestamp};

/// A name, and when a lead has come so far.
type Milestone = (&'static str, fn(&LeadView) -> Option<Timestamp>);

/// What the waiting times run to.
pub(crate) const MILESTONES: [Milestone; 4] = [
    ("first_offer", |view| view.first_offered_at.into_iter().chain(view.first_owned_at).min()),
    ("first_owner", |view| view.first_owned_at),
    ("first_call", |view| view.first_attempt_at),
    ("first_contact", |view| view.first_contact_at),
];

/// The waits from the enquiry to a milestone, the shortest first.
pub(crate) fn waits(views: &[LeadView], milestone: fn(&LeadView) -> Option<Timestamp>) -> Vec<Span> {
    let mut waits: Vec<Span> =
        views.iter().filter_map(|view| Some(milestone(view)?.since(view.received_at))).collect();
    waits.sort_unstable();
    waits
}

/// The wait that so many per cent of the leads do not exceed.
pub(crate) fn percentile(waits: &[Span], percent: usize) -> Option<Span> {
    let rank = (waits.len() * percent).div_ceil(100).max(1);
    waits.get(rank - 1).copied()
}
