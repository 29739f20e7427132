//! The policy document: what a host writes.

#[cfg(feature = "accounts")]
mod account_match;
mod affinity;
mod batch;
mod between;
mod cadence;
mod cap;
mod condition;
mod contact;
mod document;
mod duty;
mod hand_off;
mod hunt;
mod merit;
mod money;
mod office;
mod order;
mod plan;
mod pull;
mod queue;
mod rotation;
mod rule;
mod score;
mod skill;
mod standard;
mod sticky;
mod team;
mod territory;
mod turns;

#[cfg(feature = "accounts")]
pub use account_match::*;
pub use affinity::*;
pub use batch::*;
pub use between::*;
pub use cadence::*;
pub use cap::*;
pub use condition::*;
pub use contact::*;
pub use document::*;
pub use duty::*;
pub use hand_off::*;
pub use hunt::*;
pub use merit::*;
pub use money::*;
pub use office::*;
pub use order::*;
pub use plan::*;
pub use pull::*;
pub use queue::*;
pub use rotation::*;
pub use rule::*;
pub use score::*;
pub use skill::*;
pub use standard::*;
pub use sticky::*;
pub use team::*;
pub use territory::*;
pub use turns::*;

pub(in crate::policy) use plan::creditable;
