//! Where a member of a queue stands by merit.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A member's numbers as of the last review, every one that led to the weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// Leads whose time with the agent ended within the window.
    pub tried: u32,
    /// Of those, with success.
    pub won: u32,
    /// What the group would have won of the same mix of leads, in thousandths.
    pub expected_milli: u64,
    /// Successes over expected ones, both with the prior, in basis points: 10,000 is as the group; none below the least
    /// sample.
    pub merit_bp: Option<u32>,
    /// What the merit asks for, in percent of an average weight.
    pub target_percent: u32,
    /// What the weight was before.
    pub before_percent: u32,
    /// What it is now.
    pub weight_percent: u32,
    /// What became of it.
    pub change: Change,
    /// A raise whose effect is not known yet.
    pub raise: Option<Raise>,
    /// How many reviews pass before the next raise, after one was rolled back.
    pub wait: u32,
    /// The tier, where merit says it.
    pub tier: Option<u32>,
}

/// A raise that has to prove itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// The weight before it, in percent.
    pub from_percent: u32,
    /// The merit before it, in basis points.
    pub merit_bp: u32,
    /// When it took effect.
    pub since: Timestamp,
}

/// What became of a weight at a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Too few leads to judge by: the weight of newcomers.
    Newcomer,
    /// As it was.
    Kept,
    /// Raised, as far as one review may.
    Raised,
    /// Lowered.
    Lowered,
    /// More is asked for, but the last raise has not shown its effect yet.
    OnProof,
    /// Back to what it was before the last raise, after which the merit fell.
    RolledBack,
    /// More is asked for, but a raise was rolled back not long ago.
    Waits,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "weight {} %", self.weight_percent)?;
        match self.merit_bp {
            Some(merit) => write!(f, ", merit {} (won {} of {}", Ratio(merit), self.won, self.tried)?,
            None => write!(f, ", too few leads to judge by (won {} of {}", self.won, self.tried)?,
        }
        write!(f, ", expected {})", Milli(self.expected_milli))?;
        match self.change {
            Change::Newcomer | Change::Kept => Ok(()),
            Change::Raised => write!(f, ", raised from {} %", self.before_percent),
            Change::Lowered => write!(f, ", lowered from {} %", self.before_percent),
            Change::OnProof => {
                write!(f, ", {} % once the last raise has shown its effect", self.target_percent)
            }
            Change::RolledBack => write!(f, ", rolled back from {} %: the merit fell", self.before_percent),
            Change::Waits => write!(f, ", no raise for {} review(s) more", self.wait.saturating_add(1)),
        }
    }
}

/// Basis points as a ratio with two digits.
pub(super) struct Ratio(pub(super) u32);

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.0.checked_div(100).unwrap_or(0);
        let (whole, rest) = (hundredths.checked_div(100), hundredths.checked_rem(100));
        write!(f, "{}.{:02}", whole.unwrap_or(0), rest.unwrap_or(0))
    }
}

/// Thousandths with one digit.
pub(super) struct Milli(pub(super) u64);

impl fmt::Display for Milli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.0.checked_div(100).unwrap_or(0);
        let (whole, rest) = (tenths.checked_div(10), tenths.checked_rem(10));
        write!(f, "{}.{}", whole.unwrap_or(0), rest.unwrap_or(0))
    }
}
