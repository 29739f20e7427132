//! What became of what was sent to offices.

use serde::{Deserialize, Serialize};

use crate::report::curve::{Curves, more};
use crate::report::figures::Delays;

/// What became of the leads that went to offices, for one of their people to take. It counts under the office: its id, its
/// team and its traits, the queue that dealt it the lead, and the stage, the rule and the policy of that instant.
///
/// What its people are offered inside is not counted here but among the sendings, each under its person and, in a table by
/// [`By::Office`](crate::report::By::Office), under the office. So nothing is counted twice: no figure of the one adds up
/// with one of the other but the time of acceptance.
///
/// A lead that went to an office was accepted, declined, not accepted in time, or withdrawn, or is on offer to it still:
/// these five add up to all that were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Offices {
    /// Leads that went to the office.
    pub sent: u64,
    /// Taken by one of its people: by an offer, a push or a claim.
    pub accepted: u64,
    /// Recalled, since the office declined.
    pub declined: u64,
    /// Recalled, since none of its people had taken it in time.
    pub timed_out: u64,
    /// Taken back by a manager, with the office's leaving, with another policy, or since the lead went on to another stage.
    pub withdrawn: u64,
    /// With the office still, and taken by none of its people.
    pub on_offer: u64,
    /// How long it took from the office's being sent the lead until one of its people had taken it.
    pub accepting: Curves,
    /// The time before the enquiry's first attempt during which the office had the lead and none of its people had it on offer.
    /// All of it is acceptance.
    pub delay: Delays,
}

impl Offices {
    pub(super) fn is_empty(&self) -> bool {
        *self == Offices::default()
    }

    pub(super) fn merge(&mut self, other: &Offices) {
        more(&mut self.sent, other.sent);
        more(&mut self.accepted, other.accepted);
        more(&mut self.declined, other.declined);
        more(&mut self.timed_out, other.timed_out);
        more(&mut self.withdrawn, other.withdrawn);
        more(&mut self.on_offer, other.on_offer);
        self.accepting.merge(&other.accepting);
        self.delay.merge(&other.delay);
    }
}
