//! The policy document: what a host writes.

mod cap;
mod condition;
mod document;
mod merit;
mod order;
mod plan;
mod pull;
mod queue;

pub use cap::*;
pub use condition::*;
pub use document::*;
pub use merit::*;
pub use order::*;
pub use plan::*;
pub use pull::*;
pub use queue::*;

pub(in crate::policy) use plan::creditable;
