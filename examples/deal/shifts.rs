//! When the simulated agents are here: their calendars, less what keeps people away.

use fairdeal::calendar::Calendar;
use fairdeal::policy::TeamDoc;
use fairdeal::{AgentDoc, AgentId, Policy, PresenceSnapshot, PresenceState, Sign, Timestamp};

use crate::dice::Dice;
use crate::people::People;
use crate::when::minutes;

/// The shifts of the agents and who is here now.
pub(crate) struct Shifts {
    calendars: Vec<Calendar>,
    teams: Vec<TeamDoc>,
    agents: Vec<Shift>,
    signs: PresenceSnapshot,
    seed: u64,
    people: People,
}

/// One agent's: the calendar, and the leaves taken.
struct Shift {
    id: AgentId,
    calendar: Option<Calendar>,
    leaves: Vec<(Timestamp, Timestamp)>,
}

/// One block of work: how an agent's presence changes in it, and when to look for the next.
pub(crate) type Block = (Vec<(Timestamp, PresenceState)>, Option<Timestamp>);

impl Shifts {
    /// Nobody yet.
    pub(crate) fn new(policy: &Policy, seed: u64, people: People) -> Shifts {
        let sets = &policy.doc().holiday_sets;
        let calendars = policy.doc().calendars.iter();
        let calendars = calendars.filter_map(|doc| Calendar::compile_with(doc, sets).ok()).collect();
        let teams = policy.doc().teams.clone();
        Shifts { calendars, teams, agents: Vec::new(), signs: PresenceSnapshot::default(), seed, people }
    }

    /// One more agent, still at home.
    pub(crate) fn add(&mut self, doc: &AgentDoc, at: Timestamp) {
        let named = |name| self.calendars.iter().find(|calendar| calendar.id() == name).cloned();
        let team = self.teams.iter().find(|team| Some(&team.id) == doc.team.as_ref());
        let own = doc.calendar.as_ref().or_else(|| team.and_then(|team| team.calendar.as_ref()));
        let calendar = own.and_then(named);
        self.agents.push(Shift { id: doc.id.clone(), calendar, leaves: Vec::new() });
        self.set(self.agents.len() - 1, PresenceState::Offline, at);
    }

    /// The agent will be on leave.
    pub(crate) fn take_leave(&mut self, agent: usize, from: Timestamp, until: Timestamp) {
        if let Some(shift) = self.agents.get_mut(agent) {
            shift.leaves.push((from, until));
        }
    }

    fn leave(&self, agent: usize, at: Timestamp) -> Option<Timestamp> {
        let leaves = &self.agents.get(agent)?.leaves;
        leaves.iter().filter(|(from, until)| *from <= at && at < *until).map(|(_, until)| *until).max()
    }

    /// Who is here, for the engine.
    pub(crate) fn signs(&self) -> PresenceSnapshot {
        self.signs.clone()
    }

    /// Whether the agent is here and not on leave.
    pub(crate) fn here(&self, agent: usize, now: Timestamp) -> bool {
        let id = self.agents.get(agent).map(|shift| &shift.id);
        let sign = id.and_then(|id| self.signs.of(id));
        sign.is_some_and(|sign| sign.state == PresenceState::Available) && self.leave(agent, now).is_none()
    }

    /// The agent is in this state from now on; whatever tells the engine so goes on telling it.
    pub(crate) fn set(&mut self, agent: usize, state: PresenceState, at: Timestamp) {
        if let Some(shift) = self.agents.get(agent) {
            let sign = Sign::new(shift.id.clone(), state, at);
            self.signs.set(Sign { seen_at: Some(Timestamp::MAX), ..sign });
        }
    }

    /// Nobody tells the engine anything from now on, or everybody does again.
    pub(crate) fn heard(&mut self, until: Timestamp) {
        let signs = self.signs.signs().iter().cloned();
        self.signs = PresenceSnapshot::new(signs.map(|sign| Sign { seen_at: Some(until), ..sign }));
    }

    /// When the agent's shift is open next, leaves not counted.
    pub(crate) fn next_open(&self, agent: usize, at: Timestamp) -> Timestamp {
        let at = self.leave(agent, at).unwrap_or(at);
        let calendar = self.agents.get(agent).and_then(|shift| shift.calendar.as_ref());
        calendar.map_or(at, |calendar| calendar.next_open(at).unwrap_or(Timestamp::MAX))
    }

    /// The agent's next block of work at or after an instant.
    pub(crate) fn block(&self, agent: usize, from: Timestamp) -> Block {
        let Some(Shift { id, calendar, .. }) = self.agents.get(agent) else {
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
        if self.leave(agent, opens).is_some() {
            return (vec![(opens, PresenceState::Offline)], Some(closes));
        }
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
