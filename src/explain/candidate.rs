//! Members as a decision saw them: who was picked, who was not, and why.

use serde::Serialize;

use crate::id::{AgentId, Name};
use crate::meter::ledger::Turns;
use crate::meter::merit::{Affined, Drawn, Grade};
use crate::outcome::Refused;
use crate::policy::RankKeyDoc;
use crate::rank::Weighed;

/// A member of a queue as a decision saw them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// The first gate that refused, with its numbers, or that a rotation never comes to a weight of 0
    /// ([`Reason::NoWeight`](crate::Reason::NoWeight)); none if they could take it.
    pub refused: Option<Refused>,
    /// The rank keys in order; the least is next.
    pub rank: Vec<(RankKeyDoc, i64)>,
    /// The turns owed before the deal, where the queue deals turns.
    pub turns_owed: Option<Turns>,
    /// Where they stand by merit, where the queue deals by it and they have been judged.
    pub merit: Option<Grade>,
    /// What their draw was made from, where this pick goes by draws.
    pub drawn: Option<Drawn>,
    /// What they make of such leads, where this pick goes by it.
    pub affinity: Option<Affined>,
    /// The terms of their score, where members are compared by it.
    pub score: Vec<Weighed>,
    /// What counts of their weight so far, in percent, where that grows since they joined.
    pub ramp_percent: Option<u32>,
}

/// Who was picked and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picked {
    /// Who.
    pub agent: AgentId,
    /// Who would have been next.
    pub runner_up: Option<AgentId>,
    /// What told the two apart.
    pub decided_by: DecidedBy,
}

/// What told the one picked from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// Nobody else could take it.
    OnlyOne,
    /// A rank key, by this much.
    Key {
        /// Which.
        key: RankKeyDoc,
        /// The difference, in the key's own unit.
        margin: i64,
    },
    /// The ledger: this turn was due first.
    Turns {
        /// Turns owed to the one picked.
        owed: Turns,
        /// Turns owed to the next.
        runner_up_owed: Turns,
        /// How many were due at the same time; then the oldest last turn, then the id decides.
        tied: u32,
    },
    /// The lot: two were drawn, and the one with less open work was picked, or the one drawn first where both have as
    /// much.
    Drawn {
        /// Units held by the one picked.
        units: i64,
        /// Units held by the other.
        other_units: i64,
    },
    /// They have registered the deal.
    Registration,
    /// They had the last lead of the same person, household or account.
    LastOwner,
    /// They are of the team of whoever did.
    TeamOfLastOwner,
    /// They took the turn of the leads it belongs to.
    OneTurn,
    /// All keys alike: the order of the ids.
    Id,
}

/// Why an agent did not get a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyNot {
    /// Who.
    pub agent: AgentId,
    /// The queue that looked at them.
    pub queue: Name,
    /// The gate that refused; none if they could have taken it and somebody else was before them.
    pub refused: Option<Refused>,
    /// As the queue saw them.
    pub candidate: Candidate,
    /// Who got it, if anybody did.
    pub picked: Option<Picked>,
}
