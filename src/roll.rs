//! The roll call: who is here at an instant, as far as presence and shifts go.

use std::sync::Arc;

use crate::bits::{AgentSet, SetMark};
use crate::id::AgentSlot;
use crate::policy::Policy;
use crate::presence::{PresenceSnapshot, PresenceState};
use crate::state::{Entry, FloorState};
use crate::time::{Span, Timestamp};

/// Who is present and on shift, worked out once for many decisions.
///
/// A roll stays good while nobody's sign of life or shift changes and nobody joins, changes or leaves; a decision
/// that finds it out of date works out its own, so an old roll costs time and never changes an answer.
///
/// ```
/// # use fairdeal::{FloorState, Policy, PolicyDoc, PresenceSnapshot, Roll, Timestamp};
/// # let doc: PolicyDoc = serde_json::from_str(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let policy = Policy::compile(&doc)?;
/// let roll = Roll::call(&policy, &FloorState::new(), PresenceSnapshot::default(), Timestamp::MIN);
/// assert_eq!(roll.here(), 0, "an empty floor");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Roll {
    signs: Arc<PresenceSnapshot>,
    here: AgentSet,
    mark: Option<SetMark>,
    from: Timestamp,
    until: Timestamp,
    roster: u64,
}

impl Roll {
    /// Works out who is here. O(agents), plus one look per calendar.
    #[must_use]
    pub fn call(
        policy: &Policy,
        state: &FloorState,
        signs: impl Into<Arc<PresenceSnapshot>>,
        now: Timestamp,
    ) -> Roll {
        let signs = signs.into();
        let (here, until) = work_out(policy, state, &signs, now);
        let mark = here.mark();
        Roll { signs, here, mark, from: now, until, roster: state.roster() }
    }

    /// The signs of life behind it.
    #[must_use]
    pub fn signs(&self) -> &Arc<PresenceSnapshot> {
        &self.signs
    }

    /// How many agents are here.
    #[must_use]
    pub fn here(&self) -> usize {
        self.here.len()
    }

    /// Whether this roll holds at an instant on a floor as it is now.
    #[must_use]
    pub fn holds(&self, state: &FloorState, now: Timestamp) -> bool {
        self.from <= now && now < self.until && self.roster == state.roster()
    }

    /// Who is here, if this roll holds.
    pub(crate) fn set(&self, state: &FloorState, now: Timestamp) -> Option<(&AgentSet, Option<SetMark>)> {
        self.holds(state, now).then_some((&self.here, self.mark))
    }
}

/// Who is present and on shift at an instant, and until when that stays so.
pub(crate) fn work_out(
    policy: &Policy,
    state: &FloorState,
    signs: &PresenceSnapshot,
    now: Timestamp,
) -> (AgentSet, Timestamp) {
    let (mut here, mut until) = on_shift(policy, state, now);
    let rules = Rules::of(policy);
    let mut present = AgentSet::default();
    for (id, slot) in state.agent_ids() {
        let (receiving, ends) = match signs.of(id) {
            Some(sign) => {
                let (seen, ends) = sign.at(now, rules.stale_after, rules.inactive_after);
                (rules.receives(seen), ends)
            }
            None => (rules.receives(PresenceState::Unknown), Timestamp::MAX),
        };
        until = until.min(ends);
        // Of an office its people have to be here, and are asked.
        present.set(slot, receiving || state.offices.contains(slot));
    }
    here.intersect(&present);
    (here, until)
}

/// Who is on shift at an instant, and until when that stays so.
pub(crate) fn on_shift(policy: &Policy, state: &FloorState, now: Timestamp) -> (AgentSet, Timestamp) {
    let mut set = state.any_hours.clone();
    let mut until = Timestamp::MAX;
    for ((_, calendar), members) in policy.calendars.iter().zip(&state.on_calendar) {
        if members.is_empty() {
            continue;
        }
        let turns = if calendar.is_open(now) {
            set.union(members);
            calendar.open_until(now)
        } else {
            calendar.next_open(now)
        };
        until = until.min(turns.unwrap_or(Timestamp::MAX));
    }
    for agent in state.extra.iter() {
        let Some(row) = state.agent(agent) else { continue };
        if row.diary.at(now).is_some_and(Entry::is_shift) {
            set.insert(agent);
        }
        until = until.min(row.diary.next_turn(now).unwrap_or(Timestamp::MAX));
    }
    (set, until)
}

/// The policy's word on presence.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) stale_after: Option<Span>,
    pub(crate) inactive_after: Option<Span>,
    unknown: bool,
    busy: bool,
}

impl Rules {
    pub(crate) fn of(policy: &Policy) -> Rules {
        Rules {
            stale_after: policy.presence.stale_after_s.map(Span::seconds),
            inactive_after: policy.presence.inactive_after_s.map(Span::seconds),
            unknown: policy.presence.unknown_may_receive,
            busy: policy.presence.busy_may_receive,
        }
    }

    pub(crate) fn receives(self, state: PresenceState) -> bool {
        match state {
            PresenceState::Available => true,
            PresenceState::Busy => self.busy,
            PresenceState::Unknown => self.unknown,
            PresenceState::Away | PresenceState::Offline => false,
        }
    }
}

/// Since when an agent has been away by presence, if they are: not busy, not here, and not unknown where that will do.
pub(crate) fn away_since(
    policy: &Policy,
    state: &FloorState,
    signs: &PresenceSnapshot,
    agent: AgentSlot,
    now: Timestamp,
) -> Option<Timestamp> {
    let rules = Rules::of(policy);
    let sign = state.agent(agent).and_then(|row| signs.of(&row.doc.id));
    let (seen, since) = match sign {
        Some(sign) => {
            let (stale, inactive) = (rules.stale_after, rules.inactive_after);
            (sign.at(now, stale, inactive).0, sign.away_since(stale, inactive))
        }
        None => (PresenceState::Unknown, Timestamp::MIN),
    };
    let away = match seen {
        PresenceState::Available | PresenceState::Busy => false,
        PresenceState::Unknown => !rules.unknown,
        PresenceState::Away | PresenceState::Offline => true,
    };
    away.then_some(since)
}

/// What is known of one agent at an instant.
pub(crate) fn presence_of(
    policy: &Policy,
    state: &FloorState,
    signs: &PresenceSnapshot,
    agent: AgentSlot,
    now: Timestamp,
) -> (PresenceState, Option<Timestamp>) {
    let rules = Rules::of(policy);
    let sign = state.agent(agent).and_then(|row| signs.of(&row.doc.id));
    match sign {
        Some(sign) => (sign.at(now, rules.stale_after, rules.inactive_after).0, Some(sign.since)),
        None => (PresenceState::Unknown, None),
    }
}
