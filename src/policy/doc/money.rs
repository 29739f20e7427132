//! Caps on money and caps spread over their windows, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// What a cap counts in place of leads: what they cost. Its limits are then minor units of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MoneyDoc {
    /// The ISO 4217 code, three capital letters, such as `EUR`.
    pub currency: String,
    /// What a lead costs.
    pub price: PriceDoc,
    /// Whether a lead may cost more than remains, as long as anything does: the last one spends beyond the budget.
    #[serde(default)]
    pub overspend: bool,
    /// What becomes of a lead whose price is not known, or is in another currency.
    #[serde(default)]
    pub unpriced: UnpricedDoc,
}

/// What a lead costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PriceDoc {
    /// All leads the same.
    Fixed {
        /// The price of each, in minor units, at least 1.
        price_minor: u32,
    },
    /// What the lead says.
    Attribute {
        /// The integer attribute that holds the price, in minor units; from 0 up to 4,294,967,295.
        price_minor: Name,
        /// The text attribute that holds the currency; without it prices are in the cap's own.
        #[serde(default)]
        currency: Option<Name>,
    },
}

/// What becomes of a lead whose price is not known, or is in another currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UnpricedDoc {
    /// The cap stops it, and says why, until it is corrected.
    #[default]
    Refuse,
    /// It costs so much.
    Costs {
        /// In minor units of the cap's currency.
        price_minor: u32,
    },
}

/// How a cap is spread over its window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PaceDoc {
    /// Evenly: at an instant of a window `burst + ⌊limit · elapsed / length⌋` are open, and never more than the limit.
    Even {
        /// How much is open at the window's first instant, in what the cap counts: leads, or minor units; at least 1.
        #[serde(default = "one")]
        burst: u64,
        /// One of the policy's calendars: only its open time counts as elapsed, and as the window's length.
        #[serde(default)]
        hours: Option<Name>,
    },
}

fn one() -> u64 {
    1
}
