//! An exchange, as a host writes it: to whom leads are sold, and how.

mod buyer;
mod terms;

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::ConditionDoc;

pub use buyer::*;
pub use terms::*;

/// The most buyers that one lead is ever sold to.
pub const MOST_BUYERS: u32 = 8;

/// Where leads are sold: the buyers with their contracts, and what goes for every sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExchangeDoc {
    /// The ISO 4217 code of the one currency everything is sold in, such as `USD`.
    pub currency: String,
    /// The levels of the ping tree, from the first on: a lead that one does not sell comes to the next.
    pub levels: Vec<LevelDoc>,
    /// To how many and for how much leads are sold: the first terms that hold for a lead are its own. A lead that none hold for
    /// is not sold.
    pub terms: Vec<SaleTermsDoc>,
    /// The buyers.
    pub buyers: Vec<BuyerDoc>,
    /// The integer attribute that says how good a lead is, for contracts that ask for a minimum.
    #[serde(default)]
    pub quality: Option<Name>,
    /// The attributes a buyer is shown who is asked for a bid. Nothing else of the lead is: name none that says who the
    /// customer is.
    #[serde(default)]
    pub shown: Vec<Name>,
    /// When a lead is one that was sold already; all are asked.
    #[serde(default)]
    pub duplicates: Vec<DuplicateDoc>,
    /// What buyers may give back; without it nothing.
    #[serde(default)]
    pub returns: Option<SaleReturnsDoc>,
    /// When room under caps and funds are reserved.
    #[serde(default)]
    pub reserve: ReserveDoc,
    /// Whether all buyers chosen get the lead at once, or one after another.
    #[serde(default)]
    pub posting: PostingDoc,
    /// Whether of sets of buyers that bring the same the smaller or the larger is taken.
    #[serde(default)]
    pub equal_revenue: EqualRevenueDoc,
}

impl ExchangeDoc {
    /// The conditions of its terms and contracts.
    pub(in crate::policy) fn conditions(&self) -> impl Iterator<Item = &ConditionDoc> {
        let contracts = self.buyers.iter().flat_map(|buyer| &buyer.contracts);
        let contracts = contracts.filter_map(|own| own.when.as_ref());
        self.terms.iter().filter_map(|own| own.when.as_ref()).chain(contracts)
    }
}

/// One level of the ping tree: the contracts that are asked together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelDoc {
    /// The level's name.
    pub id: Name,
    /// Who of them gets the lead.
    #[serde(default)]
    pub choice: SaleChoiceDoc,
    /// How long bids are waited for, in seconds, at least 1.
    #[serde(default = "ping_s")]
    pub ping_s: u64,
    /// How long a buyer who got the lead has to answer, in seconds, at least 1. Whoever does not may have taken it.
    #[serde(default = "post_s")]
    pub post_s: u64,
}

fn ping_s() -> u64 {
    5
}

fn post_s() -> u64 {
    30
}

/// Who of those who would take a lead gets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SaleChoiceDoc {
    /// The set that brings most.
    #[default]
    Revenue,
    /// Whoever has bought the smallest share of their target, by month and then by day; every contract of the level needs one.
    LowestShareOfTarget,
}

/// When room under caps, and funds, are reserved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ReserveDoc {
    /// When a price is known: with the bid, or for fixed prices when the level is entered. Whoever bids has room for sure;
    /// bids that come to nothing take it up until the lead is sold or leaves the level.
    AtPing,
    /// When the lead is given to the buyer. Whoever has no room by then is not chosen.
    #[default]
    AtPost,
}

/// How a lead is given to those chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PostingDoc {
    /// To all at once.
    #[default]
    Together,
    /// To the dearest first, and to each of the others when the one before has taken it.
    OneByOne,
}

/// Which of sets that bring the same is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum EqualRevenueDoc {
    /// The one of fewer buyers.
    #[default]
    FewerBuyers,
    /// The one of more buyers.
    MoreBuyers,
}
