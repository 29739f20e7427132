//! Reading a scenario: every line before the first is run, so that a bad file runs nothing.

use crate::policy::{Policy, PolicyDoc, reading_issue};
use crate::testing::script::expectation::{of_print, of_state, spelled_out};
use crate::testing::script::line::{Line, Written};
use crate::time::Timestamp;

/// A scenario, read and checked.
#[derive(Clone, Debug)]
pub struct Script {
    /// The policy the floor opens with.
    pub policy: Policy,
    /// When it opens.
    pub opens_at: Timestamp,
    /// The lines after the policy.
    pub lines: Vec<Line>,
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct BadLine {
    /// Its number, the first being 1.
    pub line: usize,
    /// The byte in the line, the first being 1.
    pub column: usize,
    /// What is wrong with it.
    pub message: String,
}

impl Script {
    /// Reads a scenario. `file` gives the text of the file a `policy_file` line names.
    ///
    /// # Errors
    /// [`BadLine`], the first.
    pub fn read(text: &str, mut file: impl FnMut(&str) -> Result<String, String>) -> Result<Script, BadLine> {
        let mut opening: Option<(Policy, Option<Timestamp>)> = None;
        let mut lines = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() || text.trim_start().starts_with('#') {
                continue;
            }
            let bad = |column: usize, message: String| BadLine { line, column, message };
            let mut written: Written = serde_json::from_str(text).map_err(|error| {
                let issue = reading_issue(&error);
                let mean =
                    issue.suggestion.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default();
                bad(error.column().max(1), format!("{}{mean}", issue.message))
            })?;
            let policy = match (written.policy.take(), written.policy_file.take()) {
                (None, None) => None,
                (Some(doc), None) => Some(compiled(&doc)),
                (None, Some(path)) => Some(file(&path).and_then(|json| from_json(&json))),
                (Some(_), Some(_)) => Some(Err("a line has `policy` or `policy_file`, not both".to_owned())),
            };
            let column_of = |key: &str| text.find(&format!("\"{key}\"")).map_or(1, |at| at.saturating_add(1));
            if let Some(policy) = policy {
                let key = if text.contains("\"policy\"") { "policy" } else { "policy_file" };
                let policy = policy.map_err(|message| bad(column_of(key), message))?;
                if opening.replace((policy, written.at)).is_some() {
                    let message =
                        "the floor is open already; `do` a `replace_policy` to go on under another policy";
                    return Err(bad(column_of(key), message.to_owned()));
                }
                if written.deed().is_ok() || written.expect.is_some() {
                    return Err(bad(1, "a policy line does nothing else".to_owned()));
                }
                continue;
            }
            let deed = written.deed().map_err(|message| bad(1, message))?;
            if opening.is_none() {
                return Err(bad(1, "the first line has to be the policy".to_owned()));
            }
            let at = written.at.ok_or_else(|| bad(1, "the line says no `at`".to_owned()))?;
            let checked = of_print(written.expect.as_ref()).and_then(|()| of_state(written.state.as_ref()));
            checked.map_err(|(key, message)| bad(column_of(&key), message))?;
            let (expect, state, explain) = (written.expect.map(spelled_out), written.state, written.explain);
            lines.push(Line { line, at, deed, expect, state, explain });
        }
        let end = BadLine {
            line: text.lines().count().max(1),
            column: 1,
            message: "there is no policy".to_owned(),
        };
        let (policy, at) = opening.ok_or(end)?;
        let opens_at = at.or(lines.first().map(|line| line.at)).unwrap_or(Timestamp::MIN);
        Ok(Script { policy, opens_at, lines })
    }
}

fn compiled(doc: &PolicyDoc) -> Result<Policy, String> {
    Policy::compile(doc).map_err(|error| error.to_string().replace('\n', "; "))
}

fn from_json(json: &str) -> Result<Policy, String> {
    Policy::from_json(json).map_err(|error| error.to_string().replace('\n', "; "))
}
