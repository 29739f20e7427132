//! Teams, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::agent::TraitDoc;
use crate::id::{AgentId, IdError, Name};

/// What the agents of a team share, and what is said of it. A team need not be listed: agents and caps may name any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamDoc {
    /// What agents call it ([`AgentDoc::team`](crate::AgentDoc::team)).
    pub id: Name,
    /// The calendar of the shifts of whoever is of the team and has none of their own; one of the policy's.
    #[serde(default)]
    pub calendar: Option<Name>,
    /// Who leads it, for escalations.
    #[serde(default)]
    pub lead: Option<AgentId>,
    /// What is said of the team as a whole, for scores.
    #[serde(default)]
    pub traits: Vec<TraitDoc>,
}

impl TeamDoc {
    /// A team of which nothing is said yet.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn new(id: &str) -> Result<TeamDoc, IdError> {
        Ok(TeamDoc { id: Name::new(id)?, calendar: None, lead: None, traits: Vec::new() })
    }

    /// The same with a calendar for those of the team who have none of their own.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn on(self, calendar: &str) -> Result<TeamDoc, IdError> {
        Ok(TeamDoc { calendar: Some(Name::new(calendar)?), ..self })
    }
}
