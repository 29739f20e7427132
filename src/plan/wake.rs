//! When to look at a queue's line again without an event: at the next instant at which time alone changes anything
//! that decides whether a lead in it can be dealt. Who is present plays no part in it, so that these instants are the
//! same whoever is there; what an event adds to them, [`apply`](crate::FloorState::apply) adds.

use crate::decide::Draft;
use crate::explain::Trace;
use crate::gate::{Asked, Asker, Floor, Hours, Question, Way, cap, exclusion_ends, skills_relax};
use crate::id::{AgentSlot, CapSlot};
use crate::plan::Course;
use crate::plan::shut::contact_turns;
use crate::plan::strict::strict_ends;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// When to look again on account of one lead that nobody may take now. Behind others, the line is looked at for
    /// their sake whenever something changes for all leads alike.
    pub(crate) fn wake_for(&self, course: &Course<'_>, asker: &Asker<'_>) -> Timestamp {
        if course.leaving.is_some() || course.leaving_office.is_some() {
            // Whoever it leaves may be the next to take it, once what it leaves them with is written down.
            return self.floor.now;
        }
        let own = lead_turns(self.floor, asker, course);
        let others = asker.row.others_in_line(course.slot);
        if others { own } else { own.min(queue_turns(self.floor, asker)) }
    }
}

/// When to look at a line again of which nothing can be dealt now. Never too late; now and then too early, which
/// costs a look. O(calendars + members on leave or not ready + full counters + leads in line).
pub(crate) fn line_wake(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let mut wake = queue_turns(floor, asker);
    for key in asker.row.line.iter() {
        let Some(row) = floor.state.lead(key.lead) else { continue };
        wake = wake.min(tier_opens(floor, asker, row.waiting_since));
        wake = wake.min(skills_relax(floor, asker.policy, row.course, row.waiting_since));
        wake = wake.min(strict_ends(asker, row.waiting_since, floor.now));
        if row.again_at > floor.now {
            wake = wake.min(row.again_at);
        }
        let own_gates = !row.previous.is_empty()
            || floor.policy.asks_owners
            || floor.policy.caps_look_closely
            || !floor.policy.contact_hours.is_empty();
        if !floor.state.offices.is_empty() {
            let course = Course::under_way(floor, key.lead, row, &row.doc);
            wake = wake.min(offices_turn(floor, asker, Some(&course)));
        }
        if own_gates {
            let course = Course::under_way(floor, key.lead, row, &row.doc);
            wake = wake.min(closely_turns(floor, asker, &course));
            wake = wake.min(own_turns(&course.asked(floor), floor.now)).min(contact_turns(floor, &course));
        }
    }
    wake
}

/// When to look again at a line from which leads go to offices: something changes for the people of one, for all leads or
/// for this one.
#[cold]
fn offices_turn(floor: &Floor<'_>, asker: &Asker<'_>, course: Option<&Course<'_>>) -> Timestamp {
    let mut offices = asker.row.members.clone();
    offices.intersect(&floor.state.offices);
    let inside = offices.iter().filter_map(|office| floor.state.inside_of(office));
    let inside = inside.filter_map(|queue| crate::plan::asker(floor, queue));
    let turns = inside.map(|own| match course {
        None => members_turn(floor, &own),
        Some(course) => lead_alone_turns(floor, &own, course),
    });
    turns.min().unwrap_or(Timestamp::MAX)
}

fn lead_turns(floor: &Floor<'_>, asker: &Asker<'_>, course: &Course<'_>) -> Timestamp {
    let own = lead_alone_turns(floor, asker, course);
    if floor.state.offices.is_empty() { own } else { own.min(offices_turn(floor, asker, Some(course))) }
}

/// The next instant at which something changes for one lead alone: a tier opens, less skill does, it waits for nobody's
/// turn any longer, or a former owner may have it again.
fn lead_alone_turns(floor: &Floor<'_>, asker: &Asker<'_>, course: &Course<'_>) -> Timestamp {
    let opens = tier_opens(floor, asker, course.waiting_since);
    let relax = skills_relax(floor, asker.policy, course.at, course.waiting_since);
    let strict = strict_ends(asker, course.waiting_since, floor.now);
    let own = own_turns(&course.asked(floor), floor.now);
    let caps = closely_turns(floor, asker, course);
    opens.min(relax).min(strict).min(own).min(caps).min(contact_turns(floor, course))
}

/// The next instant at which time alone changes whether a cap that looks closely at leads and at the clock has room for one
/// lead: for a member, or for whoever takes it. O(members) under such caps.
fn closely_turns(floor: &Floor<'_>, asker: &Asker<'_>, course: &Course<'_>) -> Timestamp {
    if !floor.policy.caps_look_closely {
        return Timestamp::MAX;
    }
    let asked = course.asked(floor);
    let question = Question { floor, queue: Some(*asker), lead: &asked, way: Way::Push };
    let mut first = Timestamp::MAX;
    for (slot, cap) in cap::caps(&question).filter(|(_, cap)| cap.looks_closely()) {
        let mut ask = |agent: Option<AgentSlot>| {
            if let Err(refused) = cap::room(&question, slot, cap, agent, floor.now) {
                let clears = refused.clears_at.filter(|at| *at > floor.now);
                first = first.min(clears.unwrap_or(Timestamp::MAX));
            }
        };
        if cap.is_per_agent() {
            asker.row.members.iter().for_each(|agent| ask(Some(agent)));
        } else {
            ask(None);
        }
        // At the beginning of the next window less may be open than this lead costs.
        if cap.pace.is_some() && cap.money.is_some() {
            let until = cap::window_at(floor.policy, cap, floor.now).map(|(_, until, _)| until);
            first = first.min(until.unwrap_or(Timestamp::MAX));
        }
    }
    first
}

/// The next instant at which a former owner may have a lead again, or at which it is kept for its last one no longer.
fn own_turns(asked: &Asked<'_, '_>, now: Timestamp) -> Timestamp {
    let kept = asked.last_owner.into_iter().flat_map(|own| [Some(own.kept_until), own.team_until]);
    kept.flatten().filter(|until| *until > now).fold(exclusion_ends(asked, now), Timestamp::min)
}

/// The next instant at which a further tier opens for a lead.
fn tier_opens(floor: &Floor<'_>, asker: &Asker<'_>, waiting_since: Timestamp) -> Timestamp {
    let opens = asker.policy.tiers.iter().map(|tier| waiting_since.plus(tier.opens_after));
    opens.filter(|at| *at > floor.now).min().unwrap_or(Timestamp::MAX)
}

fn queue_turns(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let own = members_turn(floor, asker);
    if floor.state.offices.is_empty() { own } else { own.min(offices_turn(floor, asker, None)) }
}

/// The next instant at which something changes for all leads of a line: a member's shift begins or ends, a leave
/// begins or ends, somebody is done with the last lead, or a full counter has room again.
fn members_turn(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let (state, now) = (floor.state, floor.now);
    let mut members = asker.row.members.clone();
    members.intersect(&state.active);
    let mut first = Timestamp::MAX;
    for ((_, calendar), on_it) in floor.policy.calendars.iter().zip(&state.on_calendar) {
        if members.meets(on_it) {
            let turns =
                if calendar.is_open(now) { calendar.open_until(now) } else { calendar.next_open(now) };
            first = first.min(turns.unwrap_or(Timestamp::MAX));
            if let (Some(ahead), Some(turn)) = (asker.policy.ahead, turns) {
                let before = if calendar.is_open(now) { ahead.stop_before_end } else { ahead.look_ahead };
                let early = turn.minus(before.unwrap_or_default());
                first = if early > now { first.min(early) } else { first };
            }
        }
    }
    if !floor.policy.caps.is_empty() {
        first = first.min(counters_clear(floor, asker));
        first = cap::turns(floor).map_or(first, |at| first.min(at));
    }
    if members.meets(&state.certified) {
        let mut certified = members.clone();
        certified.intersect(&state.certified);
        let rows = certified.iter().filter_map(|agent| state.agent(agent));
        let lapses = rows.flat_map(|row| row.place.lapses.iter().map(|(_, until)| *until));
        first = lapses.filter(|at| *at > now).fold(first, Timestamp::min);
    }
    if asker.policy.standard.is_some() {
        let ends = state.suspended(asker.slot, now).map(|(_, until)| until);
        first = ends.min().map_or(first, |until| first.min(until));
    }
    members.intersect(&state.closer);
    if let Some(ahead) = asker.policy.ahead {
        let rows = members.iter().filter_map(|agent| state.agent(agent));
        let turns = rows.map(|row| Hours::of(floor.policy, row).turns(now, ahead));
        first = turns.min().unwrap_or(Timestamp::MAX).min(first);
    }
    for row in members.iter().filter_map(|agent| state.agent(agent)) {
        first = row.diary.turns().chain([row.ready_at]).filter(|at| *at > now).fold(first, Timestamp::min);
    }
    first
}

/// The first instant at which a full counter, of a member or of nobody in particular, is full no longer.
fn counters_clear(floor: &Floor<'_>, asker: &Asker<'_>) -> Timestamp {
    let state = floor.state;
    let caps = floor.policy.caps.iter().enumerate().filter(|(_, cap)| !cap.looks_closely());
    let caps = caps.filter_map(|(at, _)| CapSlot::from_index(at));
    let counters =
        caps.flat_map(|cap| state.full_counters(cap)).filter_map(|counter| state.counter(*counter));
    let concerned = counters.filter(|row| row.agent.is_none_or(|agent| asker.row.members.contains(agent)));
    let clears = concerned.filter_map(|row| row.clears_at(state.limit(row.cap, row.agent)));
    clears.filter(|at| *at > floor.now).min().unwrap_or(Timestamp::MAX)
}
