//! How much so far: the counting machines.

pub mod ledger;
pub(crate) mod tally;
