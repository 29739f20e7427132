//! What a tally keeps of an enquiry that is open.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::id::{AgentSlot, QueueSlot};
use crate::lead::Lead;
use crate::report::curve::Length;
use crate::report::figures::{Milestone, Part};
use crate::report::keys::Places;
use crate::time::Timestamp;

/// An enquiry that is open.
#[derive(Clone, Debug)]
pub(super) struct Enquiry {
    /// The lead as it came in.
    pub(super) lead: Lead,
    pub(super) received: Timestamp,
    pub(super) places: Places,
    /// When each milestone was reached, in the order of [`Milestone::ALL`].
    pub(super) reached: [Option<Timestamp>; 8],
    /// Who has the time, and since when; none once there was an attempt.
    pub(super) part: Option<(Part, Timestamp)>,
    /// What there is of each part so far, for the enquiry's own rows.
    pub(super) parts: SmallVec<[(Part, Length); 4]>,
    pub(super) rule: Option<Arc<str>>,
    pub(super) stage: Option<Arc<str>>,
    /// From where closers were last rung for it.
    pub(super) closers: Option<QueueSlot>,
    /// To whom it is sent now.
    pub(super) sending: Option<Sending>,
    pub(super) times_sent: u64,
    /// The office that has it.
    pub(super) office: Option<AtOffice>,
    /// How often it went to one.
    pub(super) to_offices: u64,
    /// The last sending that ended in a hand-off, until it is known whether a closer took it.
    pub(super) handed: Option<(AgentSlot, Places)>,
    /// The sendings of those who handed it off to a closer.
    pub(super) qualifiers: Vec<Places>,
    /// Whether it was tried or disposed of.
    pub(super) worked: bool,
    pub(super) recycled: bool,
    pub(super) recycled_contacted: bool,
}

/// The office that has a lead.
#[derive(Clone, Debug)]
pub(super) struct AtOffice {
    pub(super) name: Arc<str>,
    /// The queue that dealt it the lead, and that of its people.
    pub(super) queues: [Arc<str>; 2],
    pub(super) since: Timestamp,
    /// Whether one of its people has taken it.
    pub(super) accepted: bool,
    /// Where it counts that it was sent to the office.
    pub(super) places: Option<Places>,
}

/// A lead on offer to somebody, or theirs.
#[derive(Clone, Debug)]
pub(super) struct Sending {
    pub(super) agent: AgentSlot,
    /// The office by which it came.
    pub(super) office: Option<Arc<str>>,
    pub(super) places: Places,
    pub(super) offered: Option<Timestamp>,
    pub(super) owned: Option<Timestamp>,
    pub(super) viewed: bool,
    pub(super) attempted: bool,
    pub(super) contacted: bool,
    pub(super) disposed: bool,
    pub(super) worked: bool,
    pub(super) qualified: bool,
}

impl Enquiry {
    pub(super) fn new(lead: Lead, received: Timestamp, places: Places) -> Enquiry {
        Enquiry {
            lead,
            received,
            places,
            reached: [None; 8],
            part: None,
            parts: SmallVec::new(),
            rule: None,
            stage: None,
            closers: None,
            sending: None,
            times_sent: 0,
            office: None,
            to_offices: 0,
            handed: None,
            qualifiers: Vec::new(),
            worked: false,
            recycled: false,
            recycled_contacted: false,
        }
    }

    /// When a milestone was reached.
    pub(super) fn when(&self, milestone: Milestone) -> Option<Timestamp> {
        let mut reached = Milestone::ALL.iter().zip(self.reached);
        reached.find(|(own, _)| **own == milestone).and_then(|(_, when)| when)
    }

    /// Writes down that a milestone is reached; false where it was before.
    pub(super) fn reach(&mut self, milestone: Milestone, at: Timestamp) -> bool {
        let mut reached = Milestone::ALL.iter().zip(&mut self.reached);
        let when = reached.find(|(own, when)| **own == milestone && when.is_none());
        when.map(|(_, when)| *when = Some(at)).is_some()
    }

    pub(super) fn add_part(&mut self, part: Part, so_long: Length) {
        match self.parts.iter_mut().find(|(own, _)| *own == part) {
            Some((_, sum)) => *sum = sum.plus(so_long),
            None => self.parts.push((part, so_long)),
        }
    }
}

impl Sending {
    pub(super) fn new(agent: AgentSlot, office: Option<Arc<str>>, places: Places) -> Sending {
        Sending {
            agent,
            office,
            places,
            offered: None,
            owned: None,
            viewed: false,
            attempted: false,
            contacted: false,
            disposed: false,
            worked: false,
            qualified: false,
        }
    }
}
