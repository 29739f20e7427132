//! How much so far: the counting machines.

pub mod ledger;
pub mod merit;
