//! What the tests of selling share.

pub mod brute;
