//! Why an office does not get a lead.

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, Name};
use crate::time::Timestamp;

/// Why an office does not get a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OfficeReason {
    /// None of its people could take the lead.
    #[error("nobody of office `{agent}`, in queue `{queue}`, could take the lead")]
    NobodyInside {
        /// The office.
        agent: AgentId,
        /// The queue of its people.
        queue: Name,
    },
    /// They have not kept to the queue's standard of follow-up.
    #[error(
        "`{agent}` is suspended from queue `{queue}`, whose standard they did not keep to, until {}",
        until.map_or_else(|| "a manager says so".to_owned(), |until| until.to_string())
    )]
    Suspended {
        /// The office, or the person.
        agent: AgentId,
        /// The queue.
        queue: Name,
        /// Until when; none is until a manager says so.
        until: Option<Timestamp>,
    },
    /// Somebody else has registered the deal.
    #[error("`{holder}` has registered `{key}` by `{by}` until {until}, and not `{agent}`")]
    RegisteredByOther {
        /// By what leads belong together.
        by: Name,
        /// The text.
        key: String,
        /// The holder.
        holder: AgentId,
        /// Until when.
        until: Timestamp,
        /// Who would have it too.
        agent: AgentId,
    },
    /// The agent holds no such deal.
    #[error("`{agent}` has not registered `{key}` by `{by}`")]
    NotRegistered {
        /// By what leads belong together.
        by: Name,
        /// The text.
        key: String,
        /// Who.
        agent: AgentId,
    },
    /// The policy has no such `sticky`, or one by which no deals are registered, or the text is empty.
    #[error("no deal can be registered for `{key}` by `{by}`")]
    NoRegistration {
        /// The name.
        by: Name,
        /// The text.
        key: String,
    },
    /// A skill was certified for a time, which is over.
    #[error("skill `{skill}` of `{agent}` lapsed at {lapsed_at}, and this lead needs {needed}")]
    Lapsed {
        /// The office, or the person.
        agent: AgentId,
        /// The skill.
        skill: String,
        /// The level asked for.
        needed: u32,
        /// The first instant at which it was not had any longer.
        lapsed_at: Timestamp,
    },
    /// It is an office, and only people can take the lead so.
    #[error("`{agent}` is an office: only its people, in queue `{queue}`, can take the lead so")]
    NotAPerson {
        /// The office.
        agent: AgentId,
        /// The queue of its people.
        queue: Name,
    },
}
