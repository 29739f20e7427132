//! One row becomes one lead.

use std::collections::BTreeMap;

use fairdeal::calendar::Zone;
use fairdeal::{AgentId, AttributeType, Lead, Timestamp, Value};

use crate::header::Role;
use crate::when;

/// The longest text an attribute may have, in bytes: the engine's limit.
const LONGEST: usize = 4_096;

/// A lead with its place in the file.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The lead, without its instant.
    pub(crate) lead: Lead,
    /// When it came in, if the row says so.
    pub(crate) at: Option<Timestamp>,
    /// The line of the file.
    pub(crate) line: usize,
    /// The bytes of the file, for the rejects.
    pub(crate) bytes: (usize, usize),
}

/// What is wrong with a row, and in which column.
pub(crate) type Fault = (usize, String);

/// Makes leads of rows and remembers the ids it has seen.
pub(crate) struct Maker<'a> {
    zone: &'a Zone,
    seen: BTreeMap<String, usize>,
}

impl<'a> Maker<'a> {
    /// A maker that reads dates by this zone's clock.
    pub(crate) fn new(zone: &'a Zone) -> Maker<'a> {
        Maker { zone, seen: BTreeMap::new() }
    }

    /// The lead of these values; each has the number of its column.
    pub(crate) fn lead(
        &mut self,
        values: impl Iterator<Item = (usize, Role, Value)>,
        line: usize,
        bytes: (usize, usize),
    ) -> Result<Row, Fault> {
        let (mut id, mut at, mut owner, mut attributes) = (None, None, None, Vec::new());
        for (column, role, value) in values {
            match role {
                Role::Id => id = Some((column, value.to_string())),
                Role::Owner => {
                    let name = AgentId::new(&value.to_string());
                    owner = Some(name.map_err(|error| (column, format!("owner: {error}")))?);
                }
                Role::ReceivedAt => {
                    let read = when::read(&value.to_string(), self.zone);
                    at = Some(read.map_err(|error| (column, format!("received_at: {error}")))?);
                }
                Role::Attribute(name, _) => attributes.push((name, value)),
                Role::Nothing => {}
            }
        }
        let Some((column, id)) = id else {
            return Err((1, "the lead has no id".to_owned()));
        };
        let lead = Lead::new(&id).map_err(|error| (column, format!("id: {error}")))?;
        if let Some(first) = self.seen.get(&id) {
            return Err((column, format!("lead `{id}` is there already, in line {first}")));
        }
        self.seen.insert(id, line);
        let lead = attributes.into_iter().fold(lead, |lead, (name, value)| lead.with(&name, value));
        let lead = owner.into_iter().fold(lead, Lead::owned_by);
        Ok(Row { lead, at, line, bytes })
    }
}

/// The value of a cell, as the type the policy declares; a column it does not declare is a text.
pub(crate) fn cell(name: &str, kind: Option<AttributeType>, text: &str) -> Result<Value, String> {
    let shown: String = text.chars().take(40).collect();
    let wrong = |what: &str| format!("attribute `{name}` must be {what}, not `{shown}`");
    if text.len() > LONGEST {
        return Err(format!("attribute `{name}` has {} bytes, {LONGEST} are allowed", text.len()));
    }
    match kind {
        None | Some(AttributeType::Text) => Ok(Value::from(text)),
        Some(AttributeType::Integer) => {
            text.trim().parse::<i64>().map(Value::Integer).map_err(|_| wrong("a whole number"))
        }
        Some(AttributeType::Boolean) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Ok(Value::Boolean(true)),
            "false" | "no" | "0" => Ok(Value::Boolean(false)),
            _ => Err(wrong("true or false")),
        },
        Some(AttributeType::Texts) => {
            let parts = text.split('|').map(str::trim).filter(|part| !part.is_empty());
            Ok(Value::Texts(parts.map(Box::from).collect()))
        }
    }
}
