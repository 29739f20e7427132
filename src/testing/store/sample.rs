//! A floor with a real history for a store to keep.

use crate::command::Command;
use crate::event::Recorded;
use crate::floor::Floor;
use crate::id::{FloorId, IdError};
use crate::lead::Lead;
use crate::policy::{Policy, PolicyDoc};
use crate::port::{Commit, Loaded};
use crate::state::FloorState;
use crate::time::{Span, Timestamp};

/// A floor and everything that has happened on it.
#[derive(Clone)]
pub(crate) struct Sample {
    id: FloorId,
    floor: Floor,
    now: Timestamp,
    pub(crate) history: Vec<Recorded>,
}

impl Sample {
    /// A floor on which one record has happened.
    pub(crate) fn new(id: &str) -> Result<Sample, IdError> {
        let id = FloorId::new(id)?;
        let now = Timestamp::clamped(1_750_000_000_000);
        // A policy without parts has nothing that might not compile.
        let policy = PolicyDoc::builder("store-suite")
            .compile()
            .or_else(|_| Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "store-suite"}"#));
        let policy = policy.map_err(|_| IdError::Empty)?;
        let (floor, first) = Floor::open(policy, now);
        Ok(Sample { id, floor, now, history: vec![first] })
    }

    pub(crate) fn floor(&self) -> &FloorId {
        &self.id
    }

    pub(crate) fn revision(&self) -> u64 {
        self.floor.state().revision()
    }

    /// The same history on a floor of another name.
    pub(crate) fn twin(&self, id: &str) -> Option<Sample> {
        Some(Sample { id: FloorId::new(id).ok()?, ..self.clone() })
    }

    /// Lets so many leads come in, one record each; gives the commit that keeps them.
    pub(crate) fn grow(&mut self, records: usize, name: &str) -> Commit {
        self.grow_with(records, name, |lead| lead)
    }

    pub(crate) fn grow_with(&mut self, records: usize, name: &str, shape: impl Fn(Lead) -> Lead) -> Commit {
        let leads = (0..records).map_while(|number| Lead::new(&format!("{name}-{number}")).ok());
        let commands: Vec<Command> = leads.map(|lead| Command::Submit(shape(lead))).collect();
        self.grow_by(&commands)
    }

    /// Carries out commands a second apart; gives the commit that keeps them.
    pub(crate) fn grow_by(&mut self, commands: &[Command]) -> Commit {
        let based_on = self.revision();
        let mut grown = Vec::new();
        for command in commands {
            self.now = self.now.plus(Span::seconds(1));
            let ran = self.floor.run(self.now, command);
            grown.extend(ran.records().cloned());
        }
        self.history.extend_from_slice(&grown);
        Commit { floor: self.id.clone(), based_on, records: grown }
    }

    /// The whole state, as bytes.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        self.floor.state().snapshot()
    }

    /// The state that the records up to a revision make.
    pub(crate) fn state_at(&self, revision: u64) -> Option<FloorState> {
        FloorState::replay(&self.between(0, revision)).ok()
    }

    /// A commit of a part of the history.
    pub(crate) fn part(&self, after: u64, until: u64) -> Commit {
        Commit { floor: self.id.clone(), based_on: after, records: self.between(after, until) }
    }

    fn between(&self, after: u64, until: u64) -> Vec<Recorded> {
        self.history.iter().filter(|r| r.revision > after && r.revision <= until).cloned().collect()
    }

    /// Whether what was loaded takes a host from one revision to another.
    pub(crate) fn judge(&self, loaded: &Loaded, after: u64, until: u64) -> Result<(), String> {
        let mut from = after;
        if let Some(base) = &loaded.base {
            let state =
                FloorState::restore(base).map_err(|error| format!("the base cannot be read: {error}"))?;
            from = state.revision();
            if from < after || from > until {
                return Err(format!("a base at revision {from}"));
            }
            let right = FloorState::replay(&self.between(0, from)).map_err(|error| error.to_string())?;
            if right.snapshot() != state.snapshot() {
                return Err(format!("the base at revision {from} is another state than the records make"));
            }
        }
        let found: Vec<u64> = loaded.records.iter().map(|record| record.revision).collect();
        let wanted = self.between(from, until);
        let right: Vec<u64> = wanted.iter().map(|record| record.revision).collect();
        if found != right {
            return Err(format!("records {} where {} are right", runs(&found), runs(&right)));
        }
        match loaded.records.iter().zip(&wanted).find(|(found, wanted)| found != wanted) {
            Some((record, _)) => Err(format!("record {} is not as it was committed", record.revision)),
            None => Ok(()),
        }
    }
}

/// Numbers as people read them: `1–3, 5`.
fn runs(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    if runs.is_empty() {
        return "none".to_owned();
    }
    let text = runs.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") });
    text.collect::<Vec<_>>().join(", ")
}
