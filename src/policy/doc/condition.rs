//! Conditions over a lead's attributes, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::attribute::Value;
use crate::id::Name;

/// A predicate over a lead's attributes.
///
/// An attribute that the lead lacks makes every test of it false, except [`ConditionDoc::Absent`]. On a `texts`
/// attribute a test holds if it holds for one of the texts.
///
/// ```
/// use fairdeal::policy::ConditionDoc;
/// let json = r#"{"all": [{"equals": {"attribute": "source", "value": "web"}},
///                        {"range": {"attribute": "score", "from": 50}}]}"#;
/// let condition: ConditionDoc = serde_json::from_str(json)?;
/// assert!(matches!(&condition, ConditionDoc::All(parts) if parts.len() == 2));
/// assert!(serde_json::from_str::<ConditionDoc>(r#"{"equal": {}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ConditionDoc {
    /// Holds for every lead.
    Always {},
    /// The attribute has this value.
    Equals {
        /// One of the policy's attributes.
        attribute: Name,
        /// The value, of the attribute's type.
        value: Value,
    },
    /// The attribute has one of these values.
    AnyOf {
        /// One of the policy's attributes.
        attribute: Name,
        /// The values, of the attribute's type.
        values: Vec<Value>,
    },
    /// The text begins so.
    Prefix {
        /// One of the policy's text attributes.
        attribute: Name,
        /// The beginning, compared byte by byte.
        prefix: String,
    },
    /// The number lies in a half-open range: `from <= number < below`.
    Range {
        /// One of the policy's integer attributes.
        attribute: Name,
        /// The least number that is in.
        #[serde(default)]
        from: Option<i64>,
        /// The least number above that is out.
        #[serde(default)]
        below: Option<i64>,
    },
    /// The text is in one of the policy's sets.
    InSet {
        /// One of the policy's text attributes.
        attribute: Name,
        /// One of the policy's sets.
        set: Name,
    },
    /// The lead has the attribute.
    Present {
        /// One of the policy's attributes.
        attribute: Name,
    },
    /// The lead lacks the attribute.
    Absent {
        /// One of the policy's attributes.
        attribute: Name,
    },
    /// Every part holds; an empty list holds.
    All(Vec<ConditionDoc>),
    /// At least one part holds; an empty list does not.
    Any(Vec<ConditionDoc>),
    /// The part does not hold.
    Not(Box<ConditionDoc>),
}

impl ConditionDoc {
    /// `attribute` has this value.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be an attribute's name.
    pub fn equals(attribute: &str, value: impl Into<Value>) -> Result<ConditionDoc, crate::IdError> {
        Ok(ConditionDoc::Equals { attribute: Name::new(attribute)?, value: value.into() })
    }
}
