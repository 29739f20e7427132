//! How much so far: the counting machines.

pub mod ledger;
pub mod make_up;
pub mod merit;
pub mod pace;
pub(crate) mod rotation;
pub(crate) mod share;
pub(crate) mod tally;
pub(crate) mod work;
