//! fairdeal
#![allow(dead_code)]

mod agent;
mod attribute;
mod bits;
pub mod calendar;
pub mod id;
mod lead;
mod matching;
pub mod policy;
pub mod time;

pub use agent::{AgentDoc, CapLimitDoc, CapacityDoc, DecliningReturnDoc, KindCapacityDoc, MembershipDoc};
pub use attribute::{AttributeType, Value};
pub use id::{AgentId, FloorId, IdError, LeadId, Name};
pub use lead::{Lead, MAX_ATTRIBUTES, MAX_TEXT_BYTES};
pub use matching::AttributeFault;
pub use policy::{Digest, Issue, IssueKind, Policy, PolicyDoc, PolicyError, Severity};
pub use time::{Span, Timestamp, TimestampError};
