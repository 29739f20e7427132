//! A JSON Schema of the policy document.

use crate::policy::doc::PolicyDoc;

/// The JSON Schema of [`PolicyDoc`], so that editors complete and check policy files.
///
/// It says what a document looks like; what it may refer to is said by [`Policy::compile`](crate::Policy::compile).
///
/// ```
/// let schema = fairdeal::policy::policy_schema();
/// assert_eq!(schema["title"], "PolicyDoc");
/// assert_eq!(schema["additionalProperties"], false);
/// ```
#[must_use]
pub fn policy_schema() -> serde_json::Value {
    schemars::schema_for!(PolicyDoc).to_value()
}
