//! Policies: the document a host writes, and what it compiles to.

mod compiled;
mod doc;

pub use compiled::Policy;
pub(crate) use compiled::*;
pub use doc::*;
