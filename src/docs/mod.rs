//! Longer reading. Every example on these pages is compiled and run with the tests.

#[doc = include_str!("DESIGN.md")]
pub mod design {}

#[doc = include_str!("DRIVING.md")]
pub mod driving {}

#[doc = include_str!("DETERMINISM.md")]
pub mod determinism {}

#[doc = include_str!("POLICY.md")]
pub mod policy {}

#[doc = include_str!("STORES.md")]
pub mod stores {}

#[doc = include_str!("REPORTS.md")]
pub mod reports {}
