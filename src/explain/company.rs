//! Which account the company of a lead is, in an explanation.

use core::fmt;

use serde::Serialize;

use crate::id::AgentId;

/// Which account the company of a lead is, and what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompanyIs {
    /// `accept`, `review`, `reject`, or `not_asked` where no accounts are attached.
    pub verdict: String,
    /// Why it is that.
    pub reason: String,
    /// The account that most speaks for: the match if it is accepted, a suggestion otherwise.
    pub best: Option<AccountWeighed>,
    /// The one that most speaks for after it.
    pub runner_up: Option<AccountWeighed>,
    /// What it would have taken to be sure, if anything.
    pub missing: Option<&'static str>,
    /// Whose leads the account's are, if it is accepted.
    pub owner: Option<AgentId>,
}

/// An account that it might be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountWeighed {
    /// Its id.
    pub account: String,
    /// The one of its names that agrees.
    pub name: String,
    /// What speaks for it.
    pub evidence: String,
    /// Where that name is known from, if it is an alias and that was said.
    pub source: Option<String>,
}

impl fmt::Display for CompanyIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "company: {}: {}", self.verdict, self.reason)?;
        for (what, own) in [("", &self.best), ("next ", &self.runner_up)] {
            if let Some(own) = own {
                write!(f, "; {what}account `{}`, `{}`: {}", own.account, own.name, own.evidence)?;
                if let Some(source) = &own.source {
                    write!(f, ", from {source}")?;
                }
            }
        }
        if let Some(owner) = &self.owner {
            write!(f, "; its leads are `{owner}`'s")?;
        }
        match self.missing {
            Some(missing) => write!(f, "; to be sure it takes {missing}"),
            None => Ok(()),
        }
    }
}
