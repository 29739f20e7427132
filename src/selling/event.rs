//! What happens on an exchange: all that its state is made of.

use serde::{Deserialize, Serialize};

use crate::id::{LeadId, Name};
use crate::lead::Lead;
use crate::selling::count::{Counted, SaleKey};
use crate::selling::state::{Asked, SaleTermsOf};
use crate::time::Timestamp;

/// One decision's events, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRecord {
    /// The revision of the exchange after it: one more than before.
    pub revision: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What happened.
    pub events: Vec<SaleEvent>,
}

/// What happened. Whatever is needed later was worked out when it was decided, and stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleEvent {
    /// A lead came in for sale.
    Offered {
        /// The lead.
        lead: Lead,
        /// To how many, for how much and to whom not.
        terms: SaleTermsOf,
        /// By what it is known again.
        keys: Vec<SaleKey>,
    },
    /// It came to a level.
    LevelEntered {
        /// The lead.
        lead: LeadId,
        /// The level.
        level: Name,
        /// The contracts that would have it: those that were asked for a bid, and those whose price is fixed.
        asked: Vec<(Name, Asked)>,
    },
    /// A buyer has bid.
    BidTaken {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// The bid in minor units.
        price_minor: u32,
        /// When it stands no longer.
        expires_at: Option<Timestamp>,
    },
    /// A buyer does not bid, or has no room for what they would have bid.
    BidDeclined {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// The time for bids was over.
    BidsTimedOut {
        /// The lead.
        lead: LeadId,
        /// The contracts that had not bid.
        contracts: Vec<Name>,
    },
    /// Room under caps, and funds, were reserved.
    Held {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// Its buyer.
        buyer: Name,
        /// What is counted, and where.
        counts: Vec<Counted>,
        /// Reserved of the buyer's funds.
        funds_minor: u64,
    },
    /// What was reserved is free again.
    Released {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// Who gets the lead was decided. Those who have accepted stay; all others chosen before are chosen no longer.
    Chosen {
        /// The lead.
        lead: LeadId,
        /// Those who are chosen now, dearest first.
        members: Vec<ChosenMember>,
    },
    /// Chosen buyers were given the lead.
    Posted {
        /// The lead.
        lead: LeadId,
        /// Their contracts.
        contracts: Vec<Name>,
        /// The time they have to answer.
        until: Timestamp,
    },
    /// One of them takes it.
    PostAccepted {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// One of them does not.
    PostRejected {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// Why not.
        reason: String,
    },
    /// One of them would take it for another price.
    PriceChanged {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// The price in minor units.
        price_minor: u32,
    },
    /// Whether one of them has taken it is not known: nobody else gets it until that is.
    PostUnknown {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// Somebody has taken it, and the set they took it in did not come about.
    Voided {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// The lead is sold to a buyer.
    Sold {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// Its buyer.
        buyer: Name,
        /// What they pay, in minor units.
        price_minor: u32,
        /// What is counted beside what was reserved.
        counts: Vec<Counted>,
        /// By what the buyer knows it again.
        keys: Vec<SaleKey>,
    },
    /// The sale is over.
    Closed {
        /// The lead.
        lead: LeadId,
        /// Whether it is sold.
        sold: bool,
    },
    /// A buyer wants to give the lead back.
    ReturnAsked {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// Why.
        reason: String,
        /// When it is taken back if nobody decides.
        until: Timestamp,
        /// It counts towards the rate of returns.
        count: Counted,
    },
    /// It is not taken back.
    ReturnRefused {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// It is.
    Returned {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// What is paid back, in minor units.
        refund_minor: u32,
        /// What is counted no longer.
        given_back: Vec<Counted>,
    },
    /// Everybody has given it back, and it is for sale again.
    Reopened {
        /// The lead.
        lead: LeadId,
        /// Who has had it.
        suppressed: Vec<Name>,
    },
    /// A buyer has paid in advance.
    Deposited {
        /// The buyer.
        buyer: Name,
        /// How much, in minor units.
        amount_minor: u64,
    },
    /// A lead was forgotten.
    Forgotten {
        /// The lead.
        lead: LeadId,
    },
}

/// One who is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenMember {
    /// The contract.
    pub contract: Name,
    /// Its buyer.
    pub buyer: Name,
    /// The price in minor units.
    pub price_minor: u32,
    /// The fewest buyers it accepts.
    pub least: u32,
    /// The most.
    pub most: u32,
}

impl SaleEvent {
    /// The lead it is about; a deposit is about none.
    #[must_use]
    pub fn lead(&self) -> Option<&LeadId> {
        match self {
            SaleEvent::Offered { lead, .. } => Some(lead.id()),
            SaleEvent::LevelEntered { lead, .. }
            | SaleEvent::BidTaken { lead, .. }
            | SaleEvent::BidDeclined { lead, .. }
            | SaleEvent::BidsTimedOut { lead, .. }
            | SaleEvent::Held { lead, .. }
            | SaleEvent::Released { lead, .. }
            | SaleEvent::Chosen { lead, .. }
            | SaleEvent::Posted { lead, .. }
            | SaleEvent::PostAccepted { lead, .. }
            | SaleEvent::PostRejected { lead, .. }
            | SaleEvent::PriceChanged { lead, .. }
            | SaleEvent::PostUnknown { lead, .. }
            | SaleEvent::Voided { lead, .. }
            | SaleEvent::Sold { lead, .. }
            | SaleEvent::Closed { lead, .. }
            | SaleEvent::ReturnAsked { lead, .. }
            | SaleEvent::ReturnRefused { lead, .. }
            | SaleEvent::Returned { lead, .. }
            | SaleEvent::Reopened { lead, .. }
            | SaleEvent::Forgotten { lead } => Some(lead),
            SaleEvent::Deposited { .. } => None,
        }
    }
}
