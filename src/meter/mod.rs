//! How much so far: the counting machines.

pub mod ledger;
pub mod merit;
pub(crate) mod tally;
