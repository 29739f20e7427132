//! Why a contract does not get a lead.

use core::fmt;

use crate::id::{LeadId, Name};
use crate::time::Timestamp;

/// A contract that does not get a lead, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The contract.
    pub contract: Name,
    /// Why.
    pub why: WhyPassed,
    /// When that is over, if nothing else happens; none where nobody knows, or it never is.
    pub clears_at: Option<Timestamp>,
}

/// Why a contract does not get a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyPassed {
    /// The lead is not sold to the buyer.
    Suppressed,
    /// The contract has had this lead and does not get it again.
    HadIt,
    /// The lead is none that it buys.
    Filter {
        /// Which it buys.
        buys: String,
    },
    /// The lead is not good enough.
    Quality {
        /// How good it is, where it says so.
        has: Option<i64>,
        /// How good it has to be.
        needs: i64,
    },
    /// The lead is too old.
    Age {
        /// How old it may be, in seconds: younger than that.
        most_s: u64,
    },
    /// It does not buy at this hour.
    Closed {
        /// By this calendar.
        calendar: Name,
    },
    /// The buyer has had a lead with the same key.
    BoughtBefore {
        /// That lead.
        lead: LeadId,
    },
    /// A cap is full.
    CapFull {
        /// The cap.
        cap: Name,
        /// How much is counted.
        used: u64,
        /// How much would be, with this.
        needed: u64,
        /// Of so much.
        limit: u64,
    },
    /// The buyer has not got the money.
    FundsShort {
        /// What they have left, in minor units.
        left_minor: i128,
        /// What is needed.
        needed_minor: u64,
    },
    /// The bid stands no longer.
    BidExpired {
        /// Since then.
        at: Timestamp,
    },
    /// No set that it may be in brings what the lead has to bring, or it is in none.
    NoSet,
    /// Another set brings more, or as much and goes first.
    Outbid {
        /// What the other brings, in minor units.
        revenue_minor: u64,
    },
    /// Others have had a smaller share of their target.
    Share,
    /// A member of the set and it exclude one another, or have the same buyer.
    Excluded {
        /// The member.
        by: Name,
    },
    /// It does not accept how many buyers the lead goes to.
    HowMany {
        /// How many.
        buyers: u32,
    },
    /// The policy has no such contract any longer.
    Gone,
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not `{}`: {}", self.contract, self.why)?;
        match self.clears_at {
            Some(at) => write!(f, ", until {at}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for WhyPassed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhyPassed::Suppressed => f.write_str("the lead is not sold to this buyer"),
            WhyPassed::HadIt => f.write_str("it has had this lead"),
            WhyPassed::Filter { buys } => write!(f, "it buys {buys}"),
            WhyPassed::Quality { has: Some(has), needs } => write!(f, "quality {has}, {needs} is the least"),
            WhyPassed::Quality { has: None, needs } => write!(f, "no quality, {needs} is the least"),
            WhyPassed::Age { most_s } => write!(f, "not younger than {most_s} s"),
            WhyPassed::Closed { calendar } => write!(f, "`{calendar}` is closed"),
            WhyPassed::BoughtBefore { lead } => write!(f, "the buyer has had it as lead `{lead}`"),
            WhyPassed::CapFull { cap, used, needed, limit } => {
                write!(f, "cap `{cap}` has {used} of {limit} counted and {needed} are needed")
            }
            WhyPassed::FundsShort { left_minor, needed_minor } => {
                write!(f, "the buyer has {left_minor} left and {needed_minor} are needed")
            }
            WhyPassed::BidExpired { at } => write!(f, "the bid stood until {at}"),
            WhyPassed::NoSet => f.write_str("no set with it may have the lead"),
            WhyPassed::Outbid { revenue_minor } => write!(f, "others bring {revenue_minor}"),
            WhyPassed::Share => f.write_str("others have had a smaller share of their target"),
            WhyPassed::Excluded { by } => write!(f, "it does not go with `{by}`"),
            WhyPassed::HowMany { buyers } => write!(f, "the lead goes to {buyers}"),
            WhyPassed::Gone => f.write_str("the policy has it no longer"),
        }
    }
}
