//! When the contact of a lead may be called, names resolved.

use crate::calendar::Calendar;
use crate::id::Name;
use crate::matching::{Cell, Encoded};
use crate::policy::Policy;
use crate::time::Timestamp;

#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) id: Name,
    pub(crate) by: Vec<ContactBy>,
    /// The calendars where nothing is known.
    pub(crate) unknown: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct ContactBy {
    /// Index into the schema.
    pub(crate) attribute: usize,
    pub(crate) name: Name,
    /// By value, sorted; indices into the policy's calendars.
    pub(crate) places: Vec<(String, Vec<usize>)>,
}

/// What holds for one contact: calendars that have to be open, all of them.
#[derive(Clone, Debug)]
pub(crate) struct ContactCalendars<'p> {
    /// In the order of the policy, each once.
    pub(crate) all: Vec<(&'p Name, &'p Calendar)>,
    /// What is known: the attributes with their values.
    pub(crate) known: Vec<(&'p Name, &'p str)>,
    /// Whether two attributes speak for different calendars.
    pub(crate) conflict: bool,
}

impl Contact {
    /// What holds for the contact of this lead.
    pub(crate) fn calendars<'p>(&'p self, policy: &'p Policy, lead: &Encoded<'_>) -> ContactCalendars<'p> {
        let mut all: Vec<usize> = Vec::new();
        let mut known = Vec::new();
        let mut first: Option<&[usize]> = None;
        let mut conflict = false;
        for by in &self.by {
            let Cell::Text(text) = lead.cell(by.attribute) else { continue };
            let found = by.places.binary_search_by(|(value, _)| value.as_str().cmp(text));
            let Some((value, calendars)) = found.ok().and_then(|at| by.places.get(at)) else { continue };
            known.push((&by.name, value.as_str()));
            conflict = conflict || first.is_some_and(|other| other != calendars.as_slice());
            first = first.or(Some(calendars));
            all.extend(calendars);
        }
        if known.is_empty() {
            all.extend(&self.unknown);
        }
        all.sort_unstable();
        all.dedup();
        let calendar = |at: usize| policy.calendars.get(at).map(|(name, calendar)| (name, calendar));
        ContactCalendars { all: all.into_iter().filter_map(calendar).collect(), known, conflict }
    }
}

/// How many openings a question looks through; calendars that keep missing one another end here.
const OPENINGS: usize = 10_000;

impl ContactCalendars<'_> {
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.all.iter().all(|(_, calendar)| calendar.is_open(at))
    }

    /// The first instant at or after one at which all of them are open; none is never.
    pub(crate) fn opens(&self, at: Timestamp) -> Option<Timestamp> {
        let mut at = at;
        for _ in 0..OPENINGS {
            let mut next = at;
            for (_, calendar) in &self.all {
                next = next.max(calendar.next_open(at)?);
            }
            if next == at {
                return Some(at);
            }
            at = next;
        }
        None
    }

    /// The next instant after one at which it changes whether the contact may be called.
    pub(crate) fn turns(&self, at: Timestamp) -> Timestamp {
        if !self.is_open(at) {
            return self.opens(at).unwrap_or(Timestamp::MAX);
        }
        let closes = self.all.iter().filter_map(|(_, calendar)| calendar.next_close(at));
        closes.min().unwrap_or(Timestamp::MAX)
    }
}
