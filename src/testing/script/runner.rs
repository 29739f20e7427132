//! Running a scenario, line by line.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::command::Command;
use crate::decide::{Decision, Inputs, explain};
use crate::floor::Floor;
use crate::policy::Policy;
use crate::presence::PresenceSnapshot;
use crate::roll::Roll;
use crate::state::FloorState;
use crate::testing::script::difference::{Difference, differences, fault};
use crate::testing::script::line::{Deed, Line};
use crate::testing::script::printed::{Printed, Ticked, When, Why};
use crate::testing::script::seen;
use crate::time::Timestamp;

/// A floor under a scenario, and a second one beside it that only applies the records.
#[derive(Clone, Debug)]
pub struct Runner {
    floor: Floor,
    twin: FloorState,
    policy: Arc<Policy>,
    signs: Arc<PresenceSnapshot>,
    steps: u64,
}

impl Runner {
    /// Opens the floor.
    #[must_use]
    pub fn new(policy: Policy, opens_at: Timestamp) -> Runner {
        let policy = Arc::new(policy);
        let (floor, first) = Floor::open(Arc::clone(&policy), opens_at);
        let mut twin = FloorState::new();
        // The first record of a floor applies to a floor on which nothing has happened.
        let _ = twin.apply(&first);
        Runner { floor, twin, policy, signs: Arc::default(), steps: 0 }
    }

    /// The floor as it is now.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.floor
    }

    pub(super) fn into_floor(self) -> Floor {
        self.floor
    }

    /// Runs a line: what it prints, and where it is not as the line expects.
    pub fn step(&mut self, line: &Line) -> (Printed, Vec<Difference>) {
        self.steps = self.steps.saturating_add(1);
        let at = line.at;
        if let Deed::See(signs) = &line.deed {
            let mut snapshot = (*self.signs).clone();
            for (agent, sign) in signs {
                snapshot.set(sign.sign(agent, at));
            }
            self.signs = Arc::new(snapshot);
            self.floor.see(Arc::clone(&self.signs), at);
        }
        let mut faults = Vec::new();
        let (before, decision, command, after) = match &line.deed {
            Deed::Do(command) => {
                let ran = self.floor.run(at, command);
                (ran.before, ran.decision, (**command).clone(), ran.after)
            }
            Deed::See(_) | Deed::Settle => {
                let settled = self.floor.settle(at);
                let last = self.floor.decide(at, &Command::Tick {});
                (settled, last, Command::Tick {}, Vec::new())
            }
        };
        let ticks_of = |when: When,
                        ticks: Vec<Decision>,
                        runner: &mut Runner,
                        faults: &mut Vec<Difference>| {
            let ticked = ticks.into_iter().map(|tick| {
                let (events, why) = runner.follow(at, &Command::Tick {}, &tick, faults);
                let at = tick.recorded.as_ref().map_or(at, |record| record.at);
                Ticked { when, at, outcome: tick.outcome, events, explanation: line.explain.then_some(why) }
            });
            ticked.collect::<Vec<_>>()
        };
        let mut ticks = ticks_of(When::Before, before, self, &mut faults);
        let (events, why) = self.follow(at, &command, &decision, &mut faults);
        ticks.extend(ticks_of(When::After, after, self, &mut faults));
        let state = self.floor.state();
        let printed = Printed {
            step: self.steps,
            line: line.line,
            at,
            finally: seen::standing(state, &command, &decision.outcome),
            outcome: decision.outcome,
            events,
            ticks,
            next_deadline: state.next_deadline(),
            explanation: line.explain.then_some(why),
        };
        self.audit(&mut faults);
        if let Some(expect) = &line.expect {
            let got = serde_json::to_value(&printed).unwrap_or_default();
            faults.extend(differences(expect, &got));
        }
        if let Some(expect) = &line.state {
            faults.extend(differences(
                &json!({ "state": expect }),
                &json!({ "state": seen::floor(state, at) }),
            ));
        }
        (printed, faults)
    }

    /// Decides again on the second floor, asks why, and applies what was recorded.
    fn follow(
        &mut self,
        now: Timestamp,
        command: &Command,
        decision: &Decision,
        faults: &mut Vec<Difference>,
    ) -> (Vec<Value>, Why) {
        let roll = Roll::call(&self.policy, &self.twin, Arc::clone(&self.signs), now);
        let (again, why) = explain(&self.policy, &self.twin, &Inputs { now, roll: &roll }, command);
        if again != *decision {
            faults.push(fault("decided again", decision, &again));
        }
        let Some(record) = &decision.recorded else {
            return (Vec::new(), Why::of(&why));
        };
        let before = self.twin.clone();
        if let Err(error) = self.twin.apply(record) {
            faults.push(fault("applied again", &"a record that applies", &error.to_string()));
        }
        if self.twin.policy_digest() != self.policy.digest()
            && let Ok(policy) = Policy::from_json(self.twin.policy_json())
        {
            self.policy = Arc::new(policy.following(&self.policy));
        }
        let events = record.events.iter().map(|event| match event {
            crate::event::Event::Forgotten { .. } => before.readable(event),
            _ => self.twin.readable(event),
        });
        (events.collect(), Why::of(&why))
    }

    /// Both floors must be sound and the same.
    fn audit(&self, faults: &mut Vec<Difference>) {
        let state = self.floor.state();
        if let Err(broken) = state.check() {
            let broken: Vec<String> = broken.iter().map(|broken| format!("{broken:?}")).collect();
            faults.push(fault("the state", &"sound", &broken));
        }
        if *state != self.twin {
            faults.push(fault("the records applied again", &"the same state", &"another one"));
        }
    }
}
