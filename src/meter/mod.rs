//! How much so far: the counting machines.

pub mod ledger;
pub mod merit;
pub(crate) mod share;
pub(crate) mod tally;
