//! The policy document: what a host writes.

mod cap;
mod condition;
mod document;
mod merit;
mod plan;
mod queue;

pub use cap::*;
pub use condition::*;
pub use document::*;
pub use merit::*;
pub use plan::*;
pub use queue::*;

pub(in crate::policy) use plan::creditable;
