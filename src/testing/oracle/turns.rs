//! How turns are dealt, beside the strategy.

use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;

impl Oracle {
    /// What the turn of a lead counts as in a queue.
    pub(super) fn turn_size(&self, lead: &Lead, queue: &Name) -> u32 {
        let Some(own) = self.queue_doc(queue).and_then(|doc| doc.turn_size.as_ref()) else { return 1 };
        if self.is(Fault::TurnsAlike) {
            return 1;
        }
        match lead.get(own.attribute.as_str()) {
            Some(Value::Integer(said)) if *said > i64::from(own.most) => own.most,
            Some(Value::Integer(said)) if *said >= 1 => u32::try_from(*said).unwrap_or(own.most),
            _ => own.default,
        }
    }
}
