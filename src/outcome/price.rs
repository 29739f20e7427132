//! What stops a lead under a cap on money, or under one that is spread over its window.

use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::id::Name;

/// Of a budget less is left than the lead costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(
    "cap `{cap}` has {} of {budget_minor} {currency} minor units left for {of}: {spent_minor} are spent, and the lead costs {price_minor}",
    budget_minor.saturating_sub(*spent_minor)
)]
pub struct BudgetSpent {
    /// The cap.
    pub cap: Name,
    /// What it counts apart: the agent, the values.
    pub of: String,
    /// The money.
    pub currency: Currency,
    /// What is spent, in minor units.
    pub spent_minor: u64,
    /// What the lead costs.
    pub price_minor: u32,
    /// What may be spent.
    pub budget_minor: u64,
}

/// A cap is spread over its window, and so much has not opened yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(
    "cap `{cap}` has opened {open} of {limit}{} for {of} by now: {used} are used, and the lead takes {needed}",
    currency.map(|own| format!(" {own} minor units")).unwrap_or_default()
)]
pub struct OffPace {
    /// The cap.
    pub cap: Name,
    /// What it counts apart: the agent, the values.
    pub of: String,
    /// The money that is counted in minor units, where leads are not.
    pub currency: Option<Currency>,
    /// How many, or how much, is counted.
    pub used: u64,
    /// What the lead counts as.
    pub needed: u32,
    /// How much has opened.
    pub open: u64,
    /// How much opens in the whole window.
    pub limit: u64,
}

/// Why it is not known what a lead costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoPrice {
    /// The lead does not say.
    #[error("the lead has no price in `{attribute}`")]
    Missing {
        /// Where it would.
        attribute: Name,
    },
    /// What the lead says is no price: below 0, or above 4,294,967,295 minor units.
    #[error("{found} in `{attribute}` is no price")]
    OutOfRange {
        /// Where.
        attribute: Name,
        /// What.
        found: i64,
    },
    /// The lead does not say in which currency.
    #[error("the lead has no currency in `{attribute}`")]
    NoCurrency {
        /// Where it would.
        attribute: Name,
    },
    /// The price is in another currency; nothing is converted.
    #[error("the lead has its price in `{found}`, by `{attribute}`")]
    OtherCurrency {
        /// Where.
        attribute: Name,
        /// Which.
        found: String,
    },
}
