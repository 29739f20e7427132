//! How much so far: the counting machines.

pub mod ledger;
