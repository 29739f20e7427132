//! The lead's side of a sale, as a host writes it: how many buyers, how much, duplicates, returns.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::ConditionDoc;

/// To how many and for how much some leads are sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SaleTermsDoc {
    /// Their name.
    pub id: Name,
    /// For which leads, such as those of a source; without it for all.
    #[serde(default)]
    pub when: Option<ConditionDoc>,
    /// The most buyers, from 1 to 8.
    pub max_sales: u32,
    /// What a lead has to bring altogether, in minor units.
    #[serde(default)]
    pub floor_minor: u64,
    /// Whether it is sold to one, to several, or as it comes.
    #[serde(default)]
    pub sell: SellDoc,
    /// Buyers it is not sold to.
    #[serde(default)]
    pub suppressed_buyers: Vec<Name>,
}

/// Whether a lead is sold to one buyer or to several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SellDoc {
    /// As it brings most.
    #[default]
    Either,
    /// To one buyer only.
    Exclusive,
    /// To two at the least.
    Shared,
}

/// When a lead is one that was sold already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DuplicateDoc {
    /// Its name.
    pub id: Name,
    /// What makes up the key. A lead that lacks a part has none, and is nobody's duplicate.
    pub keys: Vec<KeyPartDoc>,
    /// How long a sale is looked back for, in seconds.
    pub look_back_s: u64,
    /// The attribute that both have to have the same value of, such as the source; without it any will do.
    #[serde(default)]
    pub same: Option<Name>,
    /// What becomes of it.
    pub decision: DuplicateDecisionDoc,
}

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyPartDoc {
    /// A text or integer attribute.
    pub attribute: Name,
    /// How it is read, so that the same is the same however it was typed.
    #[serde(default)]
    pub read_as: KeyReadDoc,
}

/// How a part of a key is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KeyReadDoc {
    /// In small letters, with single spaces between words and none around them.
    #[default]
    Text,
    /// Its digits alone, as of a telephone number.
    Digits,
}

/// What becomes of a lead that was sold already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DuplicateDecisionDoc {
    /// It is not sold.
    Reject {},
    /// It is sold to buyers who have not got the earlier one.
    SellToOthers {},
    /// It is not sold until so long after the earlier sale; then to anybody.
    ResellAfter {
        /// In seconds.
        after_s: u64,
    },
}

/// What buyers may give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SaleReturnsDoc {
    /// For how long after the sale, in seconds: before that has passed.
    pub window_s: u64,
    /// For which reasons.
    pub reasons: Vec<String>,
    /// How many of a contract's leads at the most, in basis points of those bought in `rate_over_s`; without it all.
    #[serde(default)]
    pub rate_cap_bp: Option<u32>,
    /// Over which span the rate is taken, in seconds.
    #[serde(default = "thirty_days")]
    pub rate_over_s: u64,
    /// After how long a return nobody has decided is accepted, in seconds; without it each is at once.
    #[serde(default)]
    pub auto_accept_s: Option<u64>,
    /// How much of the price is refunded, rounded down to the minor unit.
    #[serde(default = "all_of_it")]
    pub refund_percent: u8,
    /// Whether a lead that everybody has given back is sold again, to others.
    #[serde(default)]
    pub resell: bool,
}

fn thirty_days() -> u64 {
    2_592_000
}

fn all_of_it() -> u8 {
    100
}
