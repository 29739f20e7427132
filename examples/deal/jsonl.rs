//! Leads from JSON lines.

use fairdeal::{AttributeType, Value};
use serde_json::Value as Json;

use crate::header::{Columns, Role};
use crate::row::{Fault, Maker, Row, cell};

/// The rows of the file; of a row that cannot be read its line, its bytes and its fault.
pub(crate) fn read(
    bytes: &[u8],
    columns: &Columns,
    maker: &mut Maker<'_>,
    mut each: impl FnMut(Result<Row, (usize, (usize, usize), Fault)>),
) {
    let mut start = 0_usize;
    for (number, line) in (1_usize..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        let range = (start, start + line.len());
        start += line.len();
        if !line.trim_ascii().is_empty() {
            let row = one(line, columns).and_then(|values| maker.lead(values.into_iter(), number, range));
            each(row.map_err(|fault| (number, range, fault)));
        }
    }
}

/// The names at the top level of the first line.
pub(crate) fn names(bytes: &[u8]) -> Vec<String> {
    let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let object = first.and_then(|line| serde_json::from_slice::<serde_json::Map<String, Json>>(line).ok());
    flat(object.unwrap_or_default()).into_iter().map(|(name, _)| name).collect()
}

fn flat(object: serde_json::Map<String, Json>) -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for (name, value) in object {
        match value {
            Json::Object(inner) if name == "attributes" => all.extend(inner),
            value => all.push((name, value)),
        }
    }
    all
}

fn one(line: &[u8], columns: &Columns) -> Result<Vec<(usize, Role, Value)>, Fault> {
    let text =
        std::str::from_utf8(line).map_err(|error| (error.valid_up_to() + 1, "not UTF-8".to_owned()))?;
    let object: serde_json::Map<String, Json> = serde_json::from_str(text.trim_end()).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        (error.column().max(1), format!("not a JSON object: {message}"))
    })?;
    let mut values: Vec<(usize, Role, Value)> = Vec::new();
    for (name, value) in flat(object) {
        let quoted = Json::String(name.clone()).to_string();
        let column =
            text.find(&quoted).map_or(1, |at| text.get(..at).map_or(0, |before| before.chars().count()) + 1);
        let role = columns.role(&name);
        if values.iter().any(|(_, other, _)| *other == role) {
            return Err((column, format!("`{name}` is given twice")));
        }
        if let Some(value) = plain(&role, value).map_err(|message| (column, message))? {
            values.push((column, role, value));
        }
    }
    Ok(values)
}

/// The value as the engine knows it; null and empty texts are absent.
fn plain(role: &Role, json: Json) -> Result<Option<Value>, String> {
    let Role::Attribute(name, kind) = role else {
        return match json {
            Json::Null => Ok(None),
            Json::String(text) if text.is_empty() => Ok(None),
            Json::String(text) => Ok(Some(Value::from(text))),
            Json::Number(number) => Ok(Some(Value::from(number.to_string()))),
            other => Err(format!("expected a text, found {}", kind_of(&other))),
        };
    };
    let wrong = |found: &Json, kind: AttributeType| {
        Err(format!("attribute `{name}` must be {kind}, not {}", kind_of(found)))
    };
    match (json, kind) {
        (Json::Null, _) => Ok(None),
        (Json::String(text), None | Some(AttributeType::Text | AttributeType::Texts)) if text.is_empty() => {
            Ok(None)
        }
        (Json::String(text), None | Some(AttributeType::Text | AttributeType::Texts)) => {
            cell(name, *kind, &text).map(Some)
        }
        (Json::Number(number), Some(AttributeType::Integer)) => {
            cell(name, *kind, &number.to_string()).map(Some)
        }
        (Json::Bool(yes), Some(AttributeType::Boolean)) => Ok(Some(Value::Boolean(yes))),
        (Json::Array(parts), Some(AttributeType::Texts)) => {
            let texts: Option<Vec<Box<str>>> =
                parts.iter().map(|part| part.as_str().map(Box::from)).collect();
            texts
                .map(|texts| Some(Value::Texts(texts)))
                .ok_or_else(|| format!("attribute `{name}` must hold texts only"))
        }
        (found, Some(kind)) => wrong(&found, *kind),
        (found, None) => cell(name, None, &found.to_string()).map(Some),
    }
}

fn kind_of(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Json::Number(_) => "a fraction",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}
