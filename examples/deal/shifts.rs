//! When the simulated agents are here: their calendars, less what keeps people away.

use fairdeal::calendar::Calendar;
use fairdeal::{AgentId, Policy, PresenceSnapshot, PresenceState, Sign, Timestamp};

use crate::cli::People;
use crate::dice::Dice;
use crate::input::minutes;

/// The calendars of the agents and who is here now.
pub(crate) struct Shifts {
    agents: Vec<(AgentId, Option<Calendar>)>,
    signs: PresenceSnapshot,
    seed: u64,
    people: People,
}

/// One block of work: how an agent's presence changes in it, and when to look for the next.
pub(crate) type Block = (Vec<(Timestamp, PresenceState)>, Option<Timestamp>);

impl Shifts {
    /// Everybody still at home.
    pub(crate) fn new(policy: &Policy, seed: u64, people: People, start: Timestamp) -> Shifts {
        let doc = policy.doc();
        let calendar = |name: &fairdeal::Name| {
            let found = doc.calendars.iter().find(|calendar| calendar.id == *name)?;
            Calendar::compile(found).ok()
        };
        let agents =
            doc.agents.iter().map(|agent| (agent.id.clone(), agent.calendar.as_ref().and_then(calendar)));
        let mut shifts =
            Shifts { agents: agents.collect(), signs: PresenceSnapshot::default(), seed, people };
        for agent in 0..shifts.agents.len() {
            shifts.set(agent, PresenceState::Offline, start);
        }
        shifts
    }

    /// Who is here, for the engine.
    pub(crate) fn signs(&self) -> PresenceSnapshot {
        self.signs.clone()
    }

    /// Whether the agent is here now.
    pub(crate) fn here(&self, agent: usize) -> bool {
        let id = self.agents.get(agent).map(|(id, _)| id);
        id.and_then(|id| self.signs.of(id)).is_some_and(|sign| sign.state == PresenceState::Available)
    }

    /// The agent is in this state from now on; whatever tells the engine so goes on telling it.
    pub(crate) fn set(&mut self, agent: usize, state: PresenceState, at: Timestamp) {
        if let Some((id, _)) = self.agents.get(agent) {
            let sign = Sign::new(id.clone(), state, at);
            self.signs.set(Sign { seen_at: Some(Timestamp::MAX), ..sign });
        }
    }

    /// When the agent's shift is open next.
    pub(crate) fn next_open(&self, agent: usize, at: Timestamp) -> Timestamp {
        let calendar = self.agents.get(agent).and_then(|(_, calendar)| calendar.as_ref());
        calendar.map_or(at, |calendar| calendar.next_open(at).unwrap_or(Timestamp::MAX))
    }

    /// The agent's next block of work at or after an instant.
    pub(crate) fn block(&self, agent: usize, from: Timestamp) -> Block {
        let Some((id, calendar)) = self.agents.get(agent) else {
            return (Vec::new(), None);
        };
        let Some(calendar) = calendar else {
            return (vec![(from, PresenceState::Available)], None);
        };
        let Some(opens) = calendar.next_open(from) else {
            return (Vec::new(), None);
        };
        let Some(closes) = calendar.next_close(opens) else {
            return (vec![(opens, PresenceState::Available)], None);
        };
        let mut dice = Dice::of(self.seed, &["shift", id.as_str(), &opens.to_string()]);
        let at_work = self.people == People::Work;
        if at_work && dice.chance(5) {
            return (vec![(opens, PresenceState::Away)], Some(closes));
        }
        let mut signs = vec![(opens, PresenceState::Available), (closes, PresenceState::Offline)];
        let late = opens.plus(minutes(dice.between(2, 9)));
        if at_work && late < closes && dice.chance(30) {
            signs = vec![(late, PresenceState::Available), (closes, PresenceState::Offline)];
        }
        let away = opens.plus(minutes(dice.between(40, 150)));
        let back = away.plus(minutes(dice.between(15, 50)));
        if at_work && back < closes && dice.chance(35) {
            signs.extend([(away, PresenceState::Away), (back, PresenceState::Available)]);
        }
        signs.sort_by_key(|(at, _)| *at);
        (signs, Some(closes))
    }
}
