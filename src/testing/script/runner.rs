//! Running a scenario.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::command::Command;
use crate::decide::{Decision, Inputs, explain};
use crate::floor::Floor;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::presence::PresenceSnapshot;
use crate::roll::Roll;
use crate::state::FloorState;
use crate::testing::script::difference::{Difference, differences};
use crate::testing::script::line::{Deed, Line};
use crate::testing::script::printed::{Printed, Ticked, When, Why};
use crate::testing::script::read::{BadLine, Script};
use crate::testing::script::seen;
use crate::time::Timestamp;

/// Why a scenario stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// A line cannot be read. Nothing was run.
    #[error(transparent)]
    Bad(#[from] BadLine),
    /// An expectation is not met.
    #[error(transparent)]
    Unmet(#[from] Unmet),
}

/// An expectation that is not met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, step {step}: not as expected{}", listed(differences))]
pub struct Unmet {
    /// The number of the step.
    pub step: u64,
    /// The line of the file.
    pub line: usize,
    /// Where it is not met.
    pub differences: Vec<Difference>,
}

fn listed(differences: &[Difference]) -> String {
    let line = |one: &Difference| {
        format!("\n  {}\n    expected {}\n    got      {}", one.path, one.expected, one.got)
    };
    differences.iter().map(line).collect()
}

/// Reads a scenario and runs it to its end or to the first expectation that is not met; `print` gets every step,
/// the last one included.
///
/// # Errors
/// [`Stop`] says why it stopped.
pub fn play(
    text: &str,
    file: impl FnMut(&str) -> Result<String, String>,
    mut print: impl FnMut(&Printed),
) -> Result<Floor, Stop> {
    let script = Script::read(text, file)?;
    let mut runner = Runner::new(script.policy, script.opens_at);
    for line in &script.lines {
        let (printed, differences) = runner.step(line);
        print(&printed);
        if !differences.is_empty() {
            return Err(Stop::Unmet(Unmet { step: printed.step, line: line.line, differences }));
        }
    }
    Ok(runner.floor)
}

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
            finally: standing(state, &command, &decision.outcome),
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
            faults.extend(differences(&json!({ "state": expect }), &json!({ "state": seen::floor(state) })));
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
        let Some(record) = &decision.recorded else { return (Vec::new(), Why::of(&why)) };
        let before = self.twin.clone();
        if let Err(error) = self.twin.apply(record) {
            faults.push(fault("applied again", &"a record that applies", &error.to_string()));
        }
        if self.twin.policy_digest() != self.policy.digest()
            && let Ok(policy) = Policy::from_json(self.twin.policy_json())
        {
            self.policy = Arc::new(policy);
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

fn fault(what: &str, expected: &impl serde::Serialize, got: &impl serde::Serialize) -> Difference {
    let value = |of: &dyn Fn() -> serde_json::Result<Value>| of().unwrap_or_default();
    Difference {
        path: format!("({what})"),
        expected: value(&|| serde_json::to_value(expected)),
        got: value(&|| serde_json::to_value(got)),
    }
}

/// Where the lead of a command is: the one it names, or the one its outcome does.
fn standing(state: &FloorState, command: &Command, outcome: &Outcome) -> Option<Value> {
    let id_in = |tagged: Value| {
        let body = tagged.as_object()?.values().next()?.clone();
        let id = body.get("lead").or_else(|| body.get("id")).and_then(Value::as_str)?;
        crate::id::LeadId::new(id).ok()
    };
    let about = match command {
        Command::Join(_) | Command::Change(_) | Command::ReplacePolicy(_) | Command::Tick {} => None,
        _ => serde_json::to_value(command).ok().and_then(id_in),
    };
    let about = about.or_else(|| serde_json::to_value(outcome).ok().and_then(id_in))?;
    serde_json::to_value(state.lead_view(&about)?.standing).ok()
}
