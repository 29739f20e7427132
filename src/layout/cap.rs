//! Caps, as a floor knows them.

use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::id::{MeritSlot, Name};

/// What a floor must know of a cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapLayout {
    /// Its name.
    pub id: Name,
    /// The limit of whoever has none of their own.
    pub limit: u64,
    /// What it counts apart, whether it counts returns and in which money, in words: a counter does not outlive a change
    /// of them.
    #[serde(default)]
    pub apart: String,
    /// Its window and zone, in words: what is counted is counted anew after a change of them, as far as it is known.
    pub window: String,
    /// How an agent's limit follows what they make of their leads, if it does.
    pub adjust: Option<CapAdjustLayout>,
    /// The least that a lead counts as: with less room than that the cap is full.
    #[serde(default = "one")]
    pub step: u32,
    /// Whether there is room by more than how many are counted: by what the lead costs, or how late it is.
    #[serde(default)]
    pub looks_closely: bool,
    /// The money it counts, if it does.
    #[serde(default)]
    pub currency: Option<Currency>,
}

fn one() -> u32 {
    1
}

/// What a floor must know of a cap that follows what agents make of their leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapAdjustLayout {
    /// By which merit.
    pub merit: MeritSlot,
    /// A penalty leaves so many leads.
    pub least: u32,
}
