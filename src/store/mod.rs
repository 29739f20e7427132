//! What stores share: how a record is written as bytes.
//!
//! Stores over engines that hosts run already come behind features of their own. Nothing else in the crate knows them.

#[cfg(feature = "jetstream")]
pub mod jetstream;
#[cfg(feature = "postgres")]
pub mod postgres;
mod record;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod tables;

pub use record::{RecordForm, RecordFormError};
