//! How the turns of a queue are dealt.

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;

/// What the turn of a lead counts as.
#[derive(Clone, Debug)]
pub(crate) struct TurnSize {
    pub(crate) attribute: Name,
    pub(crate) default: u32,
    pub(crate) most: u32,
}

impl TurnSize {
    /// The size of a lead's turn, from 1 to `most`, and what the lead says of it.
    pub(crate) fn of(&self, lead: &Lead) -> (u32, Option<i64>) {
        let said = match lead.get(self.attribute.as_str()) {
            Some(Value::Integer(said)) => Some(*said),
            _ => None,
        };
        let size = match said {
            Some(said) if said > 0 => u32::try_from(said).unwrap_or(self.most).min(self.most),
            _ => self.default,
        };
        (size, said)
    }
}
