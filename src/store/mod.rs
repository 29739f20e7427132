//! What stores share: how a record is written as bytes.
//!
//! Stores over engines that hosts run already come behind features of their own. Nothing else in the crate knows them.

#[cfg(feature = "jetstream")]
pub mod jetstream;
mod record;

pub use record::{RecordForm, RecordFormError};
