//! Buyers and their contracts, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::{ConditionDoc, KeyPartDoc, OnReturnDoc, WindowDoc};

/// Who buys leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuyerDoc {
    /// The buyer's name.
    pub id: Name,
    /// What they buy, and for how much. A lead goes to a buyer by one of them at the most.
    pub contracts: Vec<ContractDoc>,
    /// Caps over all their contracts.
    #[serde(default)]
    pub caps: Vec<SaleCapDoc>,
    /// Where the buyer pays in advance: how far below nothing the account may fall, in minor units. Deposits come by command.
    /// Without it the buyer pays afterwards, and only caps bound what is bought.
    #[serde(default)]
    pub credit_minor: Option<u64>,
    /// Which leads the buyer has had already.
    #[serde(default)]
    pub duplicates: Option<BuyerDuplicatesDoc>,
    /// How long this buyer's bids are waited for, in seconds; without it as long as the level says.
    #[serde(default)]
    pub ping_s: Option<u64>,
}

/// What a buyer buys, and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContractDoc {
    /// The contract's name; no two of the exchange have the same.
    pub id: Name,
    /// The level it is asked on; without it the first.
    #[serde(default)]
    pub level: Option<Name>,
    /// Which leads it buys; without it all.
    #[serde(default)]
    pub when: Option<ConditionDoc>,
    /// What it pays.
    pub price: SalePriceDoc,
    /// With how many others it shares a lead.
    pub exclusivity: ExclusivityDoc,
    /// Buyers it does not share a lead with. It goes both ways.
    #[serde(default)]
    pub excluded_buyers: Vec<Name>,
    /// The least that the attribute of `quality` has to say; a lead that does not say it is not bought.
    #[serde(default)]
    pub min_quality: Option<i64>,
    /// How old a lead may be, in seconds since it was received: younger than that.
    #[serde(default)]
    pub max_age_s: Option<u64>,
    /// One of the policy's calendars: it buys while that is open.
    #[serde(default)]
    pub calendar: Option<Name>,
    /// Caps of the contract.
    #[serde(default)]
    pub caps: Vec<SaleCapDoc>,
    /// Of equal prices the lower goes first.
    #[serde(default)]
    pub priority: u32,
    /// How many leads it is promised.
    #[serde(default)]
    pub target: Option<TargetDoc>,
}

/// What a contract pays, in minor units of the exchange's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SalePriceDoc {
    /// Always the same. The buyer is not asked before the lead is given.
    Fixed {
        /// At least 1.
        price_minor: u32,
    },
    /// What the buyer bids for this lead.
    Bid {
        /// The least that is taken, at least 1.
        min_minor: u32,
        /// The most.
        max_minor: u32,
    },
}

/// With how many others a contract shares a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ExclusivityDoc {
    /// With nobody.
    Exclusive {},
    /// With so many that there are just `buyers`, this one among them.
    Exactly {
        /// How many, from 1 to 8.
        buyers: u32,
    },
    /// With one other at the least: the sale is void unless a second buys.
    Shared {
        /// The most buyers there may be, this one among them; from 2 to 8.
        max_buyers: u32,
    },
    /// With others or with nobody.
    Any {
        /// The most buyers there may be, this one among them; from 1 to 8.
        max_buyers: u32,
    },
}

/// How many leads a contract is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TargetDoc {
    /// In a month of the policy's zone, at least 1.
    pub monthly: u32,
    /// In a day of it, at least 1.
    pub daily: u32,
}

/// A limit on what a buyer, or one of their contracts, buys in a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SaleCapDoc {
    /// The cap's name, its own among those of the buyer or the contract.
    pub id: Name,
    /// How many leads in one window, or how many minor units; 0 means none at all.
    pub limit: u64,
    /// What is counted.
    #[serde(default)]
    pub counts: SaleCountsDoc,
    /// The stretch of time. `open` has no meaning here.
    pub window: WindowDoc,
    /// The IANA time zone in which hours, days, weeks and months begin; without it the policy's.
    #[serde(default)]
    pub zone: Option<String>,
    /// Whether a lead may cost more than remains of a budget, as long as anything does: the last one spends beyond it.
    #[serde(default)]
    pub overspend: bool,
    /// What becomes of the count when a lead is given back: of the lead, or of what is refunded for it.
    #[serde(default)]
    pub on_return: OnReturnDoc,
}

/// What a cap of an exchange counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SaleCountsDoc {
    /// Leads bought, those reserved among them.
    #[default]
    Leads,
    /// What they cost: a budget. A lead that costs more than remains is not bought.
    Spend,
}

/// Which leads a buyer has had already: those with the same key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuyerDuplicatesDoc {
    /// What makes up the key. A lead that lacks a part has none, and is nobody's duplicate.
    pub keys: Vec<KeyPartDoc>,
    /// For how long the buyer does not want it again, in seconds from when they bought it.
    pub look_back_s: u64,
}
