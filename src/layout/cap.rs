//! Caps, as a floor knows them.

use serde::{Deserialize, Serialize};

use crate::id::{MeritSlot, Name};

/// What a floor must know of a cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapLayout {
    /// Its name.
    pub id: Name,
    /// The limit of whoever has none of their own.
    pub limit: u64,
    /// What it counts apart and whether it counts returns, in words: a counter does not outlive a change of them.
    #[serde(default)]
    pub apart: String,
    /// Its window and zone, in words: what is counted is counted anew after a change of them, as far as it is known.
    pub window: String,
    /// How an agent's limit follows what they make of their leads, if it does.
    pub adjust: Option<CapAdjustLayout>,
}

/// What a floor must know of a cap that follows what agents make of their leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapAdjustLayout {
    /// By which merit.
    pub merit: MeritSlot,
    /// A penalty leaves so many leads.
    pub least: u32,
}
