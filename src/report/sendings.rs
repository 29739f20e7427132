//! What became of what was sent to people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::curve::{Curves, merge_counts, more};
use crate::report::figures::{Counts, Delays};
use crate::report::picks::Picks;

/// What became of the leads sent to somebody: each offer, and each assignment without one, is a sending of its own. All of
/// what comes of it counts where it was sent: under the team, the stage and the policy of that instant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sendings {
    /// Sent: offered, or given without an offer.
    pub sent: u64,
    /// Offered.
    pub offered: u64,
    /// Offers accepted.
    pub accepted: u64,
    /// Offers declined.
    pub declined: u64,
    /// Offers not answered in time.
    pub timed_out: u64,
    /// Offers that somebody else ended: a manager, a departure.
    pub withdrawn: u64,
    /// Offers that are open still.
    pub on_offer: u64,
    /// Given by the queue without asking.
    pub pushed: u64,
    /// Claimed.
    pub claimed: u64,
    /// Given by a manager.
    pub reassigned: u64,
    /// Taken over from whoever handed them off.
    pub bridged: u64,
    /// Owned still.
    pub open: u64,
    /// Rung for leads that others were about to hand off.
    pub rung: u64,
    /// Of those rings, declined.
    pub rings_declined: u64,
    /// Handed off to a closer, who took them.
    pub handed_off: u64,
    /// Of those, won by whoever had them then.
    pub handed_off_won: u64,
    /// Looked at.
    pub viewed: u64,
    /// Attempts made by people.
    pub attempts: u64,
    /// Automated messages.
    pub automated: u64,
    /// Attempts that reached somebody.
    pub reached: u64,
    /// Leads tried: with an attempt by a person.
    pub attempted: u64,
    /// Leads on which somebody was reached.
    pub contacted: u64,
    /// Leads with a disposition, interim or final: outcomes reported.
    pub disposed: u64,
    /// Leads worked: tried, or with a disposition.
    pub worked: u64,
    /// Leads with a disposition that counts as qualified or won.
    pub qualified: u64,
    /// Leads closed with a code that counts as won.
    pub won: u64,
    /// What the won ones are worth, in minor units by currency.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub value_minor: Counts,
    /// Won, with no value or currency that can be read.
    pub unvalued: u64,
    /// Interim dispositions, by code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub interim: Counts,
    /// Final dispositions, by code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub closed: Counts,
    /// Given back, by reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub returned: Counts,
    /// Left their owner otherwise before they were closed, by why.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub released: Counts,
    /// Taken away because something had not happened in time, by what; also among `released`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub neglected: Counts,
    /// Reminders of the owner, and of others about the owner, for what had not happened in time.
    pub escalated: u64,
    /// Caps of the agent's own counters that were full: once a window.
    pub caps_reached: u64,
    /// How long offers took to be accepted, since they were made.
    pub accepting: Curves,
    /// How long it took from owning the lead to the first attempt.
    pub attempting: Curves,
    /// How long it took from owning the lead to the first attempt or disposition: what a standard asks for.
    pub working: Curves,
    /// How long it took from owning the lead until somebody was reached.
    pub contacting: Curves,
    /// How long it took from owning the lead to the first disposition.
    pub disposing: Curves,
    /// The time before the enquiry's first attempt that was theirs: on offer to them, or with them. Nothing else of it is
    /// counted here, the whole neither.
    pub delay: Delays,
    /// What they picked of what lay there.
    pub picks: Picks,
}

impl Sendings {
    /// Leads owned: offers accepted and leads given without one.
    #[must_use]
    pub fn owned(&self) -> u64 {
        let given = [self.accepted, self.pushed, self.claimed, self.reassigned, self.bridged];
        given.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Leads given back, for whatever reason.
    #[must_use]
    pub fn all_returned(&self) -> u64 {
        self.returned.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    pub(super) fn merge(&mut self, other: &Sendings) {
        for (own, by) in self.numbers().into_iter().zip(other.clone().numbers()) {
            more(own, *by);
        }
        let theirs = [
            &other.value_minor,
            &other.interim,
            &other.closed,
            &other.returned,
            &other.released,
            &other.neglected,
        ];
        for (own, by) in self.counts().into_iter().zip(theirs) {
            merge_counts(own, by);
        }
        self.accepting.merge(&other.accepting);
        self.attempting.merge(&other.attempting);
        self.working.merge(&other.working);
        self.contacting.merge(&other.contacting);
        self.disposing.merge(&other.disposing);
        self.delay.merge(&other.delay);
        self.picks.merge(&other.picks);
    }

    fn counts(&mut self) -> [&mut Counts; 6] {
        [
            &mut self.value_minor,
            &mut self.interim,
            &mut self.closed,
            &mut self.returned,
            &mut self.released,
            &mut self.neglected,
        ]
    }

    /// Every plain number.
    fn numbers(&mut self) -> [&mut u64; 29] {
        [
            &mut self.sent,
            &mut self.offered,
            &mut self.accepted,
            &mut self.declined,
            &mut self.timed_out,
            &mut self.withdrawn,
            &mut self.on_offer,
            &mut self.pushed,
            &mut self.claimed,
            &mut self.reassigned,
            &mut self.bridged,
            &mut self.open,
            &mut self.rung,
            &mut self.rings_declined,
            &mut self.handed_off,
            &mut self.handed_off_won,
            &mut self.viewed,
            &mut self.attempts,
            &mut self.automated,
            &mut self.reached,
            &mut self.attempted,
            &mut self.contacted,
            &mut self.disposed,
            &mut self.worked,
            &mut self.qualified,
            &mut self.won,
            &mut self.unvalued,
            &mut self.escalated,
            &mut self.caps_reached,
        ]
    }
}
