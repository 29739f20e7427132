//! Policies: the document a host writes, and what it compiles to.

mod builder;
mod compile;
mod compiled;
mod condition_text;
mod diff;
mod digest;
mod doc;
mod issue;
mod lint;
mod load;
mod make;
mod path;
mod precedence;
#[cfg(feature = "schema")]
mod schema;
mod suggest;

pub use builder::{Part, PolicyBuilder};
pub(crate) use compile::{Groups, Scope};
pub use compiled::Policy;
pub(crate) use compiled::*;
pub use diff::{Difference, DifferenceKind, Reroute, Route};
pub use digest::{Digest, DigestError};
pub use doc::*;
pub use issue::{Issue, IssueKind, PolicyError, Severity};
#[cfg(feature = "testing")]
pub(crate) use load::issue as reading_issue;
pub(crate) use precedence::Precedence;
pub use precedence::Precedes;
#[cfg(feature = "schema")]
pub use schema::policy_schema;
pub(crate) use suggest::nearest;
