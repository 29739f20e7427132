//! What is counted, row by row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::curve::{Curves, Length, merge_counts, millis, more};

/// How many, by a text: a code, a reason, a currency.
pub type Counts = BTreeMap<String, u64>;

/// What became of enquiries: counted in tables that are told apart by the leads themselves alone.
///
/// A lead that comes in is an enquiry, and one that is reopened is another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Enquiries {
    /// Enquiries received.
    pub received: u64,
    /// Of those, leads that were reopened.
    pub reopened: u64,
    /// Of those, open still.
    pub open: u64,
    /// Of those, open and without anywhere to go.
    pub stranded: u64,
    /// How often one had nowhere to go, by why.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub dead_ends: Counts,
    /// How they were closed: by the code of the final disposition or of the archive.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub closed: Counts,
    /// Closed by their plan and not by an owner.
    pub archived: u64,
    /// Closed without ever having been sent to anybody, or to an office.
    pub never_sent: u64,
    /// Closed without an attempt or a disposition.
    pub never_worked: u64,
    /// Sent to people more than once.
    pub sent_again: u64,
    /// Rested in a recycle stage, once or more often.
    pub recycled: u64,
    /// Of those, with somebody reached after that.
    pub recycled_contacted: u64,
    /// Of those, won.
    pub recycled_won: u64,
    /// With a disposition, interim or final, that counts as qualified or won.
    pub qualified: u64,
    /// Closed with a code that counts as won.
    pub won: u64,
    /// What the won ones are worth, in minor units by currency.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub value_minor: Counts,
    /// Won, with no value or currency that can be read.
    pub unvalued: u64,
    /// How long it took since they came in.
    pub since_received: SinceReceived,
    /// Whose the time was until the first attempt.
    pub delay: Delays,
}

impl Enquiries {
    pub(super) fn merge(&mut self, other: &Enquiries) {
        more(&mut self.received, other.received);
        more(&mut self.reopened, other.reopened);
        more(&mut self.open, other.open);
        more(&mut self.stranded, other.stranded);
        merge_counts(&mut self.dead_ends, &other.dead_ends);
        merge_counts(&mut self.closed, &other.closed);
        more(&mut self.archived, other.archived);
        more(&mut self.never_sent, other.never_sent);
        more(&mut self.never_worked, other.never_worked);
        more(&mut self.sent_again, other.sent_again);
        more(&mut self.recycled, other.recycled);
        more(&mut self.recycled_contacted, other.recycled_contacted);
        more(&mut self.recycled_won, other.recycled_won);
        more(&mut self.qualified, other.qualified);
        more(&mut self.won, other.won);
        merge_counts(&mut self.value_minor, &other.value_minor);
        more(&mut self.unvalued, other.unvalued);
        for milestone in Milestone::ALL {
            self.since_received.of_mut(milestone).merge(other.since_received.of(milestone));
        }
        self.delay.merge(&other.delay);
    }
}

/// What can be waited for since an enquiry came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// It can be given to somebody: no stage holds it back any longer.
    Routable,
    /// It was offered or given to somebody, or went to an office.
    Sent,
    /// It has an owner.
    Owned,
    /// An owner tried to reach somebody; automated messages are no attempts.
    Attempted,
    /// Somebody was reached.
    Contacted,
    /// There was a disposition, interim or final.
    Disposed,
    /// There was one that counts as qualified or won.
    Qualified,
    /// It was closed with a code that counts as won.
    Won,
}

impl Milestone {
    /// All of them, in the order in which they usually come.
    pub const ALL: [Milestone; 8] = [
        Milestone::Routable,
        Milestone::Sent,
        Milestone::Owned,
        Milestone::Attempted,
        Milestone::Contacted,
        Milestone::Disposed,
        Milestone::Qualified,
        Milestone::Won,
    ];
}

/// How long it took since enquiries came in, to the first of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SinceReceived {
    /// Until they could be given to somebody.
    pub routable: Curves,
    /// Until they were offered or given to somebody, or went to an office.
    pub sent: Curves,
    /// Until they had an owner.
    pub owned: Curves,
    /// Until the first attempt.
    pub attempted: Curves,
    /// Until somebody was reached.
    pub contacted: Curves,
    /// Until the first disposition.
    pub disposed: Curves,
    /// Until they were qualified.
    pub qualified: Curves,
    /// Until they were won.
    pub won: Curves,
}

impl SinceReceived {
    /// Of one milestone.
    #[must_use]
    pub fn of(&self, milestone: Milestone) -> &Curves {
        match milestone {
            Milestone::Routable => &self.routable,
            Milestone::Sent => &self.sent,
            Milestone::Owned => &self.owned,
            Milestone::Attempted => &self.attempted,
            Milestone::Contacted => &self.contacted,
            Milestone::Disposed => &self.disposed,
            Milestone::Qualified => &self.qualified,
            Milestone::Won => &self.won,
        }
    }

    pub(super) fn of_mut(&mut self, milestone: Milestone) -> &mut Curves {
        match milestone {
            Milestone::Routable => &mut self.routable,
            Milestone::Sent => &mut self.sent,
            Milestone::Owned => &mut self.owned,
            Milestone::Attempted => &mut self.attempted,
            Milestone::Contacted => &mut self.contacted,
            Milestone::Disposed => &mut self.disposed,
            Milestone::Qualified => &mut self.qualified,
            Milestone::Won => &mut self.won,
        }
    }
}

/// Whose the time was between an enquiry's coming in and its first attempt, its end or now, whichever is first; in
/// milliseconds, added up. The parts add up to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delay {
    /// Before it was submitted: the host's.
    pub intake_ms: u64,
    /// Held back by its plan: a hold, a rest, the hours of the contact.
    pub held_ms: u64,
    /// With nobody and not held: in line, in a pool, without anywhere to go, or to be dealt out again.
    pub waiting_ms: u64,
    /// On offer, or with an office and taken by none of its people yet.
    pub acceptance_ms: u64,
    /// With an owner.
    pub agent_ms: u64,
    /// From the enquiry to the first attempt, its end or now: counted by itself.
    pub whole_ms: u64,
}

/// Who has had the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Intake,
    Held,
    Waiting,
    Acceptance,
    Agent,
}

impl Delay {
    /// What is routing's: before it was submitted, held back and with nobody.
    #[must_use]
    pub fn routing_ms(&self) -> u64 {
        self.intake_ms.saturating_add(self.held_ms).saturating_add(self.waiting_ms)
    }

    pub(super) fn add(&mut self, part: Part, so_long: u64) {
        let of = match part {
            Part::Intake => &mut self.intake_ms,
            Part::Held => &mut self.held_ms,
            Part::Waiting => &mut self.waiting_ms,
            Part::Acceptance => &mut self.acceptance_ms,
            Part::Agent => &mut self.agent_ms,
        };
        more(of, so_long);
    }

    fn merge(&mut self, other: &Delay) {
        more(&mut self.intake_ms, other.intake_ms);
        more(&mut self.held_ms, other.held_ms);
        more(&mut self.waiting_ms, other.waiting_ms);
        more(&mut self.acceptance_ms, other.acceptance_ms);
        more(&mut self.agent_ms, other.agent_ms);
        more(&mut self.whole_ms, other.whole_ms);
    }
}

/// Whose the time was, by the wall clock and, where the report has a calendar, in business time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delays {
    /// By the wall clock.
    pub wall: Delay,
    /// In business time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<Delay>,
}

impl Delays {
    pub(super) fn add(&mut self, part: Part, so_long: Length) {
        self.wall.add(part, millis(so_long.wall));
        if let Some(open) = so_long.business {
            self.business.get_or_insert_default().add(part, millis(open));
        }
    }

    pub(super) fn add_whole(&mut self, so_long: Length) {
        more(&mut self.wall.whole_ms, millis(so_long.wall));
        if let Some(open) = so_long.business {
            more(&mut self.business.get_or_insert_default().whole_ms, millis(open));
        }
    }

    pub(super) fn merge(&mut self, other: &Delays) {
        self.wall.merge(&other.wall);
        if let Some(business) = &other.business {
            self.business.get_or_insert_default().merge(business);
        }
    }
}
