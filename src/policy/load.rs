//! Reading documents, with faults that people can mend.

use crate::policy::compile::shortened;
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::{Issue, IssueKind, PolicyError, Severity};
use crate::policy::suggest;

impl PolicyDoc {
    /// Reads a document from JSON. Reading stops at the first fault of shape; what a document that can be read gets
    /// wrong is found, all at once, by [`Policy::compile`](crate::Policy::compile).
    ///
    /// # Errors
    /// [`PolicyError`] with one issue whose path is a line and a column, and the field that may have been meant.
    ///
    /// ```
    /// use fairdeal::PolicyDoc;
    /// let error = PolicyDoc::from_json(r#"{"format": 1, "semantics": 1, "id": "p", "quues": []}"#).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "error: line 1, column 48: unknown field `quues`, did you mean `queues`?"
    /// );
    /// ```
    pub fn from_json(json: &str) -> Result<PolicyDoc, PolicyError> {
        serde_json::from_str(json).map_err(|error| PolicyError { issues: vec![issue(&error)] })
    }
}

/// A fault of reading as an issue, with the field that may have been meant.
pub(crate) fn issue(error: &serde_json::Error) -> Issue {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let message = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
    let unknown = ["field", "variant"].into_iter().find_map(|what| {
        let (name, rest) = message.strip_prefix(&format!("unknown {what} `"))?.split_once('`')?;
        Some((what, name, rest))
    });
    let (kind, message, suggestion) = match unknown {
        Some((what, name, rest)) => {
            // The rest quotes every name that is known there.
            let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            let suggestion = suggest::nearest(name, known.iter().copied());
            let message = match &suggestion {
                Some(_) => format!("unknown {what} `{}`", shortened(name)),
                None if known.is_empty() => format!("unknown {what} `{}`, there are none", shortened(name)),
                None => format!("unknown {what} `{}`, known are `{}`", shortened(name), known.join("`, `")),
            };
            (IssueKind::UnknownField, message.replace("variant", "choice"), suggestion)
        }
        None => (IssueKind::Syntax, plain(&shortened(message)), None),
    };
    let path = format!("line {line}, column {column}");
    Issue { path, kind, severity: Severity::Error, message, suggestion }
}

/// Serde speaks of Rust's types; people who write policies do not.
fn plain(message: &str) -> String {
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        return message.to_owned();
    };
    let expected = match expected {
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number, at least 0",
        "i32" | "i64" => "a whole number",
        "a boolean" => "true or false",
        "a string" => "a text",
        "a sequence" => "a list",
        other if other.starts_with("struct ") || other == "a map" => "an object",
        other if other.starts_with("enum ") || other.starts_with("string or map") => "a choice",
        other => other,
    };
    let found = found.replace("invalid type: ", "found ").replace("invalid value: ", "found ");
    let found =
        found.replace("string ", "the text ").replace("sequence", "a list").replace("map", "an object");
    format!("{found}, expected {expected}")
}
