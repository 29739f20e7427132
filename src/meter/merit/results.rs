//! What came of some leads, in plain counts.

use serde::{Deserialize, Serialize};

/// One thing that is counted of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// The lead's time with its owner has ended.
    Ended {
        /// With one of the codes that count as success.
        won: bool,
        /// With one of the codes that count as qualified, or as success.
        qualified: bool,
        /// Whether the owner had reached somebody.
        contacted: bool,
    },
    /// The lead has been open for so long that it counts as not won.
    LeftOpen {
        /// Whether the owner had reached somebody.
        contacted: bool,
    },
    /// A lead counted so does not any longer: it has ended otherwise.
    NotLeftOpen {
        /// Whether it was counted as one on which somebody had been reached.
        contacted: bool,
    },
    /// The owner tried to reach somebody for the first time, so long after the lead became theirs.
    Attempted {
        /// In seconds.
        after_s: u32,
    },
    /// The owner reached somebody for the first time, so long after the lead became theirs.
    Contacted {
        /// In seconds.
        after_s: u32,
    },
}

/// What came of some leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// Leads whose time with the agent has ended.
    pub tried: u32,
    /// Of those, with success.
    pub won: u32,
    /// Of those, qualified or won.
    pub qualified: u32,
    /// Of those, with somebody reached.
    pub contacted: u32,
    /// Leads tried for the first time.
    pub attempts: u32,
    /// How long those first attempts took together, in seconds.
    pub attempt_s: u64,
    /// Leads on which somebody was reached for the first time.
    pub contacts: u32,
    /// How long those first contacts took together, in seconds.
    pub contact_s: u64,
}

/// Whether a code counts as won, and whether as qualified: whatever is won is.
pub(crate) fn judged(code: Option<&str>, won: &[String], qualified: &[String]) -> (bool, bool) {
    let among = |codes: &[String]| code.is_some_and(|code| codes.iter().any(|other| other == code));
    let won = among(won);
    (won, won || among(qualified))
}

impl Results {
    /// Counts one thing more.
    pub fn count(&mut self, score: Score) {
        let add = |number: &mut u32, yes: bool| *number = number.saturating_add(u32::from(yes));
        match score {
            Score::Ended { won, qualified, contacted } => {
                add(&mut self.tried, true);
                add(&mut self.won, won);
                add(&mut self.qualified, qualified);
                add(&mut self.contacted, contacted);
            }
            Score::LeftOpen { contacted } => {
                add(&mut self.tried, true);
                add(&mut self.contacted, contacted);
            }
            Score::NotLeftOpen { contacted } => {
                self.tried = self.tried.saturating_sub(1);
                self.contacted = self.contacted.saturating_sub(u32::from(contacted));
            }
            Score::Attempted { after_s } => {
                add(&mut self.attempts, true);
                self.attempt_s = self.attempt_s.saturating_add(u64::from(after_s));
            }
            Score::Contacted { after_s } => {
                add(&mut self.contacts, true);
                self.contact_s = self.contact_s.saturating_add(u64::from(after_s));
            }
        }
    }

    /// The two together.
    #[must_use]
    pub fn plus(self, other: Results) -> Results {
        Results {
            tried: self.tried.saturating_add(other.tried),
            won: self.won.saturating_add(other.won),
            qualified: self.qualified.saturating_add(other.qualified),
            contacted: self.contacted.saturating_add(other.contacted),
            attempts: self.attempts.saturating_add(other.attempts),
            attempt_s: self.attempt_s.saturating_add(other.attempt_s),
            contacts: self.contacts.saturating_add(other.contacts),
            contact_s: self.contact_s.saturating_add(other.contact_s),
        }
    }
}
