//! Who was picked, and what decided.

use core::fmt;

use serde::Serialize;

use super::{span, strides};
use crate::id::AgentId;
use crate::meter::ledger::Turns;
use crate::policy::RankKeyDoc;

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
    /// They had the last lead of the same person, household or account.
    LastOwner,
    /// They are of the team of whoever did.
    TeamOfLastOwner,
    /// All keys alike: the order of the ids.
    Id,
}

impl fmt::Display for Picked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.agent)?;
        let other = self.runner_up.as_ref().map_or_else(String::new, |other| format!(" before `{other}`"));
        match self.decided_by {
            DecidedBy::OnlyOne => write!(f, ": nobody else could take it"),
            DecidedBy::Key { key, margin } => {
                let by = match key {
                    RankKeyDoc::Tier => "a lower tier".to_owned(),
                    RankKeyDoc::Turns => "the turns".to_owned(),
                    RankKeyDoc::LeastRecent => "a less recent offer".to_owned(),
                    RankKeyDoc::LongestIdle | RankKeyDoc::CumulativeIdle => {
                        format!("{} more idle time", span(margin))
                    }
                    RankKeyDoc::Fewest => format!("{margin} open lead(s) fewer"),
                    RankKeyDoc::MostFree => "more capacity left".to_owned(),
                    RankKeyDoc::Fastest => format!("{} less to a first attempt", span(margin)),
                    RankKeyDoc::PowerOfTwo => "the lot".to_owned(),
                    RankKeyDoc::LeastLoaded => format!("{margin} unit(s) less open work"),
                    RankKeyDoc::Priority => "a higher priority".to_owned(),
                    RankKeyDoc::Pointer => "the next place after the pointer".to_owned(),
                    RankKeyDoc::LowestCount => format!("{margin} turn(s) fewer in all"),
                    RankKeyDoc::Stride => format!("a pass lower by {}", strides(margin)),
                    RankKeyDoc::SmoothWeighted => format!("{margin} more credit"),
                    RankKeyDoc::Quota => {
                        "turns left in an earlier round, or fewer taken in this one".to_owned()
                    }
                    RankKeyDoc::Random => "the lesser lot".to_owned(),
                    RankKeyDoc::MeritDraw => "the higher rate drawn".to_owned(),
                };
                write!(f, "{other}, by {by}")
            }
            DecidedBy::Turns { owed, runner_up_owed, tied } => {
                write!(f, "{other}: owed {owed} turn(s) against {runner_up_owed}")?;
                if tied > 0 {
                    write!(
                        f,
                        "; {tied} other(s) due at the same time, so the oldest last turn, then the id decides"
                    )?;
                }
                Ok(())
            }
            DecidedBy::Drawn { units, other_units } => {
                write!(
                    f,
                    "{other}: both drawn by lot, with {units} against {other_units} unit(s) of open work"
                )
            }
            DecidedBy::LastOwner => write!(f, "{other}: they had the last lead"),
            DecidedBy::TeamOfLastOwner => {
                write!(f, "{other}: they are of the team of whoever had the last lead")
            }
            DecidedBy::Id => write!(f, "{other}: alike in everything, so the order of the ids decides"),
        }
    }
}
