//! When to look at a queue's line again without an event.

use crate::decide::Draft;
use crate::explain::Trace;
use crate::gate::{Asker, Floor, Question, Way, next_chance};
use crate::id::CapSlot;
use crate::plan::Course;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// When to look again on account of one lead that nobody may take now. Behind others that wait for anybody at
    /// all, a lead with no history of its own and no cap to tell it from them changes nothing.
    pub(crate) fn wake_for(&self, course: &Course<'_>, asker: &Asker<'_>) -> Timestamp {
        if course.leaving.is_some() {
            // Whoever it leaves may be the next to take it, once what it leaves them with is written down.
            return self.floor.now;
        }
        // Those at work may come and go by then, so tiers that are open for want of them count as well.
        let opens = tier_opens(self.floor, asker, course.waiting_since);
        let plain = course.previous.is_empty() && course.passed.is_empty();
        let others = asker.row.others_in_line(course.slot);
        if plain && others && self.floor.policy.caps.is_empty() {
            return opens;
        }
        let turns = arrivals_wake(self.floor, asker).min(boundaries(self.floor, asker));
        lead_wake(self.floor, asker, course).min(opens).min(turns)
    }
}

/// The first instant at which somebody may take this lead, as far as time alone brings it.
fn lead_wake(floor: &Floor<'_>, asker: &Asker<'_>, course: &Course<'_>) -> Timestamp {
    let asked = course.asked(floor);
    let question = Question { floor, queue: Some(*asker), lead: &asked, way: Way::Push };
    next_chance(&question)
}

/// The next instant at which a further tier opens for a lead.
fn tier_opens(floor: &Floor<'_>, asker: &Asker<'_>, waiting_since: Timestamp) -> Timestamp {
    let opens = asker.policy.tiers.iter().map(|tier| waiting_since.plus(tier.opens_after));
    opens.filter(|at| *at > floor.now).min().unwrap_or(Timestamp::MAX)
}

/// When to look at a line again of which nothing can be dealt now. Never too late; now and then too early, which
/// costs a look. O(members + leads with a history of their own × members + full counters).
pub(crate) fn line_wake(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let mut wake = Timestamp::MAX;
    let mut somebody_plain = false;
    for key in asker.row.line.iter() {
        let Some(row) = floor.state.lead(key.lead) else { continue };
        let course = Course::under_way(floor, key.lead, row, &row.doc);
        let plain = row.previous.is_empty() && row.passed.is_empty();
        if !plain || !somebody_plain {
            wake = wake.min(lead_wake(floor, asker, &course));
        }
        somebody_plain |= plain;
        wake = wake.min(tier_opens(floor, asker, row.waiting_since));
        if row.again_at > floor.now {
            wake = wake.min(row.again_at);
        }
    }
    wake.min(arrivals_wake(floor, asker)).min(boundaries(floor, asker))
}

/// When the next shift of a member ends or leave of one begins: what keeps a line waiting may be another thing then.
fn boundaries(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let state = floor.state;
    let mut first = Timestamp::MAX;
    for ((_, calendar), on_it) in floor.policy.calendars.iter().zip(&state.on_calendar) {
        if asker.row.members.meets(on_it) && calendar.is_open(floor.now) {
            first = first.min(calendar.open_until(floor.now).unwrap_or(Timestamp::MAX));
        }
    }
    let mut closer = asker.row.members.clone();
    closer.intersect(&state.closer);
    for row in closer.iter().filter_map(|agent| state.agent(agent)) {
        let begins = row.leave.iter().map(|(from, _)| *from).filter(|from| *from > floor.now);
        first = begins.fold(first, Timestamp::min);
    }
    first
}

/// When to look at a line again on account of those who have come since it was last looked at: signs of life are no
/// record, so whatever else keeps those who have them for the time being may not have counted yet. Never too late for
/// those who are here or off shift; now and then too early. O(words of 64 members + calendars + full counters).
pub(crate) fn arrivals_wake(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let state = floor.state;
    let mut members = asker.row.members.clone();
    members.intersect(&state.active);
    let mut wake = Timestamp::MAX;
    for ((_, calendar), on_it) in floor.policy.calendars.iter().zip(&state.on_calendar) {
        if members.meets(on_it) && !calendar.is_open(floor.now) {
            wake = wake.min(calendar.next_open(floor.now).unwrap_or(Timestamp::MAX));
        }
    }
    members.intersect(floor.here());
    if members.is_empty() {
        return wake;
    }
    if !state.closer.is_empty() {
        members.intersect(&state.closer);
        for row in members.iter().filter_map(|agent| state.agent(agent)) {
            let ends = [Some(row.ready_at), row.on_leave(floor.now)].into_iter().flatten();
            wake = ends.filter(|at| *at > floor.now).fold(wake, Timestamp::min);
        }
    }
    wake.min(caps_clear(floor))
}

/// The first instant at which a full counter is full no longer by time alone.
fn caps_clear(floor: &Floor<'_>) -> Timestamp {
    let mut first = Timestamp::MAX;
    for (at, _) in floor.policy.caps.iter().enumerate() {
        let Some(cap) = CapSlot::from_index(at) else { break };
        for counter in floor.state.full_counters(cap) {
            let Some(row) = floor.state.counter(*counter) else { continue };
            let clears =
                row.clears_at(floor.state.limit(cap, row.agent)).filter(|clears| *clears > floor.now);
            first = first.min(clears.unwrap_or(Timestamp::MAX));
        }
    }
    first
}
