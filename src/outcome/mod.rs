//! What came of a command: always one of these, never silence.

mod office;
mod price;
mod reason;
mod unroutable;
mod words;

use serde::{Deserialize, Serialize};

use crate::event::{ClosedHow, HeldWhy};
use crate::id::{AgentId, LeadId, Name};
use crate::policy::{Digest, MilestoneDoc};
use crate::time::Timestamp;

pub use office::OfficeReason;
pub use price::{BudgetSpent, NoPrice, OffPace};
pub use reason::Reason;
pub use unroutable::{Clears, Unroutable};

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The lead has an owner.
    Assigned {
        /// The lead.
        lead: LeadId,
        /// Its owner.
        agent: AgentId,
        /// The queue it came from, if from one.
        queue: Option<Name>,
    },
    /// The lead is offered to an agent, who has to accept it.
    Offered {
        /// The lead.
        lead: LeadId,
        /// To whom.
        agent: AgentId,
        /// The first instant at which it is too late to accept.
        until: Timestamp,
    },
    /// The agent has claimed these leads, one after the other.
    ClaimedSeveral {
        /// Their owner.
        agent: AgentId,
        /// The leads, in the order in which they were claimed.
        leads: Vec<LeadId>,
        /// How many were asked for.
        asked: u32,
        /// Why there are no more, where there are fewer: the refusal of the next claim.
        short: Option<Box<Refused>>,
    },
    /// The lead waits in a queue's line or lies in its pool.
    Queued {
        /// The lead.
        lead: LeadId,
        /// The queue.
        queue: Name,
        /// Whether it lies in the open pool.
        pool: bool,
        /// Its place, the next lead being 1.
        position: u64,
    },
    /// The lead is held back until an instant.
    Held {
        /// The lead.
        lead: LeadId,
        /// Until when.
        until: Timestamp,
        /// Why.
        why: HeldWhy,
    },
    /// The lead has nowhere to go.
    Unroutable {
        /// The lead.
        lead: LeadId,
        /// Why.
        why: Unroutable,
        /// What may change it.
        clears: Clears,
    },
    /// The lead is closed.
    Closed {
        /// The lead.
        lead: LeadId,
        /// How it ended.
        how: ClosedHow,
    },
    /// Something was written down, and the lead is where it was.
    Noted {
        /// The lead.
        lead: LeadId,
    },
    /// Closers are rung for a lead.
    Ringing {
        /// The lead.
        lead: LeadId,
        /// Who is rung, in the order of the queue's strategy.
        agents: Vec<AgentId>,
        /// The first instant at which it is too late to accept.
        until: Timestamp,
    },
    /// The lead is a closer's now.
    Bridged {
        /// The lead.
        lead: LeadId,
        /// The closer.
        agent: AgentId,
        /// Who handed it off.
        qualifier: AgentId,
        /// The queue the closer was rung from.
        queue: Name,
    },
    /// No closer took the lead, and whoever was to hand it off keeps it.
    NotBridged {
        /// The lead.
        lead: LeadId,
        /// Its owner.
        agent: AgentId,
    },
    /// The owner of a lead is reminded of what has not happened in time.
    Reminded {
        /// The lead.
        lead: LeadId,
        /// Its owner.
        agent: AgentId,
        /// What has not happened.
        missing: MilestoneDoc,
    },
    /// Somebody is told of what the owner of a lead has not done in time.
    Told {
        /// The lead.
        lead: LeadId,
        /// Its owner.
        agent: AgentId,
        /// Who is told: the id of an agent, or the policy's own word; none if the owner's team has nobody who leads it.
        whom: Option<String>,
        /// What has not happened.
        missing: MilestoneDoc,
    },
    /// Something about an agent was written down.
    AgentNoted {
        /// Who.
        agent: AgentId,
    },
    /// The policy is another one now.
    PolicyReplaced {
        /// Its digest.
        digest: Digest,
    },
    /// A tick looked at a queue's line and could deal nothing.
    Checked {
        /// The queue.
        queue: Name,
        /// When it will be looked at again without an event.
        next: Option<Timestamp>,
    },
    /// A period of a merit is over, and the weights of the queues that deal by it are reviewed.
    MeritReviewed {
        /// The merit.
        merit: Name,
        /// When they are reviewed again, if a lead has ended or a weight is on its way.
        next: Option<Timestamp>,
    },
    /// It is written down which caps are full and which count afresh, for each agent, queue or value they count apart.
    CapsTold {
        /// How many are full.
        full: u32,
        /// How many count afresh.
        reset: u32,
    },
    /// The command was not carried out, and nothing has changed.
    Refused(Refused),
    /// There was nothing to do: a repeat of what had been done already, or a tick before its time.
    Unchanged {
        /// The lead, if the command was about one.
        lead: Option<LeadId>,
    },
}

impl core::fmt::Display for Outcome {
    /// One line for a person to read.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Outcome::Assigned { lead, agent, queue: Some(queue) } => {
                write!(f, "lead `{lead}` is assigned to `{agent}` from queue `{queue}`")
            }
            Outcome::Assigned { lead, agent, queue: None } => {
                write!(f, "lead `{lead}` is assigned to `{agent}`")
            }
            Outcome::Offered { lead, agent, until } => {
                write!(f, "lead `{lead}` is offered to `{agent}` until {until}")
            }
            Outcome::ClaimedSeveral { agent, leads, asked, short } => {
                let names: Vec<String> = leads.iter().map(|lead| format!("`{lead}`")).collect();
                write!(f, "`{agent}` has claimed {} of {asked} lead(s): {}", leads.len(), names.join(", "))?;
                short.as_ref().map_or(Ok(()), |short| write!(f, "; no more: {short}"))
            }
            Outcome::Queued { lead, queue, pool: false, position } => {
                write!(f, "lead `{lead}` waits in queue `{queue}`, place {position}")
            }
            Outcome::Queued { lead, queue, pool: true, position } => {
                write!(f, "lead `{lead}` lies in the pool of queue `{queue}`, place {position}")
            }
            Outcome::Held { lead, until, .. } => write!(f, "lead `{lead}` is held until {until}"),
            Outcome::Unroutable { lead, why, .. } => write!(f, "lead `{lead}` has nowhere to go: {why}"),
            Outcome::Closed { lead, .. } => write!(f, "lead `{lead}` is closed"),
            Outcome::Noted { lead } => write!(f, "noted for lead `{lead}`"),
            Outcome::Ringing { lead, agents, until } => {
                let names: Vec<String> = agents.iter().map(|agent| format!("`{agent}`")).collect();
                write!(f, "lead `{lead}` rings at {} until {until}", names.join(", "))
            }
            Outcome::Bridged { lead, agent, qualifier, queue } => {
                write!(f, "lead `{lead}` is handed by `{qualifier}` to `{agent}` of queue `{queue}`")
            }
            Outcome::NotBridged { lead, agent } => {
                write!(f, "no closer takes lead `{lead}`, `{agent}` keeps it")
            }
            Outcome::Reminded { lead, agent, .. } => write!(f, "`{agent}` is reminded of lead `{lead}`"),
            Outcome::Told { lead, agent, whom: Some(whom), .. } => {
                write!(f, "`{whom}` is told of lead `{lead}` of `{agent}`")
            }
            Outcome::Told { lead, agent, whom: None, .. } => {
                write!(f, "nobody is named to be told of lead `{lead}` of `{agent}`")
            }
            Outcome::AgentNoted { agent } => write!(f, "noted for agent `{agent}`"),
            Outcome::PolicyReplaced { digest } => write!(f, "policy {digest} is in force"),
            Outcome::Checked { queue, next: Some(next) } => {
                write!(f, "nobody can take a lead of queue `{queue}` before {next}")
            }
            Outcome::Checked { queue, next: None } => {
                write!(f, "nobody can take a lead of queue `{queue}` now")
            }
            Outcome::MeritReviewed { merit, .. } => write!(f, "weights by merit `{merit}` are reviewed"),
            Outcome::CapsTold { full, reset } => {
                write!(f, "caps are full for {full} counter(s) and count afresh for {reset}")
            }
            Outcome::Refused(refused) => write!(f, "refused: {refused}"),
            Outcome::Unchanged { .. } => f.write_str("nothing to do"),
        }
    }
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}{}", clears_text(*clears_at))]
pub struct Refused {
    /// The reason with its values.
    pub reason: Reason,
    /// The first instant at which the same command would pass, everything else unchanged; none if only an event
    /// can change it.
    pub clears_at: Option<Timestamp>,
}

fn clears_text(clears_at: Option<Timestamp>) -> String {
    clears_at.map(|at| format!("; clears at {at}")).unwrap_or_default()
}
