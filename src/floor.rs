//! One floor in memory: policy, state and presence together, driven a command at a time.

use std::sync::Arc;

use crate::command::Command;
use crate::decide::{
    Asking, Decision, Inputs, Listed, Work, decide, explain, list, open, who_first, work_list,
};
use crate::event::Recorded;
use crate::explain::Explanation;
use crate::id::{AgentId, Name};
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::{Policy, PolicyError};
use crate::presence::PresenceSnapshot;
use crate::roll::Roll;
use crate::state::{ApplyError, FloorState};
use crate::time::Timestamp;

/// A floor in memory: decides, applies, and ticks for you.
///
/// What the [`Engine`](crate::Engine) does over a store, without one: for tests, simulations, prototypes and hosts that
/// keep the records themselves. A host with a database takes the engine, or a [`Flow`](crate::Flow) for a loop of its
/// own.
#[derive(Clone, Debug)]
pub struct Floor {
    policy: Arc<Policy>,
    state: FloorState,
    roll: Roll,
}

/// What running a command brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// What had been due before, tick by tick.
    pub before: Vec<Decision>,
    /// The command itself.
    pub decision: Decision,
    /// What followed from it at the same instant, tick by tick.
    pub after: Vec<Decision>,
}

impl Ran {
    /// All decisions in order.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.before.iter().chain([&self.decision]).chain(&self.after)
    }

    /// All records in order: what a host has to keep.
    pub fn records(&self) -> impl Iterator<Item = &Recorded> {
        self.decisions().filter_map(|decision| decision.recorded.as_ref())
    }

    /// What came of the command.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.decision.outcome
    }
}

impl Floor {
    /// A new floor, and the first record of its history.
    #[must_use]
    pub fn open(policy: impl Into<Arc<Policy>>, now: Timestamp) -> (Floor, Recorded) {
        let policy = policy.into();
        let first = open(&policy, now);
        let mut state = FloorState::new();
        // The first record of a floor applies to a floor on which nothing has happened.
        let _ = state.apply(&first);
        let roll = Roll::call(&policy, &state, PresenceSnapshot::default(), now);
        (Floor { policy, state, roll }, first)
    }

    /// A floor that goes on from a state, under the policy the state itself holds.
    ///
    /// # Errors
    /// [`PolicyError`] when the state's policy does not compile with this release.
    pub fn resume(state: FloorState) -> Result<Floor, PolicyError> {
        let policy = Arc::new(Policy::from_json(state.policy_json())?);
        let roll = Roll::call(&policy, &state, PresenceSnapshot::default(), state.clock());
        Ok(Floor { policy, state, roll })
    }

    /// The floor with accounts that its policy is to ask, now and after it is replaced.
    ///
    /// # Errors
    /// [`PolicyError`] when the policy asks no accounts, has a list of its own, or asks for others by their digest.
    #[cfg(feature = "accounts")]
    pub fn with_accounts(
        mut self,
        accounts: Arc<crate::matching::account::Accounts>,
    ) -> Result<Floor, PolicyError> {
        self.policy = Arc::new(Policy::clone(&self.policy).with_accounts(accounts)?);
        Ok(self)
    }

    /// The floor under its own policy, with the accounts that are attached to another.
    pub(crate) fn following(mut self, other: &Policy) -> Floor {
        self.policy = Arc::new(Policy::clone(&self.policy).following(other));
        self
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The state.
    #[must_use]
    pub fn state(&self) -> &FloorState {
        &self.state
    }

    /// Takes in what is known of presence from now on. Run a command or [`Floor::settle`] afterwards: leads that wait
    /// go to whoever has come.
    pub fn see(&mut self, signs: impl Into<Arc<PresenceSnapshot>>, now: Timestamp) {
        self.roll = Roll::call(&self.policy, &self.state, signs, now);
    }

    /// Decides a command and changes nothing.
    #[must_use]
    pub fn decide(&self, now: Timestamp, command: &Command) -> Decision {
        decide(&self.policy, &self.state, &Inputs { now, roll: &self.roll }, command)
    }

    /// Decides a command, changes nothing, and says why.
    #[must_use]
    pub fn explain(&self, now: Timestamp, command: &Command) -> (Decision, Explanation) {
        explain(&self.policy, &self.state, &Inputs { now, roll: &self.roll }, command)
    }

    /// The leads of a queue that an agent may pick from, at the most `most`; see [`list`].
    ///
    /// # Errors
    /// The refusal a claim would get.
    pub fn list(
        &self,
        now: Timestamp,
        agent: &AgentId,
        queue: &Name,
        most: usize,
    ) -> Result<Vec<Listed>, Refused> {
        list(&self.policy, &self.state, &Inputs { now, roll: &self.roll }, agent, queue, most)
    }

    /// Everything an agent can do next, the next best first; see [`work_list`].
    ///
    /// # Errors
    /// No such agent is on the floor.
    pub fn work_list(&self, agent: &AgentId, now: Timestamp) -> Result<Vec<Work>, Refused> {
        work_list(&self.policy, &self.state, &Inputs { now, roll: &self.roll }, agent)
    }

    /// Of agents who ask a queue for its next lead at one instant, who is served first; see [`who_first`].
    ///
    /// # Errors
    /// No such queue or agent, or the queue allows no blind claim.
    pub fn who_first(
        &self,
        queue: &Name,
        agents: &[AgentId],
        now: Timestamp,
    ) -> Result<Vec<Asking>, Refused> {
        who_first(&self.policy, &self.state, &Inputs { now, roll: &self.roll }, queue, agents)
    }

    /// Takes in a record: one decided here, or read from a store.
    ///
    /// # Errors
    /// [`ApplyError`] when the record does not follow; nothing has changed then.
    pub fn apply(&mut self, record: &Recorded) -> Result<(), ApplyError> {
        let before = self.state.policy_digest();
        self.state.apply(record)?;
        if self.state.policy_digest() != before
            && let Ok(policy) = Policy::from_json(self.state.policy_json())
        {
            self.policy = Arc::new(policy.following(&self.policy));
        }
        Ok(())
    }

    /// Carries out a command: first whatever has been due, then the command, then whatever follows at once.
    pub fn run(&mut self, now: Timestamp, command: &Command) -> Ran {
        let before = self.settle(now);
        let decision = self.step(now, command);
        let after = if decision.recorded.is_some() { self.settle(now) } else { Vec::new() };
        Ran { before, decision, after }
    }

    /// Carries out whatever is due by an instant, and deals whatever leads wait to whoever is here: ticks until nothing
    /// is left.
    pub fn settle(&mut self, now: Timestamp) -> Vec<Decision> {
        let mut decisions = Vec::new();
        loop {
            let decision = self.step(now, &Command::Tick {});
            if decision.recorded.is_none() {
                return decisions;
            }
            decisions.push(decision);
        }
    }

    fn step(&mut self, now: Timestamp, command: &Command) -> Decision {
        let decision = self.prepare(now, command);
        if let Some(record) = &decision.recorded
            && let Err(error) = self.apply(record)
        {
            // What was decided on this very state applies to it; if ever it does not, nothing is hidden or half done.
            let reason = Reason::Fault { what: error.to_string() };
            return Decision {
                outcome: Outcome::Refused(Refused { reason, clears_at: None }),
                recorded: None,
            };
        }
        decision
    }

    /// Decides with a roll that holds, and applies nothing.
    pub(crate) fn prepare(&mut self, now: Timestamp, command: &Command) -> Decision {
        self.refresh(now);
        self.decide(now, command)
    }

    /// Takes in presence unless it is what is known already.
    pub(crate) fn notice(&mut self, signs: &Arc<PresenceSnapshot>, now: Timestamp) {
        if !Arc::ptr_eq(self.roll.signs(), signs) {
            self.see(Arc::clone(signs), now);
        }
    }

    /// Whether no lead waits in line.
    pub(crate) fn nobody_waits(&self) -> bool {
        self.state.waiting().next().is_none()
    }

    /// Calls the roll again if it no longer holds at the instant the next decision is made for.
    fn refresh(&mut self, now: Timestamp) {
        let at = self.state.next_deadline().map_or(now, |due| due.max(self.state.clock()).min(now));
        if !self.roll.holds(&self.state, at) {
            self.roll = Roll::call(&self.policy, &self.state, Arc::clone(self.roll.signs()), at);
        }
    }
}
