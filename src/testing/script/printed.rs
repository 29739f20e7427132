//! What a step prints.

use serde::Serialize;
use serde_json::Value;

use crate::explain::Explanation;
use crate::outcome::Outcome;
use crate::time::Timestamp;

/// What a step prints: one JSON line.
#[derive(Clone, Debug, Serialize)]
pub struct Printed {
    /// The number of the step, the first being 1.
    pub step: u64,
    /// The line of the file.
    pub line: usize,
    /// The instant.
    pub at: Timestamp,
    /// What came of the command; of a line that only settles, what the last tick answered: `unchanged`, or why it
    /// was refused.
    pub outcome: Outcome,
    /// What the command brought about, with ids in place of slots.
    pub events: Vec<Value>,
    /// What was due before and what followed.
    pub ticks: Vec<Ticked>,
    /// Where the command's lead is in the end, if it was about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finally: Option<Value>,
    /// When something falls due next.
    pub next_deadline: Option<Timestamp>,
    /// Why, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Why>,
}

/// A tick in a step.
#[derive(Clone, Debug, Serialize)]
pub struct Ticked {
    /// Before the command, because it was due, or after it.
    pub when: When,
    /// The instant it happened at.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Outcome,
    /// What it brought about.
    pub events: Vec<Value>,
    /// Why, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Why>,
}

/// Whether a tick came before or after the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// It had been due.
    Before,
    /// It followed.
    After,
}

/// An explanation as data and as text.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// The findings.
    pub findings: Value,
    /// The same in words, a line each.
    pub text: Vec<String>,
}

impl Why {
    pub(super) fn of(explanation: &Explanation) -> Why {
        let findings = serde_json::to_value(&explanation.findings).unwrap_or_default();
        Why { findings, text: explanation.to_string().lines().map(str::to_owned).collect() }
    }
}
