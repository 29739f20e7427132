//! Every member who passes every gate, by sets: the fast form of asking [`examine`](super::examine) of each.

use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::gate::cap;
use crate::gate::exclusion::excluded_until;
use crate::gate::office::drop_offices;
use crate::gate::skill::drop_unskilled;
use crate::gate::standard::drop_suspended;
use crate::gate::sticky::drop_others;
use crate::gate::{Asker, Floor, Hours, Question, Tiers};
use crate::id::{AgentSlot, CapSlot};
use crate::policy::{Ahead, Cap, WhenEmptiedDoc};
use crate::roll::on_shift;
use crate::state::{CounterRow, FloorState, Previous};
use crate::time::Timestamp;

/// The members who may take the lead at this instant. No allocation up to 256 agents.
pub(crate) fn eligible(question: &Question<'_, '_>) -> AgentSet {
    let mut set = AgentSet::default();
    find_eligible(question, &mut set);
    set
}

/// Makes the set the members who may take the lead.
fn find_eligible(question: &Question<'_, '_>, set: &mut AgentSet) {
    let Some(asker) = &question.queue else { return };
    if find_ready(question.floor, asker, set) {
        drop_unsuited(question, asker, set);
    }
}

/// The members who could take the lead if they were here, ready and had room: on the floor, on shift and not on leave.
#[cold]
pub(crate) fn but_for_being_here(question: &Question<'_, '_>) -> AgentSet {
    let mut set = AgentSet::default();
    let (Some(asker), floor) = (&question.queue, question.floor) else { return set };
    if set.fill_with_common(&asker.row.members, &floor.state.active) {
        if let Some(ahead) = asker.policy.ahead {
            let able = |agent: &AgentSlot| works_for(floor, *agent, ahead, floor.now).is_some();
            set = set.iter().filter(able).collect();
            drop_unsuited(question, asker, &mut set);
            return set;
        }
        set.intersect(&on_shift(floor.policy, floor.state, floor.now).0);
        let away = |agent: &AgentSlot| {
            floor.state.agent(*agent).is_some_and(|row| row.on_leave(floor.now).is_some())
        };
        let mut on_leave = set.clone();
        on_leave.intersect(&floor.state.closer);
        on_leave.iter().filter(away).for_each(|agent| set.remove(agent));
        drop_unsuited(question, asker, &mut set);
    }
    set
}

/// Drops whom a gate refuses that looks at the lead.
#[inline]
fn drop_unsuited(question: &Question<'_, '_>, asker: &Asker<'_>, set: &mut AgentSet) {
    let floor = question.floor;
    let lead = question.lead;
    if !asker.policy.tiers.is_empty() {
        close_tiers(question, asker, set);
    }
    if floor.policy.asks_skills {
        drop_unskilled(question, set);
    }
    if !floor.policy.caps.is_empty() {
        for (slot, cap) in cap::caps(question).filter(|(_, cap)| cap.is_per_agent()) {
            drop_full(question, slot, cap, set);
        }
    }
    if floor.now < lead.again_at {
        lead.passed.iter().for_each(|agent| set.remove(*agent));
    }
    drop_previous(question, set);
    if lead.last_owner.is_some() {
        drop_others(question, set);
    }
    if asker.policy.standard.is_some() {
        drop_suspended(question, set);
    }
    if set.meets(&floor.state.offices) {
        drop_offices(question, set);
    }
}

/// Like [`eligible`]; if nobody but former owners could be next and the plan says so, the one who left the lead first.
#[inline]
pub(crate) fn eligible_or_relaxed(question: &Question<'_, '_>) -> AgentSet {
    let mut set = AgentSet::default();
    find_eligible(question, &mut set);
    let relax = question.lead.exclusion.when_emptied == WhenEmptiedDoc::Relax;
    if relax && !question.lead.previous.is_empty() && nobody_in_rotation(question, &set) {
        set = first_to_leave(question).map_or(set, |agent| core::iter::once(agent).collect());
    }
    set
}

/// Of those who have had the lead before and may take it otherwise, the one it left first. Whoever gave it back or passed it
/// on stays excluded: in person, and where an office is asked for whether anybody inside could take it.
fn first_to_leave(question: &Question<'_, '_>) -> Option<AgentSlot> {
    let mut lead = question.lead.clone();
    let for_good = lead.previous.iter().filter(|former| former.for_good);
    let for_good: SmallVec<[Previous; 4]> = for_good.copied().collect();
    lead.previous = &for_good;
    let anew = Question { floor: question.floor, queue: question.queue, lead: &lead, way: question.way };
    let mut unexcluded = eligible(&anew);
    let asker = rotation(question);
    if let Some(weighted) = asker.and_then(|asker| asker.row.turns.ledger.weighted_of(&unexcluded)) {
        unexcluded = weighted;
    }
    let mut oldest: Option<(Timestamp, AgentSlot)> = None;
    for agent in unexcluded.iter() {
        let mut times = question.lead.previous.iter().filter(|former| former.agent == agent);
        let Some(left_at) = times.next_back().map(|former| former.left_at) else { continue };
        let earlier = oldest.is_none_or(|(at, other)| {
            let order = |slot| question.floor.state.id_order(slot);
            (left_at, order(agent)) < (at, order(other))
        });
        if earlier {
            oldest = Some((left_at, agent));
        }
    }
    oldest.map(|(_, agent)| agent)
}

/// Whether none of these can be next: where the strategy deals turns, none ever comes to a weight of 0.
fn nobody_in_rotation(question: &Question<'_, '_>, set: &AgentSet) -> bool {
    rotation(question).map_or_else(|| set.is_empty(), |asker| !asker.row.turns.ledger.gives_turns_to(set))
}

/// The queue, if it deals turns.
fn rotation<'q>(question: &'q Question<'_, '_>) -> Option<&'q Asker<'q>> {
    question.queue.as_ref().filter(|asker| asker.policy.rotation.is_some())
}

/// Whether any member could take any lead now, as far as the lead plays no part.
pub(crate) fn anybody_ready(floor: &Floor<'_>, asker: &Asker<'_>) -> bool {
    find_ready(floor, asker, &mut AgentSet::default())
}

/// Whether any member is at work by calendar and leave, or counts as able already; presence left aside. If nobody is, also
/// when the first will be. O(members).
#[cold]
pub(crate) fn anybody_at_work(floor: &Floor<'_>, asker: &Asker<'_>) -> Result<(), Option<Timestamp>> {
    let ahead = asker.policy.ahead.unwrap_or(Ahead { stop_before_end: None, look_ahead: None });
    let mut members = asker.row.members.clone();
    members.intersect(&floor.state.active);
    if members.iter().any(|agent| works_for(floor, agent, ahead, floor.now).is_some()) {
        return Ok(());
    }
    let look = ahead.look_ahead.unwrap_or_default();
    let begins = members.iter().filter_map(|agent| {
        let own = Hours::of(floor.policy, floor.state.agent(agent)?);
        // Whoever ends too soon begins again after that.
        own.able_from(own.ends(floor.now), look).filter(|at| *at > floor.now)
    });
    Err(begins.min())
}

/// Makes the set the members who are on the floor, here, with room, not on leave and done with the last lead, and tells
/// whether there are any.
#[inline]
fn find_ready(floor: &Floor<'_>, asker: &Asker<'_>, set: &mut AgentSet) -> bool {
    let state = floor.state;
    if let Some(ahead) = asker.policy.ahead {
        return find_by_hours(floor, asker, ahead, set);
    }
    let any = set.fill_with_common(&asker.row.room, floor.here());
    if any && set.meets(&state.closer) {
        drop_unready(floor, set);
        return !set.is_empty();
    }
    any
}

/// The same where working time to come is asked for too. O(members with room).
#[cold]
fn find_by_hours(floor: &Floor<'_>, asker: &Asker<'_>, ahead: Ahead, set: &mut AgentSet) -> bool {
    let able = |agent: &AgentSlot| {
        let ready = floor.state.agent(*agent).is_some_and(|row| floor.now >= row.ready_at);
        ready
            && match works_for(floor, *agent, ahead, floor.now) {
                Some(AtWork::Now) => floor.here().contains(*agent),
                Some(AtWork::Soon) => true,
                None => false,
            }
    };
    *set = asker.row.room.iter().filter(able).collect();
    !set.is_empty()
}

/// Whether somebody is at work.
enum AtWork {
    Now,
    /// Not yet, and soon enough to be able already.
    Soon,
}

/// Whether an agent is at work, and will be for long enough, or will be soon enough; presence left aside.
fn works_for(floor: &Floor<'_>, agent: AgentSlot, ahead: Ahead, now: Timestamp) -> Option<AtWork> {
    let own = Hours::of(floor.policy, floor.state.agent(agent)?);
    if own.at_work(now) {
        let ends = ahead.stop_before_end.and_then(|stop| own.ends_soon(now, stop));
        return ends.is_none().then_some(AtWork::Now);
    }
    let able = own.able_from(now, ahead.look_ahead?)?;
    (now >= able).then_some(AtWork::Soon)
}

fn drop_unready(floor: &Floor<'_>, set: &mut AgentSet) {
    let mut closer = set.clone();
    closer.intersect(&floor.state.closer);
    for agent in closer.iter() {
        let ready = floor
            .state
            .agent(agent)
            .is_some_and(|row| floor.now >= row.ready_at && row.on_leave(floor.now).is_none());
        if !ready {
            set.remove(agent);
        }
    }
}

fn close_tiers(question: &Question<'_, '_>, asker: &Asker<'_>, set: &mut AgentSet) {
    let tiers = Tiers::closed(question.floor, asker, question.lead.waiting_since, question.floor.now);
    if tiers.none_closed() {
        return;
    }
    for (tier, members) in &asker.row.tiers {
        if tiers.is_closed(*tier).is_some() {
            set.subtract(members);
        }
    }
}

/// Drops everybody a cap has no room for. Looks at the counters that were full when last touched, not at the members.
fn drop_full(question: &Question<'_, '_>, slot: CapSlot, cap: &Cap, set: &mut AgentSet) {
    let state = question.floor.state;
    if cap::block(question, cap).is_some_and(|calendar| !calendar.is_open(question.floor.now)) {
        *set = AgentSet::default();
        return;
    }
    let counters = state.full_counters(slot);
    if cap.limit == 0 || cap.looks_closely() || state.shuts_out(slot) || counters.len() > set.len() {
        let full = set
            .iter()
            .filter(|agent| cap::room(question, slot, cap, Some(*agent), question.floor.now).is_err());
        let full: AgentSet = full.collect();
        set.subtract(&full);
        return;
    }
    for counter in counters {
        let Some(row) = state.counter(*counter) else { continue };
        match row.agent {
            Some(agent) => {
                let stopped = set.contains(agent)
                    && cap::counter(question, slot, cap, agent) == Some(*counter)
                    && cap::room(question, slot, cap, Some(agent), question.floor.now).is_err();
                if stopped {
                    set.remove(agent);
                }
            }
            None => drop_team(question, slot, cap, row, state, set),
        }
    }
}

/// A counter of a team stops everybody in it.
fn drop_team(
    question: &Question<'_, '_>,
    slot: CapSlot,
    cap: &Cap,
    row: &CounterRow,
    state: &FloorState,
    set: &mut AgentSet,
) {
    let stopped = set.iter().filter(|agent| {
        let counter = cap::counter(question, slot, cap, *agent).and_then(|counter| state.counter(counter));
        counter.is_some_and(|counter| core::ptr::eq(counter, row))
            && cap::room(question, slot, cap, Some(*agent), question.floor.now).is_err()
    });
    let stopped: AgentSet = stopped.collect();
    set.subtract(&stopped);
}

fn drop_previous(question: &Question<'_, '_>, set: &mut AgentSet) {
    let lead = question.lead;
    for former in lead.previous {
        if set.contains(former.agent) && excluded_until(lead, former.agent, question.floor.now).is_some() {
            set.remove(former.agent);
        }
    }
    for leaving in [lead.leaving, lead.leaving_office].into_iter().flatten() {
        set.remove(leaving);
    }
}
