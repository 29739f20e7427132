//! Leads that wait, or go on, because their contact may not be called or nobody is at work.

use crate::decide::Draft;
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Floor, Question, anybody_at_work, contact};
use crate::outcome::Refused;
use crate::plan::Course;
use crate::policy::Stage;
use crate::time::Timestamp;

/// The next instant at which it changes whether the contact of a lead may be called.
pub(crate) fn contact_turns(floor: &Floor<'_>, course: &Course<'_>) -> Timestamp {
    let own = contact::of_lead(floor, course.at, &course.encoded);
    own.map_or(Timestamp::MAX, |(_, own)| own.turns(floor.now))
}

/// The first instant from one on at which the contact may be called, by the stage of the lead.
pub(crate) fn callable_from(floor: &Floor<'_>, course: &Course<'_>, at: Timestamp) -> Timestamp {
    let own = contact::of_lead(floor, course.at, &course.encoded);
    own.and_then(|(_, own)| own.opens(at)).unwrap_or(at)
}

impl<T: Trace> Draft<'_, T> {
    /// Why the contact of a lead may not be called now; none if they may.
    pub(crate) fn contact_shut(&self, question: &Question<'_, '_>) -> Option<Refused> {
        contact::may_be_called(question, self.floor.now).err()
    }

    /// Whether the lead goes on from its stage because nobody is at work. O(members) where the stage says where to.
    pub(crate) fn is_shut(&self, stage: &Stage, asker: &Asker<'_>) -> bool {
        stage.next.shut.is_some() && anybody_at_work(self.floor, asker).is_err()
    }

    /// Writes down where the contact is, as far as that says when they may be called.
    #[cold]
    pub(super) fn tell_contact(&mut self, course: &Course<'_>) {
        let Some((hours, own)) = contact::of_lead(self.floor, course.at, &course.encoded) else { return };
        let now = self.floor.now;
        self.trace.add(|| Finding::ContactHours {
            id: hours.id.clone(),
            known: own.known.iter().map(|(name, value)| ((*name).clone(), (*value).to_owned())).collect(),
            calendars: own.all.iter().map(|(name, _)| (*name).clone()).collect(),
            conflict: own.conflict,
            open: own.is_open(now),
        });
    }

    /// Writes down that nobody is at work.
    #[cold]
    pub(super) fn tell_shut(&mut self, asker: &Asker<'_>) {
        let Err(opens_at) = anybody_at_work(self.floor, asker) else { return };
        let queue = asker.policy.id.clone();
        self.trace.add(|| Finding::Shut { queue, opens_at });
    }
}
