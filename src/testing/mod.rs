//! What shows that it works: the scenario script, the conformance suites, the slow oracle. Behind the feature `testing`;
//! stable like the rest.

pub mod clock;
mod faulty;
pub mod oracle;
pub mod presence;
pub mod script;
pub mod store;
pub mod strategy;
