//! What comes of asking an exchange, and what the host is to do next.

use core::fmt;

use crate::attribute::Value;
use crate::currency::Currency;
use crate::id::{LeadId, Name};
use crate::matching::AttributeFault;
use crate::selling::event::SaleRecord;
use crate::selling::state::SaleStanding;
use crate::selling::why::PassedOver;
use crate::time::Timestamp;

/// A decision: what comes of a command, and what the host has to keep for it to be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleDecision {
    /// What comes of it.
    pub outcome: SaleOutcome,
    /// What the host keeps and applies; none where nothing changes.
    pub recorded: Option<SaleRecord>,
}

/// What comes of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaleOutcome {
    /// A lead went on, or was looked at.
    Lead(LeadNews),
    /// A deposit was made, or a lead forgotten.
    Done,
    /// Nothing was due.
    Unchanged,
    /// It cannot be done, or not now.
    Refused(SaleRefused),
}

/// How a lead stands, and what the host is to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadNews {
    /// The lead.
    pub lead: LeadId,
    /// How far its sale is.
    pub standing: SaleStanding,
    /// What it is sold for by this decision, in minor units; none where it is not.
    pub sold_minor: Option<u64>,
    /// What is paid back by this decision, in minor units; none where nothing was taken back.
    pub refunded_minor: Option<u64>,
    /// Whether it had been sold, and everybody has given it back.
    pub given_back: bool,
    /// What the host does once the record is kept, in this order.
    pub asks: Vec<SaleAsk>,
    /// The contracts that this decision passed over, and why; in the order they were.
    pub passed_over: Vec<PassedOver>,
}

/// What a host does for an exchange. Each is safe to do again: a buyer who is asked twice answers twice, and the second answer is
/// refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaleAsk {
    /// Ask a buyer for a bid.
    Ping {
        /// The contract.
        contract: Name,
        /// Its buyer.
        buyer: Name,
        /// What they are shown of the lead, and nothing else is.
        shown: Vec<(Name, Value)>,
        /// A bid counts that comes before this.
        until: Timestamp,
    },
    /// Give a buyer the lead.
    Post {
        /// The contract.
        contract: Name,
        /// Its buyer.
        buyer: Name,
        /// For how much, in minor units.
        price_minor: u32,
        /// An answer that comes before this is in time.
        until: Timestamp,
    },
    /// Tell a buyer who has taken the lead that the sale is void: the set they took it in did not come about.
    Void {
        /// The contract.
        contract: Name,
        /// Its buyer.
        buyer: Name,
    },
}

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SaleRefused {
    /// The policy has no exchange.
    #[error("the policy has no exchange")]
    NoExchange,
    /// The instant lies before the last decision.
    #[error("it is {clock} already")]
    ClockBack {
        /// The instant of the last decision.
        clock: Timestamp,
    },
    /// The lead is for sale, or was.
    #[error("lead `{0}` is known already")]
    KnownLead(LeadId),
    /// The lead is not.
    #[error("lead `{0}` is not known")]
    UnknownLead(LeadId),
    /// The lead cannot be read.
    #[error("{0}")]
    Attributes(AttributeFault),
    /// No terms hold for the lead.
    #[error("no terms hold for it: it is not for sale")]
    NoTerms,
    /// The lead was sold already.
    #[error("by `{rule}` it is the same as lead `{of}`{}", cleared(.clears_at))]
    Duplicate {
        /// The rule by which it was.
        rule: Name,
        /// The earlier lead.
        of: LeadId,
        /// When it may be sold; none while the earlier one is for sale.
        clears_at: Option<Timestamp>,
    },
    /// The buyer was not asked.
    #[error("contract `{0}` was not asked")]
    NotAsked(Name),
    /// The buyer has answered already.
    #[error("contract `{0}` has answered already")]
    Answered(Name),
    /// The bid came too late.
    #[error("the time for bids of contract `{contract}` was over at {until}")]
    LateBid {
        /// The contract.
        contract: Name,
        /// When the time was over.
        until: Timestamp,
    },
    /// The bid is less or more than the contract says.
    #[error("{price_minor} is not between {min_minor} and {max_minor}")]
    BidOutOfRange {
        /// The bid.
        price_minor: u32,
        /// The least.
        min_minor: u32,
        /// The most.
        max_minor: u32,
    },
    /// The bid is in another currency.
    #[error("the bid is in {found}, leads are sold in {expected}")]
    WrongCurrency {
        /// What leads are sold in.
        expected: Currency,
        /// What the bid is in.
        found: Currency,
    },
    /// There is no room for what was bid.
    #[error("{0}")]
    NoRoom(PassedOver),
    /// The lead was not sold under the contract, or was given back already.
    #[error("lead `{lead}` is not sold under contract `{contract}`, or was given back")]
    NotSold {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// Nothing is taken back.
    #[error("nothing is taken back")]
    NoReturns,
    /// It was given back too late.
    #[error("it could be given back before {until}")]
    ReturnWindow {
        /// When the time was over.
        until: Timestamp,
    },
    /// It is not taken back for this reason.
    #[error("it is not taken back for `{0}`")]
    ReturnReason(String),
    /// Too many were given back.
    #[error("{returned} of {bought} leads are given back, and {cap_bp} basis points may be")]
    ReturnRate {
        /// How many were.
        returned: u64,
        /// How many were bought in the span.
        bought: u64,
        /// How many may be.
        cap_bp: u32,
    },
    /// The lead's sale is not over, or a return of it not decided.
    #[error("lead `{0}` is not done with")]
    NotDone(LeadId),
    /// There is no such buyer, or they do not pay in advance.
    #[error("buyer `{0}` does not pay in advance")]
    NotPrepaid(Name),
    /// Nothing is paid.
    #[error("a deposit is at least 1")]
    NoAmount,
}

fn cleared(at: &Option<Timestamp>) -> String {
    at.map(|at| format!(", until {at}")).unwrap_or_default()
}

impl fmt::Display for SaleAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SaleAsk::Ping { contract, shown, until, .. } => {
                write!(f, "ask `{contract}` for a bid before {until}, showing")?;
                if shown.is_empty() {
                    return f.write_str(" nothing");
                }
                shown.iter().enumerate().try_for_each(|(at, (name, value))| {
                    let value = serde_json::to_string(value).unwrap_or_default();
                    write!(f, "{} {name}={value}", if at == 0 { "" } else { "," })
                })
            }
            SaleAsk::Post { contract, price_minor, until, .. } => {
                write!(f, "give it to `{contract}` for {price_minor}, who answers before {until}")
            }
            SaleAsk::Void { contract, .. } => write!(f, "tell `{contract}` that the sale is void"),
        }
    }
}

impl fmt::Display for LeadNews {
    /// The standing, then a line for each ask and each contract passed over.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = match self.standing {
            SaleStanding::Pinging => "waits for bids",
            SaleStanding::Posting => "waits for answers",
            SaleStanding::Unresolved => "is unresolved",
            SaleStanding::Sold => "is sold",
            SaleStanding::Unsold => "is not sold",
        };
        write!(f, "lead `{}` {standing}", self.lead)?;
        if let Some(sold) = self.sold_minor {
            write!(f, " for {sold}")?;
        }
        if let Some(refunded) = self.refunded_minor {
            write!(f, ", {refunded} are paid back")?;
        }
        self.asks.iter().try_for_each(|ask| write!(f, "\n{ask}"))?;
        self.passed_over.iter().try_for_each(|own| write!(f, "\n{own}"))
    }
}

impl fmt::Display for SaleOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SaleOutcome::Lead(news) => news.fmt(f),
            SaleOutcome::Done => f.write_str("done"),
            SaleOutcome::Unchanged => f.write_str("nothing was due"),
            SaleOutcome::Refused(why) => write!(f, "refused: {why}"),
        }
    }
}
