//! Teams, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// What the agents of a team share. A team need not be listed: agents and caps may name any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamDoc {
    /// What agents call it ([`AgentDoc::team`](crate::AgentDoc::team)).
    pub id: Name,
    /// The calendar of the shifts of whoever is of the team and has none of their own; one of the policy's.
    #[serde(default)]
    pub calendar: Option<Name>,
}
