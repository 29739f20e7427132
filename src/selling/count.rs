//! What is counted under caps, targets and rates, and where.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::time::Timestamp;

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meter {
    /// What a cap of a buyer or of one of their contracts counts.
    Cap {
        /// The buyer.
        buyer: Name,
        /// The contract, where it is a cap of one.
        contract: Option<Name>,
        /// The cap.
        cap: Name,
    },
    /// The leads a contract has bought in each month.
    Month(Name),
    /// The leads a contract has bought in each day.
    Day(Name),
    /// The leads a contract has bought, by the instant.
    Bought(Name),
    /// The leads given back under a contract, by the instant they were asked to be taken back.
    GivenBack(Name),
}

/// So much, counted at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Where.
    pub meter: Meter,
    /// The first instant of the window; the instant itself where the window is rolling.
    pub at: Timestamp,
    /// Leads, or minor units.
    pub amount: u64,
    /// Nobody asks any longer for what was counted before this.
    pub forget_before: Timestamp,
}

/// A fingerprint of the values that make two leads the same, and for how long a sale is remembered by it. Nothing of the
/// values can be read from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleKey {
    /// The fingerprint.
    pub digest: crate::policy::Digest,
    /// For how long from the sale on.
    pub keep: crate::time::Span,
}
