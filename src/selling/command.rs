//! What an exchange can be asked.

use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::id::{LeadId, Name};
use crate::lead::Lead;

/// What an exchange can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SaleCommand {
    /// A lead is for sale.
    Offer {
        /// The lead.
        lead: Lead,
        /// Buyers it is not sold to, beside those of its terms.
        #[serde(default)]
        suppressed_buyers: Vec<Name>,
    },
    /// A buyer who was asked bids.
    Bid {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// The price in minor units.
        price_minor: u32,
        /// What the price is in, where the host wants that checked.
        #[serde(default)]
        currency: Option<Currency>,
        /// For how long the bid stands, in seconds; without it, as long as the lead is on this level.
        #[serde(default)]
        valid_s: Option<u64>,
    },
    /// A buyer who was asked does not bid.
    NoBid {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
    },
    /// A buyer who was given the lead answers. An answer after the time for it resolves what was unknown.
    Answer {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// What they say.
        answer: PostAnswer,
    },
    /// What became of a lead whose buyer's answer was not known.
    Resolve {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// Whether they have taken it.
        accepted: bool,
    },
    /// A buyer gives a lead back.
    Return {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// One of the reasons of the policy.
        reason: String,
    },
    /// Whether a lead that a buyer wants to give back is taken back.
    DecideReturn {
        /// The lead.
        lead: LeadId,
        /// The contract.
        contract: Name,
        /// Whether it is.
        accepted: bool,
    },
    /// A buyer pays in advance.
    Deposit {
        /// The buyer.
        buyer: Name,
        /// How much, in minor units, at least 1.
        amount_minor: u64,
    },
    /// Forgets a lead that is sold or was not, with all it carries. Its money stays in the book.
    Forget {
        /// The lead.
        lead: LeadId,
    },
    /// What is due: times for bids and answers that are over, returns that nobody has decided.
    Tick {},
}

/// What a buyer says who was given a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PostAnswer {
    /// They take it.
    Accepted {},
    /// They do not.
    Rejected {
        /// Why not.
        reason: String,
    },
    /// They take it for another price: a bid that stands, and needs no further answer if it is chosen. Only contracts that bid
    /// may.
    PriceChanged {
        /// The price in minor units.
        price_minor: u32,
    },
    /// It is not known whether they have taken it, such as where the connection broke.
    Unknown {},
}
