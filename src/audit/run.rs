//! A past on one floor.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::past::{Deed, Past};
use super::{Fate, Owned};
use crate::agent::AgentDoc;
use crate::command::{ClaimWay, Command, Disposition};
use crate::event::{ClosedHow, Event, Recorded};
use crate::floor::{Floor, Ran};
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot, Name, QueueSlot};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::presence::{PresenceSnapshot, PresenceState, Sign};
use crate::state::LeadStanding;
use crate::time::Timestamp;

/// What a lead's end is called where the past knows of none.
const DONE: &str = "done";

/// Something that is done later of itself.
#[derive(Clone, Debug)]
enum Later {
    /// The offer is answered.
    Answer { lead: LeadId, agent: AgentId, accepts: bool },
    /// What had been done before anybody owned it is done.
    CatchUp(LeadId),
    /// Its owner is done with it.
    Done(LeadId),
}

/// A sign that never goes stale.
fn here(agent: &AgentId) -> Sign {
    Sign {
        seen_at: Some(Timestamp::MAX),
        active_at: Some(Timestamp::MAX),
        ..Sign::new(agent.clone(), PresenceState::Available, Timestamp::MIN)
    }
}

/// A floor on which a past happens.
#[derive(Clone, Debug)]
pub(super) struct Run<'p> {
    pub(super) floor: Floor,
    past: &'p Past,
    deeds: &'p [&'p (Timestamp, Deed)],
    /// Whether everybody is always there.
    all_here: bool,
    later: BTreeMap<(Timestamp, u64), Later>,
    numbered: u64,
    answered: BTreeMap<LeadId, usize>,
    /// What was done with leads that nobody owns yet.
    kept: BTreeMap<LeadId, Vec<Command>>,
    /// Leads of which the past knows an end.
    ends: BTreeSet<LeadId>,
    leads: BTreeMap<LeadSlot, LeadId>,
    agents: BTreeMap<AgentSlot, AgentId>,
    pub(super) told: Told,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) fates: BTreeMap<LeadId, Fate>,
    /// In order.
    pub(super) arrived: Vec<LeadId>,
    pub(super) left_out: u64,
}

impl<'p> Run<'p> {
    pub(super) fn of(policy: &Arc<Policy>, past: &'p Past, deeds: &'p [&'p (Timestamp, Deed)]) -> Run<'p> {
        let start = deeds.first().map_or(Timestamp::MIN, |(at, _)| *at);
        let (floor, first) = Floor::open(Arc::clone(policy), start);
        let mut run = Run {
            floor,
            past,
            deeds,
            all_here: !deeds.iter().any(|(_, deed)| matches!(deed, Deed::Seen(_))),
            later: BTreeMap::new(),
            numbered: 0,
            answered: BTreeMap::new(),
            kept: BTreeMap::new(),
            ends: BTreeSet::new(),
            leads: BTreeMap::new(),
            agents: BTreeMap::new(),
            told: Told::default(),
        };
        for (_, deed) in deeds {
            if let Deed::Command(command) = deed
                && let Command::Dispose { lead, disposition: Disposition::Final { .. }, .. } = &**command
            {
                run.ends.insert(lead.clone());
            }
        }
        run.note(&first);
        run.look_round(start);
        run
    }

    /// All of it.
    pub(super) fn all(mut self) -> Told {
        let deeds = self.deeds;
        for (at, deed) in deeds {
            self.advance(*at);
            self.deed(*at, deed);
        }
        let last = deeds.last().map(|(at, _)| *at);
        let end = self.past.until.map(|until| until.minus(crate::time::Span::millis(1))).max(last);
        if let Some(end) = end {
            self.advance(end);
        }
        self.told
    }

    /// Everybody is here, for ever, unless the past says who is.
    fn look_round(&mut self, now: Timestamp) {
        if self.all_here {
            self.floor.see(PresenceSnapshot::new(self.agents.values().map(here)), now);
        }
    }

    /// The same on another floor, on which these agents are too.
    pub(super) fn look_round_with(&self, floor: &mut Floor, agents: &[AgentDoc], now: Timestamp) {
        if self.all_here {
            let all = self.agents.values().chain(agents.iter().map(|agent| &agent.id));
            floor.see(PresenceSnapshot::new(all.map(here)), now);
        }
    }

    /// Whatever is due by an instant, in the order of the instants.
    pub(super) fn advance(&mut self, to: Timestamp) {
        loop {
            let due = self.floor.state().next_deadline().filter(|due| *due <= to);
            let next = self.later.first_key_value().map(|((at, _), _)| *at).filter(|at| *at <= to);
            match (due, next) {
                (_, Some(at)) if due.is_none_or(|due| at <= due) => {
                    if let Some(((at, _), later)) = self.later.pop_first() {
                        self.do_later(at, later);
                    }
                }
                (Some(due), _) => {
                    let decisions = self.floor.settle(due);
                    let stuck = decisions.is_empty();
                    for record in decisions.iter().filter_map(|decision| decision.recorded.as_ref()) {
                        self.note(record);
                    }
                    if stuck {
                        return;
                    }
                }
                _ => return,
            }
        }
    }

    fn do_later(&mut self, at: Timestamp, later: Later) {
        match later {
            Later::Answer { lead, agent, accepts } => {
                let command =
                    if accepts { Command::Accept { lead, agent } } else { Command::Decline { lead, agent } };
                self.run(at, &command);
            }
            Later::CatchUp(lead) => {
                for command in self.kept.remove(&lead).unwrap_or_default() {
                    self.by_owner(at, command);
                }
            }
            Later::Done(lead) => {
                let Some(agent) = self.owner(&lead) else { return };
                let disposition = Disposition::Final { code: DONE.to_owned() };
                self.run(at, &Command::Dispose { lead, agent, disposition });
            }
        }
    }

    pub(super) fn deed(&mut self, at: Timestamp, deed: &Deed) {
        let command = match deed {
            Deed::Seen(signs) => {
                self.floor.see(Arc::clone(signs), at);
                let decisions = self.floor.settle(at);
                for record in decisions.iter().filter_map(|decision| decision.recorded.as_ref()) {
                    self.note(record);
                }
                return;
            }
            Deed::Command(command) => &**command,
        };
        match command {
            Command::View { .. }
            | Command::Attempt { .. }
            | Command::Dispose { .. }
            | Command::Return { .. }
            | Command::Transfer { .. }
            | Command::Bridge { .. } => self.by_owner(at, command.clone()),
            Command::Claim { agent, queue, way: ClaimWay::Pick(_) } => {
                let next =
                    Command::Claim { agent: agent.clone(), queue: queue.clone(), way: ClaimWay::Next {} };
                if !self.run(at, command) && !self.run(at, &next) {
                    self.leave_out();
                }
            }
            Command::ReplacePolicy(_) => self.leave_out(),
            Command::Submit(lead) => {
                let ran = self.ran(at, command);
                if let Outcome::Refused(refused) = ran.outcome() {
                    let fate = Fate { refused: Some(refused.to_string()), ..Fate::default() };
                    self.told.arrived.push(lead.id().clone());
                    self.told.fates.insert(lead.id().clone(), fate);
                }
            }
            _ => {
                if !self.run(at, command) {
                    self.leave_out();
                }
            }
        }
    }

    fn leave_out(&mut self) {
        self.told.left_out = self.told.left_out.saturating_add(1);
    }

    /// What somebody did with a lead, done by whoever has it.
    fn by_owner(&mut self, at: Timestamp, mut command: Command) {
        let (Command::View { lead, agent }
        | Command::Attempt { lead, agent, .. }
        | Command::Dispose { lead, agent, .. }
        | Command::Return { lead, agent, .. }
        | Command::Transfer { lead, agent, .. }
        | Command::Bridge { lead, agent }) = &mut command
        else {
            return;
        };
        let lead = lead.clone();
        if let Some(owner) = self.owner(&lead) {
            *agent = owner;
            if !self.run(at, &command) {
                self.leave_out();
            }
            return;
        }
        let standing = self.floor.state().lead_view(&lead).map(|view| view.standing);
        match standing {
            None | Some(LeadStanding::Closed { .. }) => self.leave_out(),
            Some(_) => self.kept.entry(lead).or_default().push(command),
        }
    }

    fn owner(&self, lead: &LeadId) -> Option<AgentId> {
        match self.floor.state().lead_view(lead)?.standing {
            LeadStanding::Owned { agent, .. } => Some(agent),
            _ => None,
        }
    }

    /// Whether it was carried out.
    fn run(&mut self, at: Timestamp, command: &Command) -> bool {
        !matches!(self.ran(at, command).outcome(), Outcome::Refused(_))
    }

    fn ran(&mut self, at: Timestamp, command: &Command) -> Ran {
        let ran = self.floor.run(at, command);
        for record in ran.records() {
            self.note(record);
        }
        ran
    }

    fn schedule(&mut self, at: Timestamp, later: Later) {
        self.numbered = self.numbered.saturating_add(1);
        self.later.insert((at, self.numbered), later);
    }

    fn note(&mut self, record: &Recorded) {
        let agents = self.agents.len();
        for event in &record.events {
            self.event(record.at, event);
        }
        if self.agents.len() > agents {
            self.look_round(record.at);
        }
    }

    fn event(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::AgentJoined { agent, doc } => {
                self.agents.insert(*agent, doc.id.clone());
            }
            Event::LeadArrived { lead, doc } => {
                self.leads.insert(*lead, doc.id().clone());
                self.told.arrived.push(doc.id().clone());
                self.told.fates.insert(doc.id().clone(), Fate::default());
            }
            Event::Offered { lead, agent, .. } => self.offered(at, *lead, *agent),
            Event::Rang(rang) => {
                if let Some(agent) = rang.agents.first() {
                    self.offered(at, rang.lead, *agent);
                }
            }
            Event::Assigned { lead, agent, queue, .. } => self.owned(at, *lead, *agent, *queue),
            Event::Bridged { lead, agent, .. } => self.owned(at, *lead, *agent, None),
            Event::Closed { lead, how: ClosedHow::Archived, .. } => {
                // Nobody will ever own it.
                if let Some(lead) = self.leads.get(lead)
                    && let Some(kept) = self.kept.remove(lead)
                {
                    let count = u64::try_from(kept.len()).unwrap_or(u64::MAX);
                    self.told.left_out = self.told.left_out.saturating_add(count);
                }
            }
            _ => {}
        }
    }

    fn offered(&mut self, at: Timestamp, lead: LeadSlot, agent: AgentSlot) {
        let Some((lead, agent)) = self.leads.get(&lead).cloned().zip(self.agents.get(&agent).cloned()) else {
            return;
        };
        let number = self.answered.entry(lead.clone()).or_default();
        let answer = self.past.answers.get(&lead).and_then(|all| all.get(*number));
        *number = number.saturating_add(1);
        let (when, accepts) = answer.map_or((at, true), |answer| (answer.at.max(at), answer.accepts));
        if when < Timestamp::MAX {
            self.schedule(when, Later::Answer { lead, agent, accepts });
        }
    }

    fn owned(&mut self, at: Timestamp, lead: LeadSlot, agent: AgentSlot, queue: Option<QueueSlot>) {
        let Some((lead, agent)) = self.leads.get(&lead).cloned().zip(self.agents.get(&agent).cloned()) else {
            return;
        };
        let queue: Option<Name> =
            queue.and_then(|queue| self.floor.policy().queue(queue)).map(|queue| queue.id.clone());
        let fate = self.told.fates.entry(lead.clone()).or_default();
        fate.owners.push(Owned { agent, queue, at });
        if self.kept.contains_key(&lead) {
            self.schedule(at, Later::CatchUp(lead.clone()));
        }
        if let Some(span) = self.past.done_after.filter(|_| !self.ends.contains(&lead)) {
            self.schedule(at.plus(span), Later::Done(lead));
        }
    }
}
