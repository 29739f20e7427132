//! fairdeal
#![allow(dead_code)]

mod bits;
pub mod calendar;
pub mod id;
pub mod time;

pub use id::{AgentId, FloorId, IdError, LeadId, Name};
pub use time::{Span, Timestamp, TimestampError};
