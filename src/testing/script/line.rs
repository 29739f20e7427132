//! One line of a scenario.

use serde::Deserialize;
use serde_json::Value;

use crate::command::Command;
use crate::id::AgentId;
use crate::policy::PolicyDoc;
use crate::testing::script::presence::{SignLine, Signs};
use crate::time::Timestamp;

/// A line after the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, the first being 1.
    pub line: usize,
    /// The instant.
    pub at: Timestamp,
    /// What is done.
    pub deed: Deed,
    /// A part of what the step must print.
    pub expect: Option<Value>,
    /// A part of what the floor must be afterwards.
    pub state: Option<Value>,
    /// Whether to print why.
    pub explain: bool,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// These agents are so from now on; then the floor settles.
    See(Vec<(AgentId, SignLine)>),
    /// A command.
    Do(Box<Command>),
    /// The floor settles.
    Settle,
}

/// A line as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) policy: Option<Box<PolicyDoc>>,
    pub(super) policy_file: Option<String>,
    pub(super) at: Option<Timestamp>,
    pub(super) presence: Option<Signs>,
    #[serde(rename = "do")]
    pub(super) command: Option<Box<Command>>,
    pub(super) tick: Option<Nothing>,
    pub(super) expect: Option<Value>,
    pub(super) state: Option<Value>,
    #[serde(default)]
    pub(super) explain: bool,
}

/// `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl Written {
    /// What the line does; the text says what is wrong with it.
    pub(super) fn deed(&mut self) -> Result<Deed, String> {
        let mut deeds = Vec::new();
        deeds.extend(self.presence.take().map(|Signs(signs)| Deed::See(signs)));
        deeds.extend(self.command.take().map(Deed::Do));
        deeds.extend(self.tick.take().map(|Nothing {}| Deed::Settle));
        match (deeds.pop(), deeds.is_empty()) {
            (Some(deed), true) => Ok(deed),
            (None, _) if self.state.is_some() => Ok(Deed::Settle),
            (None, _) => {
                Err("a line needs `policy`, `policy_file`, `presence`, `do`, `tick` or `state`".to_owned())
            }
            (Some(_), false) => Err("a line has one of `presence`, `do` and `tick`, not several".to_owned()),
        }
    }
}
