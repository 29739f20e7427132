//! Where what was expected is not what there is.

use core::fmt;

use serde_json::Value;

/// One place where an expectation is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `outcome.assigned.agent`, `ticks[1].at`.
    pub path: String,
    /// What was expected there.
    pub expected: Value,
    /// What is there; null if nothing is.
    pub got: Value,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.path, self.expected, self.got)
    }
}

/// Every place where `expected` is not a part of `got`.
///
/// Of an object every key of `expected` must match; a list must be as long and match element by element; anything
/// else must be equal. What is not there counts as null.
///
/// ```
/// use fairdeal::testing::script::differences;
/// use serde_json::json;
/// let got = json!({"assigned": {"lead": "L-1", "agent": "ann"}});
/// assert!(differences(&json!({"assigned": {"agent": "ann"}}), &got).is_empty());
/// let bob = differences(&json!({"assigned": {"agent": "bob"}}), &got);
/// assert_eq!(bob[0].to_string(), r#"assigned.agent: expected "bob", got "ann""#);
/// ```
#[must_use]
pub fn differences(expected: &Value, got: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(String::new(), expected, got, &mut found);
    found
}

fn compare(path: String, expected: &Value, got: &Value, found: &mut Vec<Difference>) {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            for (key, expected) in expected {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(path, expected, got.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            for (at, (expected, got)) in expected.iter().zip(got).enumerate() {
                compare(format!("{path}[{at}]"), expected, got, found);
            }
        }
        _ if expected == got => {}
        _ => found.push(Difference { path, expected: expected.clone(), got: got.clone() }),
    }
}

/// A fault of the engine's own, beside what the scenario expects.
pub(super) fn fault(what: &str, expected: &impl serde::Serialize, got: &impl serde::Serialize) -> Difference {
    let value = |of: &dyn Fn() -> serde_json::Result<Value>| of().unwrap_or_default();
    Difference {
        path: format!("({what})"),
        expected: value(&|| serde_json::to_value(expected)),
        got: value(&|| serde_json::to_value(got)),
    }
}
