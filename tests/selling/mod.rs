//! What the tests of selling share.

pub mod audit;
pub mod brute;
pub mod market;
