//! What shows that it works: the scenario script, the store conformance suite, the slow oracle. Behind the feature
//! `testing`; stable like the rest.

pub mod oracle;
pub mod script;
pub mod store;
